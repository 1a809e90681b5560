"""How fast a record moves, in words, for charts, pages and the terminal alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.frontier import is_estimate
from effsite.site import formats
from effsite.units import RECENT_MONTHS
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.choices import Choice
    from effsite.analysis.regimes import BrokenLine, Regime
    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.uncertainty import Origin, Range
    from effsite.records import PublicationDate, Result

WORTH_TELLING = 1.25
"""How many times the least factor the most may be before a sentence tells them."""

MEASURABLE_MONTHS = 600
"""The longest halving time that is written as one: 50 years, longer than anybody has watched a target. What
would take longer has not been seen to move."""

NO_TREND = "no measurable trend"

_GIVEN: dict[Origin, str] = {
    "derived": "",
    "given": ", given",
    "low given": ", the low end given",
    "high given": ", the high end given",
}


def way(summary: TargetSummary) -> str:
    """What the records do over time: halving, or doubling where the most is best."""
    return "halving" if summary.target.record_is == "least" else "doubling"


def _did(summary: TargetSummary) -> str:
    return "halved" if summary.target.record_is == "least" else "doubled"


def measurable(months: float) -> bool:
    """Whether a halving or doubling time is short enough for a trend to have been seen."""
    return months <= MEASURABLE_MONTHS


def months_words(months: float) -> str:
    """A halving or doubling time for people: 15.9 months, or no measurable trend."""
    return formats.months(months) if measurable(months) else NO_TREND


def span_words(low: float, high: float | None) -> str:
    """The ends of an interval, without the unit: 8.1 to 42.7; from 4.7 on; 7.9 to no measurable trend."""
    if high is None:
        return f"from {low:.1f} on"
    if measurable(high):
        return formats.interval(low, high)
    return f"{low:.1f} to {NO_TREND}" if measurable(low) else NO_TREND


def range_words(low: float, high: float | None) -> str:
    """The same with its unit: 8.1 to 42.7 months; from 4.7 months on; 7.9 months to no measurable trend."""
    if high is None:
        return f"from {formats.months(low)} on"
    if measurable(high):
        return f"{formats.interval(low, high)} months"
    return f"{formats.months(low)} to {NO_TREND}" if measurable(low) else NO_TREND


def regime_words(regime: Regime) -> str:
    """The rate of a stretch of the curve, for its label: every 10.6 months, or no measurable trend."""
    months = regime.halving_time_months
    return f"every {formats.months(months)}" if measurable(months) else NO_TREND


def rate_words(summary: TargetSummary, months: float) -> str:
    """A rate in a few words: halving every 15.9 months, or no measurable trend."""
    return f"{way(summary)} every {formats.months(months)}" if measurable(months) else NO_TREND


def average_words(summary: TargetSummary) -> str:
    """The average rate in a few words: halving every 15.3 months on average; empty without one."""
    average = summary.average_halving_time_months
    return "" if average is None else f"{rate_words(summary, average)} on average"


def latest_words(summary: TargetSummary) -> str:
    """The rate since the bend in a few words: every 10.6 months since July 2024; empty without a bend."""
    if summary.broken is None:
        return ""
    return f"{regime_words(summary.broken.after)} since {formats.month_year(summary.broken.bend)}"


def interval_words(summary: TargetSummary) -> str:
    """The interval of the average rate in months, with its level, or why there is none; may be empty."""
    interval = summary.interval
    if interval is None:
        return f"no interval: {summary.interval_refused}" if summary.interval_refused else ""
    level = formats.percent(interval.level)
    within = " within one study" if interval.within_one_study else ""
    if interval.high is None:
        return f"{level} interval from {formats.months(interval.low)} on{within}: {interval.note}"
    return f"{level} interval {span_words(interval.low, interval.high)}{within}"


def no_trend_words(summary: TargetSummary) -> str:
    """Why no line is fitted, without a capital or a final stop; empty where there is one."""
    if summary.trend is not None or not summary.trend_refused:
        return ""
    if summary.n == 2:
        return "two points: no trend is fitted"
    return f"no trend is fitted: {summary.trend_refused}"


def shape_words(summary: TargetSummary) -> str:
    """The rate along the curve in a few words, for tables: 15.9 months; 2.2, then 10.6 months.

    Empty where no line is fitted or where a straight line does not describe the curve.
    """
    if summary.broken:
        before, after = (r.halving_time_months for r in summary.broken.regimes)
        return f"{f'{before:.1f}' if measurable(before) else NO_TREND}, then {months_words(after)}"
    return months_words(summary.trend.doubling_time_months) if summary.trend and summary.describes else ""


def shape_sentence(summary: TargetSummary) -> str:
    """Whether the rate was steady, with the rate or rates of the fitted line; no final stop."""
    trend = summary.trend
    if trend is None:
        words = no_trend_words(summary)
        return f"{words[:1].upper()}{words[1:]}"
    points = counted(trend.n, "record" if summary.target.trend_over == "frontier" else "result")
    if summary.broken:
        return f"The rate was not steady: the line fitted to {points} {_bent(summary, summary.broken)}"
    months = trend.doubling_time_months
    if not summary.describes:
        best = f"would be {rate_words(summary, months)}" if measurable(months) else f"shows {NO_TREND}"
        return f"No straight line describes the {points}: the best one {best}"
    if not measurable(months):
        return f"The line fitted to {points} shows {NO_TREND}"
    return f"The trend fitted to {points} is {rate_words(summary, months)}"


def _bent(summary: TargetSummary, broken: BrokenLine) -> str:
    """What a line does before and after its bend: is halving every 2.2 months until July 2024 and ..."""
    before, after = (r.halving_time_months for r in broken.regimes)
    bend = formats.month_year(broken.bend)
    first = f"is {rate_words(summary, before)}" if measurable(before) else f"shows {NO_TREND}"
    if not measurable(after):
        then = f"shows {NO_TREND}"
    else:
        then = f"every {formats.months(after)}" if measurable(before) else f"is {rate_words(summary, after)}"
    return f"{first} until {bend} and {then} from then on"


def recent_sentence(summary: TargetSummary) -> str:
    """The average rate of the last 24 months, with the month they end in; no final stop, may be empty."""
    recent, latest = summary.recent, summary.latest_record
    if recent is None or latest is None:
        return ""
    did = f"{_did(summary)} every {formats.months(recent.months)} on average"
    return (
        f"In the last {RECENT_MONTHS} months, up to {formats.month_year(latest.published)}, it "
        f"{did if measurable(recent.months) else f'showed {NO_TREND}'}"
    )


def dates_sentence(summary: TargetSummary) -> str:
    """When the latest result was published and, where that is known, when the sources were last read.

    No final stop; empty without results.
    """
    latest, checked = summary.latest_result, summary.target.last_checked
    if latest is None:
        return ""
    said = f"The latest result is of {formats.long_date(latest.published)}"
    if checked is None:
        return said
    return f"{said}; the sources were last read {_on(checked)}"


def _on(when: PublicationDate) -> str:
    return f"{'on' if when.precision == 'day' else 'in'} {formats.long_date(when)}"


def choices_sentence(choices: Sequence[Choice]) -> str:
    """How far other choices lead, from the least to the most; no final stop, empty without any."""
    words = choices_words(choices)
    return f"Read by other choices, the same results give {words}" if words else ""


def choices_words(choices: Sequence[Choice]) -> str:
    """The least and the most that other choices give: 11.9 to 16.8 months; empty without any."""
    if len(choices) < 2:
        return ""
    least, most = _ends(choices)
    if months_words(least.halving_time_months) == months_words(most.halving_time_months):
        return f"{months_words(most.halving_time_months)}, too"
    return range_words(least.halving_time_months, most.halving_time_months)


def choice_ends_sentence(choices: Sequence[Choice]) -> str:
    """The choices that give the least and the most, by their names; no final stop, empty without two."""
    if len(choices) < 2:
        return ""
    least, most = _ends(choices)
    low, high = (months_words(c.halving_time_months) for c in (least, most))
    if low == high:
        return f"All of them give {low}"
    return f"The least, {low}, is that of “{least.name}”; the most, {high}, that of “{most.name}”"


def _ends(choices: Sequence[Choice]) -> tuple[Choice, Choice]:
    """The first of the choices with the least time, and the first with the most."""
    least, most = (end(choices, key=lambda c: c.halving_time_months) for end in (min, max))
    return least, most


def estimate_sentence(summary: TargetSummary) -> str:
    """How many of the records are estimates rather than counts or statements; no final stop, may be empty."""
    records = summary.frontier.results
    estimates = round((summary.estimated_share or 0) * len(records))
    if not estimates or len(records) < 2:
        return ""
    if estimates == len(records):
        return f"All {counted(estimates, 'record')} are estimates"
    are = "is an estimate" if estimates == 1 else "are estimates"
    return f"{estimates} of the {counted(len(records), 'record')} {are}"


def estimate_words(summary: TargetSummary) -> str:
    """The same after a number of records, in a word or two: all estimates, 2 of them estimated; or empty."""
    records = summary.frontier.results
    estimates = round((summary.estimated_share or 0) * len(records))
    if not estimates:
        return ""
    return "all estimates" if estimates == len(records) else f"{estimates} of them estimated"


def estimates_of(summary: TargetSummary) -> str:
    """How many of the records are estimates, for a cell of a table: 2 of 6, or none; may be empty."""
    records = summary.frontier.results
    if not records:
        return ""
    estimates = round((summary.estimated_share or 0) * len(records))
    return f"{estimates} of {len(records)}" if estimates else "none"


def figure_words(result: Result, measure: str) -> str:
    """What kind of figure the result's value is: estimated, counted, measured or as stated."""
    if is_estimate(result, measure):
        return "estimated"
    if measure == "training_flop" and result.flop_method == "counted":
        return "counted"
    return "measured" if result.source_kind == "measured" else "as stated"


