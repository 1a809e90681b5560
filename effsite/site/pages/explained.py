"""What stands behind a headline figure: how it was got, from what, how sure it is, what would change it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.grounds import grounds
from effsite.analysis.interval import LEVEL
from effsite.analysis.uncertainty import range_of
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.estimates import amount, amount_exact, factor_of
from effsite.site.pages.facts import Fact
from effsite.site.pages.workings import in_short
from effsite.site.trend_words import (
    choices_words,
    ends_words,
    figure_words,
    interval_words,
    measurable,
    months_words,
    range_words,
    way,
)
from effsite.units import MOORE_DOUBLING_MONTHS, RECENT_MONTHS
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary

WORTH_HOLDING_AGAINST = 1.1
"""What Moore's law gives over a span from which on a headline tells it."""

_UNITS = {
    "compute": "A FLOP is one operation, a multiply-add two of them. M, G, T, P and E before it are a "
    "million, a billion, 1e12, 1e15 and 1e18",
}
"""What the unit of a quantity means, where a newcomer may not know it."""


_KINDS = {
    "estimated": "estimated",
    "counted": "counted",
    "measured": "measured",
    "as stated": "as its source states it",
}
"""What kind of figure it is, by `figure_words`, before a colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One figure of a headline: what it is, the lines that explain it, and where the method tells more.

    `source` and `url` are where the figure itself is read; both are empty for one that is worked out here.
    """

    title: str
    facts: tuple[Fact, ...]
    section: str
    source: str = ""
    url: str = ""


def explained(summary: TargetSummary) -> dict[str, Explained]:
    """The figures of the summary's headline by short names; empty where it has no factor."""
    if summary.factor is None:
        return {}
    records = summary.frontier_results
    found = {
        "first": _amount(summary, records[0]),
        "last": _amount(summary, records[-1]),
        "factor": Explained(
            title="The reduction" if summary.target.record_is == "least" else "The growth",
            facts=tuple(_factor(summary)),
            section="the-reduction-factor",
        ),
    }
    if summary.average_halving_time_months is not None:
        found["average"] = Explained(
            title=f"The average {way(summary)} time", facts=tuple(_average(summary)), section="on-average"
        )
    if summary.broken is not None or summary.describes:
        found["trend"] = Explained(
            title="The fitted line",
            facts=tuple(_trend(summary)),
            section="where-the-rate-changed" if summary.broken else "the-fitted-line",
        )
    if summary.recent is not None:
        found["recent"] = Explained(
            title=f"The {way(summary)} time of the last {RECENT_MONTHS} months",
            facts=tuple(_recent(summary)),
            section="on-average",
        )
    if summary.moore_factor is not None and summary.moore_factor >= WORTH_HOLDING_AGAINST:
        found["moore"] = Explained(
            title="Moore’s law", facts=tuple(_moore(summary)), section="against-moores-law"
        )
    return found


def _amount(summary: TargetSummary, ranked: RankedResult) -> Explained:
    result, measure = ranked.result, summary.measure
    return Explained(
        title=f"{MEASURES[measure].label} of {result.system}, {formats.month_year(result.published)}",
        facts=tuple(_got(summary, ranked)),
        section="four-ways-to-a-figure",
        source=result.source,
        url=result.source_url,
    )


def _got(summary: TargetSummary, ranked: RankedResult) -> Iterator[Fact]:
    result, measure = ranked.result, summary.measure
    working = in_short(result, summary.task.example) if measure == "training_flop" else ""
    yield Fact(
        "How it was got",
        f"{_KINDS[figure_words(result, measure)]}: {f'{working} = ' if working else ''}"
        f"{amount_exact(result, measure)}",
    )
    if ends := range_of(result, measure):
        yield Fact("It may be", f"{ends_words(ends)} FLOP")
    if unit := _UNITS.get(MEASURES[measure].quantity):
        yield Fact("The unit", unit)


