"""The seeds of a study and how far each of them is: by its log, and by the jobs that are at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from effsite.measure.job import Goal
from effsite.measure.loop import RunOutcome
from effsite.measure.resume import done, logged
from effsite.workflows.cluster.queue import jobs_in, output_of
from effsite.workflows.run.study import run_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from effsite.measure.recipe import Recipe
    from effsite.records import CurvePoint, RunLog
    from effsite.workflows.cluster.queue import Queue
    from effsite.workflows.cluster.resources import Cluster, Resources
    from effsite.workflows.options import RunOptions
    from effsite.workflows.run.targets import Aims

State = Literal["finished", "running", "waiting", "failed", "stopped", "not begun"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One run of a study.

    `jobs` are the ids of those that wait or run for it, the latest last. `said` is why a job waits, or the
    last error of one that failed. `log` is that of the run as far as it got.
    """

    goal: Goal
    resources: Resources
    folder: Path
    state: State
    jobs: tuple[str, ...] = ()
    said: str = ""
    log: RunLog | None = None

    @property
    def system(self) -> str:
        """The system's name in the recipe."""
        return self.goal.recipe.system

    @property
    def seed(self) -> int:
        """The seed."""
        return self.goal.seed

    @property
    def point(self) -> CurvePoint | None:
        """The last evaluation so far."""
        return self.log.last_point if self.log else None

    @property
    def outcome(self) -> RunOutcome | None:
        """What the run came to; None unless it is finished."""
        return RunOutcome(self.log, skipped=True) if self.state == "finished" and self.log else None

    @property
    def is_in_queue(self) -> bool:
        """Whether a job waits or runs for it."""
        return self.state in ("running", "waiting")

    def submitted(self, job: str) -> Seed:
        """The same with a job that was submitted for it just now."""
        return replace(self, state="waiting", jobs=(job,), said="")

    def as_json(self) -> dict[str, Any]:
        """The seed as plain values: seconds, hours, FLOP; null where something is not known."""
        point, resources = self.point, self.resources
        return {
            "system": self.system,
            "seed": self.seed,
            "state": self.state,
            "job": self.jobs[-1] if self.jobs else None,
            "said": self.said or None,
            "epoch": point.epoch if point else None,
            "training_flop": point.training_flop if point else None,
            "value": point.value if point else None,
            "partition": resources.partition or None,
            "seconds": resources.seconds,
            "gpus": resources.gpus,
            "cpus": resources.cpus,
            "memory": resources.memory or None,
            "processes": resources.processes,
            "gpu_hours": resources.gpu_hours,
            "cpu_hours": resources.cpu_hours,
        }


def look(
    work: Iterable[tuple[int, Recipe]], options: RunOptions, aims: Aims, cluster: Cluster, queue: Queue
) -> list[Seed]:
    """Each seed with its state.

    Raises OtherRunError where a folder holds a run of another recipe, and MeasureError for a log that
    cannot be read.
    """
    found = [_from_log(seed, recipe, options, aims, cluster) for seed, recipe in work]
    present = queue.present(seed.folder for seed in found)
    shown: list[Seed] = []
    for seed in found:
        jobs = present[seed.folder]
        if seed.state == "finished" or not jobs:
            shown.append(seed)
            continue
        last = list(jobs.values())[-1]
        shown.append(replace(seed, state=last.state, said=last.why, jobs=tuple(jobs)))
    return shown


def _from_log(seed: int, recipe: Recipe, options: RunOptions, aims: Aims, cluster: Cluster) -> Seed:
    """A seed as its files tell it."""
    run = run_folder(options.project, recipe, seed).absolute()
    goal = Goal(recipe=recipe, seed=seed, targets=aims.targets, folder=run, full=options.full)
    log = logged(goal)
    folder = run / cluster.executor
    state, said = _state(goal, log, folder)
    resources = cluster.systems[recipe.system]
    return Seed(goal=goal, resources=resources, folder=folder, state=state, said=said, log=log)


def _state(goal: Goal, log: RunLog | None, folder: Path) -> tuple[State, str]:
    """How far the run is where no job is at it, and the error that ended the last one."""
    if log and done(goal, log):
        return "finished", ""
    jobs = jobs_in(folder)
    if not jobs:
        return ("stopped" if log else "not begun"), ""
    said = _last_error(output_of(folder, jobs[-1]))
    return ("failed" if said else "stopped"), said


def _last_error(output: Path) -> str:
    """The last line that begins with `error:`, without that word; a job says one only where it ends."""
    try:
        lines = output.read_bytes().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return ""
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return errors[-1] if errors else ""
