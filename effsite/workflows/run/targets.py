"""What is trained towards: targets with a level, or the end of the recipe where a level is to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite import store
from effsite.errors import CollectionError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from effsite.records import Metric, Target, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """The targets to reach, and those among the wanted ones that have no level yet.

    `metric` is what the first of them all is measured by.
    """

    targets: tuple[Target, ...]
    awaiting: tuple[Target, ...]
    metric: Metric


def choose_targets(project: Path, task: str, names: Sequence[str], *, full: bool) -> Aims:
    """The targets of those names; without names the first with a level, and in `full` those without.

    What is wrong with the collection elsewhere does not matter. Raises CollectionError for a task that
    cannot be read, and UsageError for an unknown name, or a target without a level unless `full`.
    """
    known = _trainable(project, task)
    chosen = [known[name] for name in dict.fromkeys(names)] if _all_known(task, names, known) else []
    if not chosen:
        first = [t for t in known.values() if t.level is not None][:1]
        chosen = first + [t for t in known.values() if t.level is None and (full or not first)]
    awaiting = tuple(target for target in chosen if target.level is None)
    if awaiting and not full:
        raise UsageError(
            f"target {awaiting[0].name!r} of task {task} has no level yet: {_whose(awaiting[0])}",
            f"effsite run {task} SYSTEM --full trains to the end and tells the level",
        )
    (metric, *_) = [target.metric for target in chosen if target.metric is not None]
    return Aims(targets=tuple(t for t in chosen if t.level is not None), awaiting=awaiting, metric=metric)


def _all_known(task: str, names: Sequence[str], known: dict[str, Target]) -> bool:
    for name in names:
        if name not in known:
            raise UsageError(f"task {task} has no target {name!r} to train to", did_you_mean(name, known))
    return bool(names)


def _whose(target: Target) -> str:
    return f"it is what {target.level_of} has at full length" if target.level_of else "task.toml gives none"


def _trainable(project: Path, task: str) -> dict[str, Target]:
    """The task's targets that a metric decides, by name."""
    reading = store.read(project / "results")
    folder = f"results/{task}/"
    if errors := [finding for finding in reading.errors if finding.path.startswith(folder)]:
        raise CollectionError(errors)
    known = {t.task.name: t.task for t in reading.collection.tasks if _metric_targets(t.task)}
    if task not in known:
        hint = did_you_mean(task, known) or f"describe it in {folder}task.toml"
        raise UsageError(f"no task {task!r} with a level to reach in {project / 'results'}", hint)
    return _metric_targets(known[task])


def _metric_targets(task: Task) -> dict[str, Target]:
    return {target.name: target for target in task.targets if target.metric is not None}
