"""Quantities of each stretch -> totals of the run so far, where the log leaves out no stretch."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.log import Evaluation

NOISE = 9
"""Decimals of a sum; what floats add beyond them is noise."""


def epoch_by_epoch(evaluations: Sequence[Evaluation]) -> bool:
    """Whether each epoch from the first one on has one evaluation, on the line after the last one."""
    epochs = [e.epoch for e in evaluations if e.epoch is not None]
    begins = bool(epochs) and epochs[0] in (0, 1)
    whole = begins and epochs == [epochs[0] + number for number in range(len(evaluations))]
    return whole and _line_by_line(evaluations)


def why_not(evaluations: Sequence[Evaluation], name: str) -> str:
    """Why the quantity cannot be added up over the evaluations; empty where it can."""
    if any(getattr(e, name) is None for e in evaluations):
        return "some evaluations have none"
    if not all(e.line for e in evaluations):
        return "the format does not show what stands between the evaluations"
    if not _line_by_line(evaluations):
        return "there are lines between the evaluations, and what was spent on those is not known"
    if not _from_the_beginning(evaluations):
        return "the log does not begin with the first of them"
    return ""


def added_up(evaluations: Sequence[Evaluation], name: str) -> tuple[Evaluation, ...]:
    """The evaluations with the sums so far of a quantity that each of them has."""
    sums = accumulate(getattr(e, name) for e in evaluations)
    totals: list[dict[str, Any]] = [{name: round(value, NOISE)} for value in sums]
    return tuple(replace(e, **total) for e, total in zip(evaluations, totals, strict=True))


def _line_by_line(evaluations: Sequence[Evaluation]) -> bool:
    """Whether no line stands between two evaluations; only a log with lines can show that."""
    lines = [e.line for e in evaluations]
    return min(lines) > 0 and all(after == before + 1 for before, after in pairwise(lines))


def _from_the_beginning(evaluations: Sequence[Evaluation]) -> bool:
    """Whether the first evaluation stands no further from the beginning than the next from it."""
    for count in ("step", "epoch"):
        places = [getattr(e, count) for e in evaluations]
        if None not in places:
            nearest = places[1] - places[0] if len(places) > 1 else count == "epoch"
            return bool(places[0] <= nearest)
    return False
