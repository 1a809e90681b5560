"""What the rates of all targets come to, in words, for the page, its chart and the terminal alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.interval import LEVEL
from effsite.analysis.pooling import FEWEST, FEWEST_FOR_A_LINE
from effsite.site import formats
from effsite.units import MOORE_DOUBLING_MONTHS
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.across import Across, BaselineLine, Estimate, MeanRate

ALIKE = 2.0
"""Where a new target may show no more than this times the mean rate, or this part of it, rates are alike."""


def headline(found: Across) -> str:
    """Whether there is one rate for all targets: the mean, its interval, and what a new target may show."""
    return " ".join(_headline(found))


def baseline_sentences(found: Across) -> str:
    """How the rate changes with the compute of the first record, or that too little is known."""
    return " ".join(_baseline_sentences(found))


def months_words(estimate: Estimate) -> str:
    """The least and the most of the months behind an estimate; empty without any."""
    months = [r.months for r in estimate.rates]
    if not months:
        return ""
    return f"{months[0]:.1f}" if len(months) == 1 else formats.interval(min(months), max(months))


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
