"""The words of a headline that depend on what was measured, on what, and how little it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.frontier import improvement, measured
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.estimates import amount, amount_cell, factor_of
from effsite.site.trend_words import hardware_words

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary

HARDLY = 1.1
"""Up to which factor the headline says that the measure hardly fell."""

WHOLE = 1e6
"""From here on a number that is written in full goes without what follows its decimal point."""


def titled(summary: TargetSummary) -> str:
    """The target's title, and its task's in brackets: AlexNet level (ImageNet classification)."""
    return f"{summary.target.title} ({summary.task.title})"


def noun_words(summary: TargetSummary) -> str:
    """What fell, before "fell from": training compute needed, number of images needed in training."""
    example = summary.task.example
    if summary.measure != "examples" or not example:
        return MEASURES[summary.measure].noun
    return f"number of {example}s needed in training"


def fell_words(summary: TargetSummary) -> str:
    """Fell, hardly fell, grew or hardly grew: the verb of the headline, with a comma where it needs one."""
    verb = "fell" if summary.target.record_is == "least" else "grew"
    return f"hardly {verb}," if hardly_changed(summary) else verb


def hardly_changed(summary: TargetSummary) -> bool:
    """Whether the records changed so little that no rate is read from them."""
    return (summary.factor or HARDLY) < HARDLY


def change_words(summary: TargetSummary) -> str:
    """How much less or more the latest record is, before that word: 44 times; where it is little, 8.3 %."""
    factor = summary.factor
    if factor is None or not hardly_changed(summary):
        return factor_of(summary, write=formats.times)
    share = 1 - 1 / factor if summary.target.record_is == "least" else factor - 1
    return factor_of(summary, write=lambda _: f"{formats.significant(share * 100, 2)} %")


def end_amounts(summary: TargetSummary) -> tuple[str, str]:
    """The first and the latest record's amount, in as many digits as tell the two apart."""
    first, last = (row.result for row in (summary.frontier_results[0], summary.frontier_results[-1]))
    for write in (amount, amount_cell):
        ends = write(first, summary.measure), write(last, summary.measure)
        if ends[0] != ends[1]:
            return ends
    return _in_full(measured(first, summary.measure)), _in_full(measured(last, summary.measure))


def _in_full(value: float) -> str:
    return f"{value:,.0f}" if value >= WHOLE else f"{value:.12g}"


def end_machines(summary: TargetSummary) -> tuple[str, str]:
    """What the first and the latest record were trained on: 8 × V100; both empty where that tells nothing.

    It tells something where another machine would give another amount and the two are not alike.
    """
    first, last = (row.result for row in (summary.frontier_results[0], summary.frontier_results[-1]))
    names = hardware_words(first), hardware_words(last)
    if not MEASURES[summary.measure].depends_on_machine or not all(names) or names[0] == names[1]:
        return "", ""
    return names


def baseline_sentences(summary: TargetSummary, of: str = "") -> str:
    """The only record, and that no other result surely took less; with the final stops.

    `of` stands after the word record or baseline: " for AlexNet level (ImageNet classification)".
    """
    first = summary.frontier_results[0].result
    took = f"{amount(first, summary.measure)}{_of_what(summary)}"
    said = f"{first.system}, {took}, {formats.month_year(first.published)}"
    others = len(summary.results) - 1
    if not others:
        return f"One result sets the baseline{of}: {said}. A factor needs a second record."
    stands = measured(first, summary.measure)
    values = (measured(row.result, summary.measure) for row in summary.results)
    passed = any(improvement(stands, value, summary.target.record_is) > 1 for value in values)
    surely = "surely " if passed else ""
    more = "less" if summary.target.record_is == "least" else "more"
    if others == 1:
        return f"The first record{of} still stands: {said}. The other result did not {surely}take {more}."
    none = f"None of the {others:,} other results {surely}took {more}."
    return f"The first record{of} still stands: {said}. {none}"


def _of_what(summary: TargetSummary) -> str:
    """What an amount is of: " tokens seen", " of all devices together"; empty where its unit says it."""
    of = MEASURES[summary.measure]
    if of.unit:
        return {"seconds": " of training", "device_hours": " of all devices together"}.get(of.name, "")
    return f" {summary.task.example}s seen" if of.name == "examples" else f" {of.label.lower()}"
