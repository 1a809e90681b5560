"""The page across targets: whether there is one rate, and what a new target may show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.across import MEASURE, MOORE_PER_YEAR, across
from effsite.analysis.interval import LEVEL
from effsite.analysis.pooling import FEWEST_FOR_A_LINE, FEWEST_RATES
from effsite.files import json_text
from effsite.site import formats
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.across import Across, Estimate
    from effsite.analysis.pooling import Line, Mean
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey

ACROSS = "across-targets.md"
DATA = "data/across-targets.json"


def across_view(survey: Survey) -> Across | None:
    """The rates of the survey's targets put together; None where no target has a rate of its compute."""
    found = across(survey.efficiency)
    return found if found.rates or found.left_out else None


def across_page(survey: Survey, figures: PageCharts, found: Across) -> Page:
    """The forest of the targets' rates, what they come to, and what that does not say."""
    return Page(
        address=ACROSS,
        title="Across targets",
        description="Is there a Moore’s law of algorithms? The rates of all targets put together, with their "
        "spread and what a new target may show.",
        body=render(
            "across.md.jinja",
            across=found,
            headline=" ".join(_headline(found)),
            figure=figures.forest(found) if found.rates else "",
            estimates=tuple((e, _rates_words(e)) for e in (found.overall, *found.others)),
            baseline=" ".join(_baseline_sentences(found)),
            level=formats.percent(LEVEL),
            fewest=FEWEST_RATES,
            data=DATA,
            links=survey.links(ACROSS),
        ),
    )


def across_json(found: Across) -> str:
    """The download of the page."""
    return json_text({"measure": MEASURE, **found.as_json()}, indent=1) + "\n"


def _headline(found: Across) -> Iterator[str]:
    mean, tasks = found.overall.mean, counted(len(found.entering), "task")
    if mean is None:
        yield f"Not to be said yet: {tasks} with an interval of the rate,"
        yield f"and it takes {FEWEST_RATES} to tell how far rates lie apart."
        return
    yield f"Over {tasks}, one target each, the training compute for a fixed capability halved"
    yield f"{formats.signed(mean.mean)} times a year on average{_time_words(mean)},"
    yield f"{formats.percent(LEVEL)} interval {_between(mean.low, mean.high)}."
    yield _verdict(mean)
    yield "In nine cases of ten a new target should show"
    yield f"{_between(mean.next_low, mean.next_high)} halvings a year."
    yield f"Moore’s law, {formats.signed(MOORE_PER_YEAR)} a year, lies {_moore_words(mean)} of the mean."


def _time_words(mean: Mean) -> str:
    return f", once in {formats.months(12 / mean.mean)}" if mean.mean > 0 else ""


def _verdict(mean: Mean) -> str:
    """What the interval of the mean and that of a new target leave open."""
    if mean.low <= 0:
        return "That is no law: so few tasks leave an interval that includes no gain at all."
    if mean.next_low <= 0:
        return "On average there is a gain, but it is no law: a new target may show none."
    return "A new target, too, is expected to gain."


def _moore_words(mean: Mean) -> str:
    if mean.low > MOORE_PER_YEAR:
        return "below the interval"
    return "above the interval" if mean.high < MOORE_PER_YEAR else "within the interval"


def _between(low: float, high: float) -> str:
    return f"{formats.signed(low)} to {formats.signed(high)}"


def _baseline_sentences(found: Across) -> Iterator[str]:
    """How the rate changes with the compute of the first record, or that too little is known."""
    if found.by_baseline is not None:
        yield f"Over one target of each task, {_slope_words(found.by_baseline)}."
        return
    tasks, every = counted(len(found.entering), "task"), found.by_baseline_of_all
    yield f"A line through {tasks} would say next to nothing; it takes {FEWEST_FOR_A_LINE}."
    if every is not None:
        yield f"Were all {every.n} targets independent, {_slope_words(every)}."


def _slope_words(line: Line) -> str:
    chance = "no more than chance may give" if line.low <= 0 <= line.high else "more than chance gives"
    return (
        f"ten times the compute of the baseline would go with {formats.signed(line.slope)} halvings a year "
        f"more ({formats.percent(LEVEL)} interval {_between(line.low, line.high)}), {chance}"
    )


def _rates_words(estimate: Estimate) -> str:
    """The least and the most of the rates behind an estimate; empty without any."""
    rates = [r.rate for r in estimate.rates]
    if not rates:
        return ""
    return formats.signed(rates[0]) if len(rates) == 1 else _between(min(rates), max(rates))
