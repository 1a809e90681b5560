"""Attempts that did not reach a target: what runs come to, what they bound, whether a row says the same."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.records import IN_CURVES, MEASURES
from effsite.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from effsite.errors import Finding
    from effsite.records import Attempt, Collection, LearningCurve, Target, TaskCollection

COUNT_TOLERANCE = 0.01
"""How far a count in a row may lie from the curve's."""

VALUE_TOLERANCE = 0.001
"""How far the best value in a row may lie from the curve's: rounding."""


class AttemptNotOfCurve(Rule):
    """What a row of `not-reached/` says is not what the runs in its learning curve come to.

    Held against the curve are the number of runs and of those that reached the level, the best value of those
    that stayed short, and what whole runs spent. An attempt has nothing but its curve to stand on.
    """

    code = "attempt-not-of-curve"
    hint = "give what the curve gives, or commit the curve of those runs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What the runs of one system come to that did not all reach a target.

    `best_value` is the best of the runs that stayed short, in the metric's unit. The counts (FLOP,
    examples, epochs, seconds) are what whole runs took, median over all of them; None where a
    curve does not carry them. `runs_reached` says how many runs did reach the target.
    """

    best_value: float
    training_flop: float | None
    examples: float | None
    epochs: float | None
    seconds: float | None
    runs_reached: int


def shortfall(curves: Sequence[LearningCurve], target: Target) -> Shortfall | None:
    """What those runs, one for each seed, come to; None where each of them reached the target.

    Raises UsageError for a target without a level.
    """
    short = [curve for curve in curves if not compute_to_target(curve, target).reached]
    if not short or target.metric is None:
        return None
    best = max if target.metric.higher_is_better else min
    counts = {field: _at_the_end(curves, count) for field, count in IN_CURVES.items()}
    return Shortfall(
        best_value=best(point.value for curve in short for point in curve.points),
        runs_reached=len(curves) - len(short),
        **{field: median(values) if values else None for field, values in counts.items()},
    )


def _at_the_end(curves: Sequence[LearningCurve], count: str) -> list[float]:
    """That count at the last evaluation of each run; empty where one does not carry it."""
    values = [getattr(curve.points[-1], count) for curve in curves]
    return [] if None in values else values


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerBound:
    """A system that stayed short of a target: what it takes is more than `value`, in the measure's unit."""

    attempt: Attempt
    value: float


def lower_bounds(target: Target, attempts: Iterable[Attempt], measure: str) -> tuple[LowerBound, ...]:
    """The attempts whose count of that measure is a lower bound of what the target takes, in their order.

    It is one where none of the runs reached the level, so that each of them would have had to go on: where
    some did, what whole runs took says nothing about the others. Counts are up to the end of a run, so
    there is no bound for a target that compares whole runs, nor where the most is best; and seconds of an
    old system that was timed anew are no part of a history, as for results.
    """
    if target.record_is != "least" or target.level is None or measure not in IN_CURVES:
        return ()
    if measure == "training_flop" and target.flop_scope != "to-target":
        return ()
    return tuple(
        LowerBound(attempt=attempt, value=value)
        for attempt in attempts
        if attempt.runs_reached == 0
        and (value := getattr(attempt, measure)) is not None
        and (measure == target.measure or not _timed_anew(attempt, measure))
    )


def _timed_anew(attempt: Attempt, measure: str) -> bool:
    rerun = attempt.source_kind == "measured" and bool(attempt.paper_url)
    return rerun and MEASURES[measure].depends_on_machine


def check_attempts(collection: Collection) -> tuple[tuple[Attempt, Finding], ...]:
    """Every finding about every attempt, each with the attempt that it is about."""
    return tuple(
        (attempt, finding)
        for task in collection.tasks
        for attempt in task.attempts
        for finding in check_attempt(task, attempt)
    )


def check_attempt(task: TaskCollection, attempt: Attempt) -> tuple[Finding, ...]:
    """What the learning curve of an attempt does not bear out, as findings with a field but no line.

    Errors: every run in the curve reaches the target; another number of runs, or of runs that
    reached it; another best value (over 0.1 % off); other counts than the mean or the median of
    the runs' ends (over 1 % off). Empty where the curve is missing or the target has no level,
    which the store reports.
    """
    runs = [curve for curve in task.curves if curve.name == attempt.curve]
    target = task.task.target(attempt.target)
    if not runs or target.level is None:
        return ()
    path = f"results/{attempt.task}/not-reached/{attempt.submission}.csv"
    return tuple(
        AttemptNotOfCurve.found(path, f"{attempt.system}: {message}", hint, field=field)
        for field, message, hint in _faults(attempt, runs, target)
    )


def _faults(
    attempt: Attempt, runs: Sequence[LearningCurve], target: Target
) -> Iterator[tuple[str, str, str]]:
    """Field, message and hint of everything that the curve does not bear out."""
    found = shortfall(runs, target)
    if found is None:
        message = f"every run in {attempt.curve} reaches {target.name} ({target.level:g})"
        yield "curve", message, "a system whose every run reaches the level is a result"
        return
    if len(runs) > attempt.runs:
        message = f"{attempt.curve} holds {len(runs)} runs, the row says {attempt.runs}"
        yield "runs", message, "count every run that was made"
    if found.runs_reached != attempt.runs_reached:
        message = f"{found.runs_reached} runs in {attempt.curve} reach {target.name}, the row says "
        yield "runs_reached", f"{message}{attempt.runs_reached}", "count the runs that reach the level"
    if not _close(attempt.best_value, [found.best_value], VALUE_TOLERANCE):
        message = f"the best value in {attempt.curve} is {found.best_value:g}, the row says "
        yield "best_value", f"{message}{attempt.best_value:g}", "take the runs that stayed short of the level"
    for field, count in IN_CURVES.items():
        stored, values = getattr(attempt, field), _at_the_end(runs, count)
        if (
            stored is None
            or not values
            or _close(stored, (sum(v / len(values) for v in values), median(values)), COUNT_TOLERANCE)
        ):
            continue
        message = f"{attempt.curve} ends at {median(values):.4g}, the row says {stored:.4g}"
        yield field, message, "the last evaluation counts; of several runs, mean or median"


def _close(stored: float, found: Sequence[float], tolerance: float) -> bool:
    return any(abs(value - stored) <= tolerance * abs(stored) for value in found)
