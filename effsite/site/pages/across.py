"""The page across targets: whether there is one rate, and what a new target may show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.across import MEASURE, across
from effsite.analysis.interval import LEVEL
from effsite.analysis.pooling import FEWEST, FEWEST_FOR_A_LINE
from effsite.files import json_text
from effsite.site import formats
from effsite.site.charts.forest import ends_words
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.units import MOORE_DOUBLING_MONTHS
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.across import Across, BaselineLine, Estimate, MeanRate
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey

ALIKE = 2.0
"""Where a new target may show no more than this times the mean rate, or this part of it, rates are alike."""

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
            rates=tuple((r, ends_words(r.low, r.high)) for r in found.rates),
            estimates=tuple((e, _rates_words(e)) for e in (found.overall, *found.others)),
            baseline=" ".join(_baseline_sentences(found)),
            level=formats.percent(LEVEL),
            fewest=FEWEST,
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
        yield f"and it takes {FEWEST} to tell how far rates lie apart."
        return
    yield f"Over {tasks}, one target each, the training compute for a fixed capability halved every"
    yield f"{formats.months(mean.months)} on average"
    yield f"({formats.percent(LEVEL)} interval {formats.interval(mean.low, mean.high)})."
    yield _verdict(mean)
    yield f"Moore’s law, {MOORE_DOUBLING_MONTHS:.0f} months, lies {_moore_words(mean)}."


def _verdict(mean: MeanRate) -> str:
    """Whether one rate could stand for all targets: by how far a new one may lie from the mean."""
    alike = mean.next_high <= ALIKE * mean.months and mean.next_low >= mean.months / ALIKE
    new = f"a new target may show anything from {formats.interval(mean.next_low, mean.next_high)} months"
    return f"The rates are much alike: {new}." if alike else f"That is a mean and no law: {new}."


def _moore_words(mean: MeanRate) -> str:
    if mean.high < MOORE_DOUBLING_MONTHS:
        return "above that interval: the targets fall faster"
    return (
        "below that interval: they fall slower"
        if mean.low > MOORE_DOUBLING_MONTHS
        else "within that interval"
    )


def _baseline_sentences(found: Across) -> Iterator[str]:
    """How the rate changes with the compute of the first record, or that too little is known."""
    own, every = found.by_baseline, found.by_baseline_of_all
    if own is not None:
        chance = (
            "no more than chance may give" if own.low <= 1 <= own.high else "more than chance alone gives"
        )
        yield f"Over one target of each task, {_slope_words(own)}: {chance}."
        return
    tasks = counted(len(found.entering), "task")
    yield f"A line through {tasks} would say next to nothing; it takes {FEWEST_FOR_A_LINE}."
    if every is not None:
        yield f"Were all {every.n} targets independent, {_slope_words(every)}."
        yield "They are not, so this is no finding."


def _slope_words(line: BaselineLine) -> str:
    ends = f"{formats.factor(line.low)} to {formats.factor(line.high)}"
    return (
        f"one with ten times the compute at its baseline would fall {formats.factor(line.factor)} as fast "
        f"({formats.percent(LEVEL)} interval {ends})"
    )


def _rates_words(estimate: Estimate) -> str:
    """The least and the most of the months behind an estimate; empty without any."""
    months = [r.months for r in estimate.rates]
    if not months:
        return ""
    return f"{months[0]:.1f}" if len(months) == 1 else formats.interval(min(months), max(months))
