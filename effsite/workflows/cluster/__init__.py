"""A study on a cluster: one job for each system and seed, and the rows when the seeds are in.

As the data go: `resources` reads what jobs get, `seeds` sees how far each seed is, `queue` submits a job
for each that no job is at and that is not finished. A job trains one seed (`effsite.measure.seed_job`) and
writes no row: rows are made here, of the logs, by what makes those of `effsite run`.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import Timeout

from effsite import store
from effsite.errors import EffsiteError, UsageError
from effsite.locks import file_lock
from effsite.measure.data.batches import Shard
from effsite.measure.processes import Processes
from effsite.measure.recipe import recipe_file, systems
from effsite.measure.seed_job import Places, SeedJob
from effsite.workflows.cluster.queue import Nowhere, QueueError, queue_named
from effsite.workflows.cluster.resources import read_cluster
from effsite.workflows.cluster.seeds import Seed, look
from effsite.workflows.events import Failed, Noted, nobody
from effsite.workflows.run import chosen_recipes, refuse_slips
from effsite.workflows.run.conclude import refuse_names_of_others
from effsite.workflows.run.outcomes import Outcomes
from effsite.workflows.run.study import keep_out_of_git
from effsite.workflows.run.study_report import StudyReport
from effsite.workflows.run.targets import choose_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.measure.recipe import Recipe
    from effsite.workflows.cluster.queue import Queue
    from effsite.workflows.cluster.resources import Resources
    from effsite.workflows.events import Listener
    from effsite.workflows.options import ClusterOptions, RunOptions

__all__ = ["ClusterReport", "cluster"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterReport(StudyReport):
    """How far a study on a cluster is, and what is finished of it came to; `errors` kept a job or a row back.

    `seeds` is every run of it: seed 0 of each system first. `submitted` and `cancelled` are those for which
    that was done just now; in a dry run `submitted` are those for which it would be.
    """

    seeds: tuple[Seed, ...]
    submitted: tuple[Seed, ...]
    cancelled: tuple[Seed, ...]

    @property
    def finished(self) -> bool:
        """Whether every seed is."""
        return all(seed.state == "finished" for seed in self.seeds)

    @property
    def stands_still(self) -> bool:
        """Whether a seed is neither finished nor in the queue."""
        return any(seed.state != "finished" and not seed.is_in_queue for seed in self.seeds)

    @property
    def submitted_hours(self) -> tuple[float, float] | None:
        """GPU- and CPU-hours that the submitted jobs may take; None where one has no limit of time."""
        gpu = [seed.resources.gpu_hours for seed in self.submitted]
        cpu = [seed.resources.cpu_hours for seed in self.submitted]
        if None in gpu or None in cpu:
            return None
        return sum(hours or 0 for hours in gpu), sum(hours or 0 for hours in cpu)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values: seconds, hours, FLOP; null where something is not known."""
        seeds = [
            seed.as_json()
            | {"submitted": _among(self.submitted, seed), "cancelled": _among(self.cancelled, seed)}
            for seed in self.seeds
        ]
        gpu, cpu = self.submitted_hours or (None, None)
        submitted = {"jobs": len(self.submitted), "gpu_hours": gpu, "cpu_hours": cpu}
        return {"seeds": seeds, "submitted": submitted, "runs": self.systems_json}


def _among(seeds: Sequence[Seed], one: Seed) -> bool:
    return any((seed.system, seed.seed) == (one.system, one.seed) for seed in seeds)


def cluster(options: ClusterOptions, listener: Listener = nobody) -> ClusterReport:
    """Submit a job for each seed that is neither finished nor in the queue, and write the rows that are in.

    With `status` nothing is submitted, with `dry_run` nothing is submitted or written, with `cancel` the
    jobs in the queue are ended. Raises UsageError and ResourcesError, before anything is submitted, for what
    cannot be carried out, and EffsiteError where the queue does not answer.
    """
    _refuse_slips(options)
    return _OnCluster(options, listener).report()


