"""Which counts of a run count: one that rises over it does, others are set aside with a word."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.log import Evaluation
    from effsite.ingest.report import Report

COUNTS = ("step", "epoch", "examples")
"""Counts of work done; a clock is none, for it goes on while a run is taken up again."""

FEWEST_BACKWARDS = 3
"""Evaluations that must each stand before the last one for a log to be written backwards."""

FEWEST_EPOCHS = 2
"""Epochs that must end alike before steps that begin anew in each are added up."""


def forward(evaluations: Sequence[Evaluation], report: Report) -> Sequence[Evaluation]:
    """The evaluations in the order of the run, also where a log begins with its last one."""
    for count in COUNTS:
        told = [getattr(e, count) for e in evaluations]
        if None not in told:
            break
    else:
        return evaluations
    if len(told) < FEWEST_BACKWARDS or not all(before > after for before, after in pairwise(told)):
        return evaluations
    report.guessed(f"the log begins with its last {count}: it is read from its end")
    return evaluations[::-1]


def rising(evaluations: Sequence[Evaluation], name: str, report: Report) -> tuple[Evaluation, ...]:
    """The evaluations of the metric `name` without the counts that do not count.

    Set aside is a step or epoch that is the same at every evaluation, and one that falls, or mostly stands
    still, where another count of work rises. Steps that begin anew in every epoch are added up where all
    epochs that are over have the same number of them. Examples are left to `running_totals`: what never
    rises may be the size of a step.
    """
    kept = tuple(evaluations)
    if len(kept) < 2:
        return kept
    kept = _added_up(kept, report)
    for count in ("step", "epoch"):
        why = _constant(kept, count, name) or _contradicted(kept, count)
        if why:
            report.withdraw(f"{count} is read from")
            report.guessed(f"{count} {why}: it is set aside", hint=f"another column: --column {count}=NAME")
            kept = _without(kept, count)
    return kept


def _without(evaluations: Sequence[Evaluation], count: str) -> tuple[Evaluation, ...]:
    unknown: dict[str, Any] = {count: None}
    return tuple(replace(e, **unknown) for e in evaluations)


def _constant(evaluations: Sequence[Evaluation], count: str, name: str) -> str:
    """Why a count is none: it never changes although the values do."""
    told = {getattr(e, count) for e in evaluations}
    value = next(iter(told))
    if len(told) > 1 or value is None or len({e.values[name] for e in evaluations}) == 1:
        return ""
    return f"is {value:g} at every evaluation"


def _contradicted(evaluations: Sequence[Evaluation], count: str) -> str:
    """Why a count is none: another that never falls rises where this one does not."""
    for other in COUNTS:
        if other == count or not _never_falls(evaluations, other):
            continue
        pairs = _changes(evaluations, count, other)
        falls = sum(mine < 0 < theirs for mine, theirs in pairs)
        stands = sum(mine == 0 < theirs for mine, theirs in pairs)
        rises = sum(mine > 0 for mine, _ in pairs)
        if falls:
            return f"goes back where the {_named(other)}"
        if stands > rises and count != "epoch":
            return f"stands still where the {_named(other)}"
    return ""


def _named(count: str) -> str:
    return "examples go on" if count == "examples" else f"{count} goes on"


def _changes(evaluations: Sequence[Evaluation], count: str, other: str) -> list[tuple[float, float]]:
    """How two counts change from one evaluation to the next, where both are told."""
    known = [(getattr(e, count), getattr(e, other)) for e in evaluations]
    return [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(known) if None not in a and None not in b]


def _never_falls(evaluations: Sequence[Evaluation], count: str) -> bool:
    told = [value for e in evaluations if (value := getattr(e, count)) is not None]
    return len(told) == len(evaluations) and all(after >= before for before, after in pairwise(told))


def _added_up(evaluations: tuple[Evaluation, ...], report: Report) -> tuple[Evaluation, ...]:
    """The evaluations with the steps of the epochs before added, where each epoch counts its own."""
    places = [(e.epoch, e.step) for e in evaluations if e.epoch is not None and e.step is not None]
    each = _steps_of_an_epoch(places) if len(places) == len(evaluations) else None
    if each is None:
        return evaluations
    report.guessed(
        f"steps begin anew in every epoch: {each} are taken to make an epoch, and those before are added",
        hint="another column: --column step=NAME",
    )
    first = places[0][0]
    return tuple(
        replace(e, step=int(each * (epoch - first)) + step)
        for e, (epoch, step) in zip(evaluations, places, strict=True)
    )


def _steps_of_an_epoch(places: Sequence[tuple[float, int]]) -> int | None:
    """The step at which every epoch ends, where each begins anew; None where that is not sure.

    An epoch must be evaluated more than once: a step that stands at the end of each may be any number.
    One that is evaluated at its step 0 too goes on after its last evaluation, no one knows how long.
    """
    ends = dict(places)
    first, steps = places[0][0], list(ends.values())
    one_by_one = list(ends) == [first + number for number in range(len(ends))]
    within = all(b[1] > a[1] for a, b in pairwise(places) if a[0] == b[0]) and places[0][1] > 0
    alike = len(set(steps[:-1])) == 1 and steps[-1] <= steps[0]
    enough = len(ends) > FEWEST_EPOCHS and len(places) > len(ends)
    return steps[0] if first in (0, 1) and one_by_one and within and alike and enough else None
