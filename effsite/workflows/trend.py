"""Everything that the collection says of one target by one measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.summary import summarise
from effsite.errors import UsageError, did_you_mean
from effsite.records import MEASURES
from effsite.workflows.check import load_checked

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary
    from effsite.workflows.options import TrendOptions


def trend(options: TrendOptions) -> TargetSummary:
    """The summary of a target: frontier, factor, doubling time, interval, and what sources state.

    Raises CollectionError when the collection has errors, UsageError for no task, or an unknown task, target
    or measure.
    """
    if options.task is None:
        raise UsageError("no task is named", "effsite list names them; --all puts all targets together")
    collection = load_checked(options.project / "results").collection
    tasks = {t.task.name: t for t in collection.tasks if t.task.targets}
    if options.task not in tasks:
        raise UsageError(f"unknown task {options.task!r}", did_you_mean(options.task, tasks))
    task = tasks[options.task]
    targets = {t.name: t for t in task.task.targets}
    target = options.target or next(iter(targets))
    if target not in targets:
        raise UsageError(f"task {options.task} has no target {target!r}", did_you_mean(target, targets))
    if options.measure is not None and options.measure not in MEASURES:
        raise UsageError(f"unknown measure {options.measure!r}", did_you_mean(options.measure, MEASURES))
    return summarise(task, targets[target], options.measure)
