"""Which quantities of a log are totals of the run so far: those of one step, epoch or model are set aside.

A column's name does not tell `seconds` since the beginning from `seconds` of the last epoch; its values
do. A total rises from evaluation to evaluation, and begins near nothing where a clock begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from effsite.ingest.interval_sums import added_up, epoch_by_epoch, why_not
from effsite.ingest.log_columns import SECONDS_IN
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.log import Evaluation, Extent, LoggedRun, Quantity
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

QUANTITIES: tuple[Quantity, ...] = ("seconds", "examples", "training_flop")
SUMS = frozenset({"examples", "training_flop"})
"""Totals that rise with every step of training; a clock may be told in units too coarse for that."""

CALLED: dict[Quantity, str] = {
    "seconds": "the time",
    "examples": "the number of examples (or tokens)",
    "training_flop": "the compute",
}
EXTENTS: dict[Extent, str] = {
    "total": "the total of the run so far",
    "interval": "of each stretch",
    "step": "of each step",
}
FEWEST_RISES = 5
"""Evaluations from which a quantity that always rises is no sum by chance: 1 in 120 orders of five."""

SLOW = 0.25
"""A total rises at least this share as fast as the place in the run, unless it began with much."""

RATHER_SLOW = 0.6
"""That share where all values are alike: they may be of stretches that grew a little longer."""

ALIKE = 1.25
"""How many times the least value the greatest may be for values to be alike."""

RISEN = 0.4
"""Least share of a clock that began anew now and then that was told by its rises, not its beginnings."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A quantity at one evaluation, and the place of that evaluation in the run, None where it has none."""

    value: float
    at: float | None


def running_totals(
    evaluations: Sequence[Evaluation], run: LoggedRun, options: ReadOptions, report: Report
) -> tuple[tuple[Evaluation, ...], tuple[str, ...]]:
    """The evaluations with totals alone, and what a row must say of them.

    Durations of every epoch from the first on are added up; any other quantity that is no total, or of
    which neither name nor values tell whether it is one, is set aside with a word. The user's word goes
    before all of this. The seconds of a clock that a benchmark keeps are a total whatever they look like.
    Raises LogError where intervals, as the user calls them, cannot be added up.
    """
    kept, remarks = tuple(evaluations), []
    for name in QUANTITIES:
        told = [_Told(value, _place(e)) for e in kept if (value := getattr(e, name)) is not None]
        if not told or (run.kept_clock and name == "seconds"):
            continue
        if name in options.extents:
            said = f"as --counts {name}={options.extents[name]} says"
            report.understood(f"{CALLED[name]} is {EXTENTS[options.extents[name]]}, {said}")
        if _extent(name, run, options) == "interval":
            kept = _intervals(kept, name, options, report)
            remarks.append(f"{CALLED[name]} of each evaluation's stretch is added up")
            continue
        extent = _extent(name, run, options)
        why = _no_total(told, sums=name in SUMS)
        if not why and name in run.extents and extent is None:
            why = _doubtful(told, kept)
        if extent == "step":
            why = "is of each step, by its name"
        elif why and name == "seconds" and name not in options.extents and _is_of_epochs(told, kept):
            report.guessed(
                f"{CALLED[name]} {why}: it is taken to be of each epoch and added up", hint=_words(name)
            )
            remarks.append(f"{CALLED[name]} of each epoch is added up")
            kept = added_up(kept, name)
            continue
        if why:
            kept = _without(kept, name, report)
            report.guessed(f"{CALLED[name]} {why}: set aside", hint=_way_out(name, told))
    return kept, tuple(remarks)


def _extent(name: Quantity, run: LoggedRun, options: ReadOptions) -> Extent | None:
    """Whether it is a total, by the user's word first and the column's name second."""
    return options.extents.get(name) or run.extents.get(name)