def figure_kinds(summary: TargetSummary) -> tuple[str, ...]:
    """The kinds of figure among the results that give the measure, each once."""
    return tuple(dict.fromkeys(figure_words(r.result, summary.measure) for r in summary.results))


def tells_kinds(summary: TargetSummary) -> bool:
    """Whether tables say of what kind each figure is: where there is more than one kind, or an estimate."""
    kinds = figure_kinds(summary)
    return len(kinds) > 1 or "estimated" in kinds


def ends_words(ends: Range) -> str:
    """The low and the high end of a figure, exact, marked where they are given: 1.2e17 to 8e17."""
    return f"{formats.exact(ends.low)} to {formats.exact(ends.high)}{_GIVEN[ends.origin]}"


def hardware_words(result: Result) -> str:
    """What a result was trained on: 8 × V100; empty where the row names no device."""
    return f"{result.devices} × {result.device}" if result.device and result.devices else result.device


def doubt_sentence(summary: TargetSummary) -> str:
    """Between what the factor lies for its two figures alone; no final stop, empty where that is close."""
    ends = summary.factor_ends
    if ends is None or ends[1] < WORTH_TELLING * ends[0]:
        return ""
    return (
        f"The first and the latest figure alone leave the factor between {formats.bare_factor(ends[0])} "
        f"and {formats.bare_factor(ends[1])}"
    )


def rate_sentences(summary: TargetSummary) -> tuple[str, ...]:
    """All that is said of the rate, sentence by sentence with their final stops, the average first."""
    average = summary.average_halving_time_months
    first = ""
    if average is not None:
        every = f"{_did(summary)} every {formats.months(average)}"
        did = every if measurable(average) else f"showed {NO_TREND}"
        first = f"It {did} on average ({interval_words(summary)})"
    said = (first, shape_sentence(summary), recent_sentence(summary))
    return tuple(f"{sentence}." for sentence in said if sentence)