def _factor(summary: TargetSummary) -> Iterator[Fact]:
    first, last = summary.frontier_results[0], summary.frontier_results[-1]
    before, after = (amount_exact(r.result, summary.measure) for r in (first, last))
    over, under = (before, after) if summary.target.record_is == "least" else (after, before)
    yield Fact("How it was got", f"{over} ÷ {under} = {factor_of(summary, write=formats.factor_exact)}")
    yield Fact("From what", f"the first and the latest of {_records(summary)}")
    on = grounds(summary)
    if summary.factor_ends:
        low, high = map(formats.factor, summary.factor_ends)
        yield Fact("It may be", f"{low} to {high}, by what its two figures alone may be off")
    if on.alternatives:
        low, high = map(formats.factor, on.alternatives)
        yield Fact("Its source also gives", f"{low} to {high}, by other readings")
    less = "less" if summary.target.record_is == "least" else "more"
    yield Fact(
        "What would change it",
        f"a result with {less} than {amount(last.result, summary.measure)}, or another figure for "
        f"{first.result.system}, the first",
    )


def _average(summary: TargetSummary) -> Iterator[Fact]:
    steps = math.log2(summary.factor or 1)
    yield Fact(
        "How it was got",
        f"{formats.number(summary.span_months or 0)} months ÷ {formats.significant(steps, 3)} "
        f"{way(summary)}s, which make {factor_of(summary)}, = "
        f"{months_words(summary.average_halving_time_months or 0)}",
    )
    yield Fact("From what", _records(summary))
    if interval := interval_words(summary):
        yield Fact("How sure", _interval(summary, interval))
    if ends := choices_words(summary.choices):
        yield Fact("Other choices give", ends)
    yield Fact("What would change it", "a new record, a corrected date, or an earlier first result")


def _interval(summary: TargetSummary, interval: str) -> str:
    """The interval with what it means: months, and of what."""
    found = summary.interval
    if found is None or found.high is None:
        return interval
    return f"{interval}{' months' if measurable(found.high) else ''}: by the {found.kind}"


def _trend(summary: TargetSummary) -> Iterator[Fact]:
    yield Fact(
        "How it was got",
        "two straight lines with one bend, fitted by least squares to the logarithm over the date"
        if summary.broken
        else "one straight line, fitted by least squares to the logarithm over the date",
    )
    kind = "records" if summary.target.trend_over == "frontier" else "results"
    yield Fact("From what", f"{summary.n} {kind}, written n = {summary.n}")
    if summary.trend is not None and summary.broken is None:
        share = formats.significant(summary.trend.r_squared, 3)
        yield Fact("How well it fits", f"R² = {share}: of the variation, the share that the line describes")


def _recent(summary: TargetSummary) -> Iterator[Fact]:
    recent = summary.recent
    if recent is None:
        return
    yield Fact(
        "How it was got",
        f"as the average, from the record that stood in {formats.month_year(recent.since)} to the latest",
    )
    yield Fact("From what", counted(recent.n, "record"))
    level = formats.percent(LEVEL)
    if recent.low is not None:
        yield Fact("How sure", f"{level} interval {range_words(recent.low, recent.high)}")
    else:
        yield Fact("How sure", "too few records for an interval")


def _moore(summary: TargetSummary) -> Iterator[Fact]:
    months = formats.number(summary.span_months or 0)
    yield Fact(
        "How it was got",
        f"2 to the power of {months} ÷ {MOORE_DOUBLING_MONTHS:g} months = "
        f"{formats.factor_exact(summary.moore_factor or 1)}",
    )
    yield Fact("From what", f"a doubling in {MOORE_DOUBLING_MONTHS:g} months, a yardstick and no measurement")


def _records(summary: TargetSummary) -> str:
    on = grounds(summary)
    source = "one source" if on.sources == 1 else counted(on.sources, "source")
    return f"{counted(on.records, 'record')} among {counted(len(summary.results), 'result')}, from {source}"