class _OnCluster:
    """One look at a study on a cluster, and what is done about it."""

    def __init__(self, options: ClusterOptions, listener: Listener) -> None:
        study = options.study
        self._options, self._study, self._listener = options, study, listener
        self._recipes = chosen_recipes(study)
        self._aims = choose_targets(study.project, study.task, study.targets, full=study.full)
        listed = systems(recipe_file(study.task, study.project / "recipes"))
        chosen = [recipe.system for recipe in self._recipes]
        assert options.on is not None  # noqa: S101 - refused before
        self._cluster = read_cluster(options.on, chosen, tuple(dict.fromkeys([*listed, *chosen])))
        for recipe in self._recipes:
            _refuse_unshared(recipe, self._cluster.systems[recipe.system])
        self._folder = (study.project / "runs" / study.task).absolute()
        self._queue = self._found_queue()
        self._outcomes = Outcomes(study, self._recipes, self._aims)
        self._errors: list[EffsiteError] = []

    def _found_queue(self) -> Queue:
        try:
            return queue_named(self._cluster.executor, self._places)
        except UsageError as error:
            if not self._options.dry_run:
                raise
            return self._nowhere(error)

    def _nowhere(self, error: EffsiteError) -> Queue:
        self._listener(Noted(message=f"the queue is taken to be empty: {error.message}"))
        return Nowhere()

    @property
    def _places(self) -> Places:
        """The places of this machine; each has as many GPUs as the system that takes most."""
        gpus = max(resources.gpus for resources in self._cluster.systems.values())
        return Places(self._folder / ".places", self._cluster.at_once, gpus)

    def report(self) -> ClusterReport:
        """Do what is asked for, and tell how far the study is."""
        options = self._options
        if options.dry_run:
            return self._plan()
        if options.cancel:
            return self._cancel()
        seeds, submitted = self._submit() if not options.status else (self._look(), list[Seed]())
        self._conclude(seeds)
        return self._told(seeds, submitted=submitted)

    def _plan(self) -> ClusterReport:
        """What would be submitted; where the queue cannot be asked, as if it were empty, which is said."""
        try:
            seeds = self._look()
        except QueueError as error:
            self._queue = self._nowhere(error)
            seeds = self._look()
        return self._told(seeds, submitted=_to_submit(seeds))

    def _told(
        self, seeds: list[Seed], *, submitted: list[Seed] | None = None, cancelled: list[Seed] | None = None
    ) -> ClusterReport:
        return ClusterReport(
            seeds=tuple(seeds),
            submitted=tuple(submitted or ()),
            cancelled=tuple(cancelled or ()),
            conclusions=self._outcomes.conclusions,
            full_lengths=self._outcomes.full_lengths,
            errors=tuple(self._errors),
        )

    def _look(self) -> list[Seed]:
        return look(self._outcomes.missing, self._study, self._aims, self._cluster, self._queue)

    def _submit(self) -> tuple[list[Seed], list[Seed]]:
        """Every seed with its state, and those for which a job was submitted."""
        task = store.read(self._study.project / "results").collection.task(self._study.task)
        refuse_names_of_others(task, self._study.submission, self._recipes)
        keep_out_of_git(self._study.project)
        seeds: list[Seed] = []
        submitted: list[Seed] = []
        with _alone(self._folder):
            for seed in self._look():
                if seed.state != "finished" and not seed.is_in_queue:
                    seed = self._submitted(seed)
                    submitted += [seed] if seed.is_in_queue else []
                seeds.append(seed)
        return seeds, submitted

    def _submitted(self, seed: Seed) -> Seed:
        """The seed with its job, or as it was where the job was refused."""
        seed.folder.mkdir(parents=True, exist_ok=True)
        name = f"effsite-{self._study.task}-{seed.goal.folder.parent.name}-{seed.seed}"
        try:
            return seed.submitted(self._queue.submit(self._job(seed), seed.folder, name, seed.resources))
        except EffsiteError as error:
            self._listener(Failed(error=error))
            self._errors.append(error)
            return seed

    def _job(self, seed: Seed) -> SeedJob:
        resources = seed.resources
        limit = resources.seconds
        return SeedJob(
            arguments=_arguments(self._study, seed),
            cwd=str(Path.cwd()),
            run=seed.goal.folder,
            processes=resources.processes,
            threads=resources.threads,
            seconds=None if limit is None else limit - resources.spare_seconds,
            places=self._places if self._cluster.executor == "local" else None,
        )

    def _cancel(self) -> ClusterReport:
        cancelled = [seed for seed in self._look() if seed.is_in_queue]
        for seed in cancelled:
            for job in seed.jobs:
                self._queue.cancel(job)
        return self._told(self._look(), cancelled=cancelled)

    def _conclude(self, seeds: list[Seed]) -> None:
        """Take the finished runs, and write what they come to."""
        for seed in seeds:
            if seed.outcome:
                self._outcomes.add(seed.goal.recipe, seed.seed, seed.outcome)
        for recipe in self._recipes:
            try:
                self._outcomes.conclude(recipe)
            except EffsiteError as error:
                self._listener(Failed(error=error))
                self._errors.append(error)


def _refuse_slips(options: ClusterOptions) -> None:
    """Raise UsageError for options that cannot be meant together."""
    study = options.study
    refuse_slips(study)
    if options.on is None:
        raise UsageError("no cluster is named", "--on cluster.toml")
    if sum((options.dry_run, options.status, options.cancel)) > 1:
        raise UsageError("--dry-run, --status and --cancel are asked for at once", "ask for one of them")
    if study.restart:
        raise UsageError(
            "--restart drops what a job goes on from",
            f"--cancel, remove the folders of {study.project / 'runs' / study.task}, and submit again",
        )
    if study.download:
        raise UsageError("jobs fetch no data", f"effsite run {study.task} SYSTEM --download, once, before")
    if study.time_limit:
        raise UsageError("the time of a job stands in the cluster's file", 'time = "4h" there')


def _refuse_unshared(recipe: Recipe, resources: Resources) -> None:
    """Raise UsageError where the recipe's batch cannot be shared by the job's processes."""
    Processes(Shard(0, resources.processes)).share(recipe.batch_size)


def _to_submit(seeds: list[Seed]) -> list[Seed]:
    return [seed for seed in seeds if seed.state != "finished" and not seed.is_in_queue]


def _arguments(study: RunOptions, seed: Seed) -> tuple[str, ...]:
    """What the job says to `effsite`: the study's options, of one seed."""
    device = study.device
    if device == "auto":
        device = "cuda" if seed.resources.gpus else "cpu"
    words = ["run", study.task, seed.system, "--seed", str(seed.seed), "--device", device]
    words += ["--submission", study.submission, "--project", os.path.abspath(study.project)]  # noqa: PTH100 - links stay links
    for target in study.targets:
        words += ["--target", target]
    if study.data is not None:
        words += ["--data", os.path.abspath(study.data)]  # noqa: PTH100 - links stay links
    for name, value in (("--precision", study.precision), ("--batch-size", study.batch_size)):
        words += [name, str(value)] if value is not None else []
    words += ["--full"] if study.full else []
    words += ["--compile"] if study.compiled else []
    words += [] if study.deterministic else ["--no-deterministic"]
    return tuple(words)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Within: no other command submits jobs of this task."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with file_lock(folder / ".submit.lock", 0):
            yield
    except Timeout:
        raise EffsiteError(f"another effsite submits jobs of {folder.name}", "wait for it") from None
