"""Which quantities of a log are totals of the run so far: those of one step, epoch or model are set aside.

A column's name does not tell `seconds` since the beginning from `seconds` of the last epoch; its values
do. A total rises from evaluation to evaluation, and begins near nothing where a clock begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from effsite.ingest.log_columns import SECONDS_IN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.log import Evaluation
    from effsite.ingest.report import Report

QUANTITIES = ("seconds", "examples", "training_flop")
SUMS = frozenset({"examples", "training_flop"})
"""What stands still only while nothing is trained; a clock may be told in coarse units."""

CALLED = {
    "seconds": "the time",
    "examples": "the number of examples (or tokens)",
    "training_flop": "the compute",
}
FEWEST_RISES = 5
"""Evaluations from which a quantity that always rises is no sum by chance: 1 in 120 orders of five."""

SLOW = 0.25
"""A total rises at least this share as fast as the place in the run, unless it began with much."""

RISEN = 0.4
"""Least share of a clock that began anew now and then that was told by its rises, not its beginnings."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A quantity at one evaluation, and the place of that evaluation in the run, None where it has none."""

    value: float
    at: float | None


def running_totals(
    evaluations: Sequence[Evaluation], report: Report, *, kept_clock: bool = False
) -> tuple[Evaluation, ...]:
    """The evaluations without the quantities that are no totals, and a word on each that is set aside.

    The seconds of a clock that a benchmark keeps (`kept_clock`) are a total whatever they look like.
    """
    kept = tuple(evaluations)
    for name in QUANTITIES:
        if kept_clock and name == "seconds":
            continue
        told = [_Told(value, _place(e)) for e in evaluations if (value := getattr(e, name)) is not None]
        why = _no_total(told, sums=name in SUMS)
        if not why:
            continue
        report.withdraw(*(f"{role} is read from" for role in (SECONDS_IN if name == "seconds" else (name,))))
        report.guessed(f"{CALLED[name]} {why}: set aside", hint=_way_out(name, told))
        unknown: dict[str, Any] = {name: None}
        kept = tuple(replace(e, **unknown) for e in kept)
    return kept


def _place(evaluation: Evaluation) -> float | None:
    return evaluation.epoch if evaluation.step is None else float(evaluation.step)


def _no_total(told: Sequence[_Told], *, sums: bool) -> str:
    """Why the values are no total of the run so far; empty where nothing says that they are not."""
    pairs = [(a, b) for a, b in pairwise(told) if a.at is None or b.at is None or a.at < b.at]
    if not pairs:
        return ""
    low, high = min(t.value for t in told), max(t.value for t in told)
    rises = sum(a.value < b.value for a, b in pairs)
    falls = sum(a.value > b.value for a, b in pairs)
    if rises == 0:
        return f"never rises ({low:g} to {high:g}), so it is of each step, epoch or model, and no total"
    if falls and (sums or not _begins_anew(pairs, falls)):
        return f"goes up and down ({low:g} to {high:g}), so it is of each step or epoch, and no total"
    if sums and any(a.value == b.value for a, b in pairs):
        return f"stands still in training ({low:g} to {high:g}), so it is no total"
    if not falls and len(told) < FEWEST_RISES and _slow(told):
        return f"hardly rises ({low:g} to {high:g}), so it may be of each step or epoch, and no total"
    return ""


def _begins_anew(pairs: Sequence[tuple[_Told, _Told]], falls: int) -> bool:
    """Whether a clock that falls was begun anew in a resumed run, and counted on from near nothing."""
    risen = sum(max(0.0, b.value - a.value) for a, b in pairs)
    began = pairs[0][0].value + sum(b.value for a, b in pairs if b.value < a.value)
    halved = all(b.value <= a.value / 2 for a, b in pairs if b.value < a.value)
    return halved or (3 * falls <= len(pairs) and risen >= RISEN * (risen + began))


def _slow(told: Sequence[_Told]) -> bool:
    """Whether the values rise far slower than the places, as those of ever slower epochs would."""
    first, last = told[0], told[-1]
    if not first.at or last.at is None or first.value <= 0:
        return False
    return last.value / first.value - 1 < SLOW * (last.at / first.at - 1)


def _way_out(name: str, told: Sequence[_Told]) -> str:
    """What the user can do: name a total, or give the size of a step that is always the same."""
    total = f"name a total with --column {name}=COLUMN"
    values = {t.value for t in told}
    if name == "examples" and len(values) == 1:
        return f"--examples-per-step {values.pop():.12g} if it is of each step, or {total}"
    return f"{total}, or add the values up"
