"""Results that were run again: whether their curves bear them out, and how far from the result they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.analysis.verification import held_to, runs_of
from effsite.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.errors import Finding
    from effsite.records import Collection, Reproduction, Result, TaskCollection


class ReproductionNotOfCurve(Rule):
    """What a row of `reproductions/` says is not what the runs in its learning curve come to.

    Held against the curve are the number of runs and of those that reached the level, and each figure at
    the crossing, of several runs the mean or the median.
    """

    code = "reproduction-not-of-curve"
    hint = "give what the curve gives, or commit the curve of those runs"


def reproductions_of(result: Result, among: Iterable[Reproduction]) -> tuple[Reproduction, ...]:
    """Those of the reproductions that are of this result, in their order."""
    names = (result.task, result.submission, result.target, result.system)
    return tuple(one for one in among if one.is_of(*names))


def ratio_to(result: Result, again: Reproduction, measure: str = "training_flop") -> float | None:
    """The reproduction's value of a measure over the result's; None where either has none."""
    before, after = result.measure(measure), again.measure(measure)
    return after / before if before and after else None


def check_reproductions(collection: Collection) -> tuple[tuple[Reproduction, Finding], ...]:
    """What the curves of reproductions do not bear out, each with the reproduction that it is about."""
    return tuple(
        (row, finding)
        for task in collection.tasks
        for row in task.reproductions
        for finding in _findings(task, row)
    )


def _findings(task: TaskCollection, row: Reproduction) -> Iterator[Finding]:
    path = f"results/{row.task}/reproductions/{row.submission}.csv"
    for field, message in _faults(task, row):
        yield ReproductionNotOfCurve.found(path, f"{row.system}: {message}", field=field)


def _faults(task: TaskCollection, row: Reproduction) -> Iterator[tuple[str, str]]:
    """Field and message of what the curve does not bear out; nothing without a curve or a level."""
    runs, target = runs_of(task, row), task.task.target(row.target)
    if not runs or target.level is None:
        return
    reached = sum(compute_to_target(run, target).reached for run in runs)
    if (len(runs), reached) != (row.runs, row.runs_reached):
        message = f"{reached} of {len(runs)} runs in {row.curve} reach {target.name}, the row says "
        yield "runs_reached", f"{message}{row.runs_reached} of {row.runs}"
        return
    for one in held_to(row, runs, target) if row.reached else ():
        if not one.agrees:
            yield one.field, str(one)