def _intervals(
    evaluations: tuple[Evaluation, ...], name: Quantity, options: ReadOptions, report: Report
) -> tuple[Evaluation, ...]:
    """The evaluations with intervals added up, where none is missing; else without them, or refused."""
    why = why_not(evaluations, name)
    if why and name in options.extents:
        raise LogError(f"{CALLED[name]} cannot be added up: {why}", f"leave --counts {name}=interval out")
    if why:
        report.guessed(f"{CALLED[name]} is of each stretch, by its name, and cannot be added up: {why}")
        return _without(evaluations, name, report)
    report.guessed(f"{CALLED[name]} of each stretch is added up")
    return added_up(evaluations, name)


def _without(evaluations: tuple[Evaluation, ...], name: Quantity, report: Report) -> tuple[Evaluation, ...]:
    report.withdraw(*(f"{role} is read from" for role in (SECONDS_IN if name == "seconds" else (name,))))
    unknown: dict[str, Any] = {name: None}
    return tuple(replace(e, **unknown) for e in evaluations)


def _is_of_epochs(told: Sequence[_Told], evaluations: Sequence[Evaluation]) -> bool:
    """Whether the values, of which there is one for each epoch, are those of one epoch: they do not rise."""
    values = [t.value for t in told]
    steady = len(values) > 1 and values != sorted(set(values))
    return steady and len(told) == len(evaluations) and epoch_by_epoch(evaluations)


def _doubtful(told: Sequence[_Told], evaluations: Sequence[Evaluation]) -> str:
    """Why it is not known whether a quantity is a total, where its column's name does not say."""
    if len(told) == 1 and not (len(evaluations) == 1 and _is_first(evaluations[0])):
        return "stands at one evaluation alone, which does not tell a total from a value of the last stretch"
    alike = max(t.value for t in told) < ALIKE * min(t.value for t in told)
    if _slow(told) or (alike and _slow(told, RATHER_SLOW)):
        low, high = min(t.value for t in told), max(t.value for t in told)
        return f"hardly rises ({low:g} to {high:g}), so it may be of each step or epoch, and no total"
    return ""


def _is_first(evaluation: Evaluation) -> bool:
    """Whether an evaluation ends the first stretch of its run, whose values are the totals as well."""
    return evaluation.epoch in (0, 1) or evaluation.step == 1


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
    if any(_slow(part) for part in _since_falls(pairs)):
        return False
    return halved or (3 * falls <= len(pairs) and risen >= RISEN * (risen + began))


def _since_falls(pairs: Sequence[tuple[_Told, _Told]]) -> list[list[_Told]]:
    """What was told since each fall, at the places counted from there."""
    parts: list[list[_Told]] = []
    start: float | None = None
    for before, after in pairs:
        if after.value < before.value:
            start = before.at
            parts.append([])
        if parts and start is not None and after.at is not None:
            parts[-1].append(_Told(after.value, after.at - start))
    return [part for part in parts if part]


def _slow(told: Sequence[_Told], share: float = SLOW) -> bool:
    """Whether the values rise far slower than the places, as those of ever slower epochs would.

    A first place of 0 is taken to stand after a stretch as long as the next: at the very beginning nothing
    would have been spent.
    """
    first, last = told[0], told[-1]
    if first.at is None or last.at is None or first.value <= 0:
        return False
    before = (told[1].at or 0) if first.at == 0 and len(told) > 1 else 0
    if first.at + before <= 0:
        return False
    return last.value / first.value - 1 < share * ((last.at + before) / (first.at + before) - 1)


def _way_out(name: Quantity, told: Sequence[_Told]) -> str:
    """What the user can do: name a total, or give the size of a step that is always the same."""
    values = {t.value for t in told}
    if name == "examples" and len(values) == 1 and len(told) > 1:
        return f"--examples-per-step {values.pop():.12g} if it is of each step, or name another column"
    return _words(name)


def _words(name: Quantity) -> str:
    return f"say which with --counts {name}=total or {name}=interval, or name another column"
