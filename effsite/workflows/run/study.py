"""Runs of several systems with several seeds: in which order, until when, and what each comes to."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from effsite import store
from effsite.errors import EffsiteError
from effsite.files import write_atomically
from effsite.measure.data import DataSets
from effsite.measure.failures import OtherRunError
from effsite.measure.job import Job
from effsite.measure.loop import finished, restart, train
from effsite.measure.processes import Processes, joined
from effsite.measure.run_device import choose
from effsite.workflows.events import Failed, nobody
from effsite.workflows.run.conclude import refuse_names_of_others
from effsite.workflows.run.outcomes import Outcomes, seeds_of
from effsite.workflows.run.progress import RunProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from effsite.measure.recipe import Recipe
    from effsite.workflows.events import Listener
    from effsite.workflows.options import RunOptions
    from effsite.workflows.run.conclude import Conclusion
    from effsite.workflows.run.full_length import FullLength
    from effsite.workflows.run.targets import Aims


class Study:
    """The runs of one call: seed 0 of every system in order, then seed 1 of every system, and so on.

    What is finished in the runs' folders is taken from there. A system's result is written
    whenever a run of it is done, from the seeds without a gap so far. Nothing is begun after the
    deadline (but a seed that is named), or after a run that stopped for it. An error ends a system and not
    the others, unless it is the only one. `deadline` is of `time.monotonic`.
    """

    def __init__(
        self,
        options: RunOptions,
        recipes: Sequence[Recipe],
        aims: Aims,
        deadline: float,
        listener: Listener,
    ) -> None:
        self._options, self._recipes, self._aims = options, recipes, aims
        self._deadline = deadline
        self._processes = Processes.here()
        self._listener = listener if self.writes else nobody
        self._results = options.project / "results"
        self._data = DataSets(options.data)
        self._outcomes = Outcomes(options, recipes, aims)
        self._failed: set[str] = set()
        self._errors: list[EffsiteError] = []
        self._stopped = False

    @property
    def writes(self) -> bool:
        """Whether this process is the one that writes and has something to tell."""
        return self._processes.writes

    @property
    def errors(self) -> tuple[EffsiteError, ...]:
        """What ended a system, or kept its row from being written, in the order in which it happened."""
        return tuple(self._errors)

    @property
    def conclusions(self) -> tuple[Conclusion, ...]:
        """What is known of each system at each target, in the recipe's order."""
        return self._outcomes.conclusions

    @property
    def full_lengths(self) -> tuple[FullLength, ...]:
        """What systems had at the end of their recipe, where a level is still to come."""
        return self._outcomes.full_lengths if self.writes else ()

    @property
    def remaining(self) -> tuple[tuple[str, int], ...]:
        """System and seed of every run that is neither finished nor failed, in the order of the work."""
        return tuple((r.system, seed) for seed, r in self._outcomes.missing if r.system not in self._failed)

    def go(self) -> None:
        """Do what there is time for."""
        if self.writes and self._aims.targets:
            task = store.read(self._results).collection.task(self._options.task)
            refuse_names_of_others(task, self._options.submission, self._recipes)
        device = choose(self._options.device, "fp32", self._processes.local_rank)
        with joined(self._processes, device):
            for recipe in self._recipes:
                self._attempt(recipe, self._gather)
            for seed, recipe in self._outcomes.missing:
                if recipe.system not in self._failed and not self._stopped:
                    self._attempt(recipe, partial(self._train, seed=seed))

    def _attempt(self, recipe: Recipe, work: Callable[[Recipe], None]) -> None:
        try:
            work(recipe)
        except EffsiteError as error:
            self._leave_out(recipe, error)
        except RuntimeError as error:
            if len(self._recipes) == 1 or self._processes.world > 1:
                raise
            why = (str(error).strip() or type(error).__name__).splitlines()[0]
            hint = "run this system alone to see where"
            self._leave_out(recipe, EffsiteError(f"torch gave up on {recipe.system}: {why}", hint))

    def _leave_out(self, recipe: Recipe, error: EffsiteError) -> None:
        """Leave the system out from now on."""
        self._report(error)
        self._failed.add(recipe.system)

    def _report(self, error: EffsiteError) -> None:
        """Tell what went wrong with one of several systems; raises the error of a system alone."""
        if len(self._recipes) == 1:
            raise error
        self._listener(Failed(error=error))
        self._errors.append(error)

    def _gather(self, recipe: Recipe) -> None:
        """Take the runs of the system that are finished, and write what they come to."""
        for seed in seeds_of(self._options):
            job = self._job(recipe, seed)
            if self._options.restart and self.writes:
                restart(job.folder)
            self._processes.wait()
            run = finished(job)
            if run:
                self._outcomes.add(recipe, seed, run)
        self._processes.wait()
        self._conclude(recipe)

    def _train(self, recipe: Recipe, seed: int) -> None:
        job = self._job(recipe, seed)
        # A seed that is named gets to its first evaluation: a job that is queued again gets somewhere.
        overdue = float(self._options.seed is None and time.monotonic() >= self._deadline)
        self._stopped = bool(self._processes.most([overdue], job.device)[0])
        if self._stopped:
            return
        self._refuse_mixture(job)
        names = [r.system for r in self._recipes]
        progress = RunProgress(job, names, self._aims, self._listener)
        run = train(job, progress)
        progress.ended(run)
        self._stopped = run.log.ended == "stopped"
        if not self._stopped:
            self._outcomes.add(recipe, seed, run)
            self._conclude(recipe)

    def _job(self, recipe: Recipe, seed: int) -> Job:
        processes = self._processes
        if not processes.writes:
            processes.wait()
        download = self._options.download and processes.writes
        dataset = self._data.open(recipe.data, download=download)
        keep_out_of_git(self._options.project)
        if processes.writes:
            processes.wait()
        return Job(
            recipe=recipe,
            seed=seed,
            targets=self._aims.targets,
            dataset=dataset,
            device=choose(self._options.device, recipe.precision, processes.local_rank),
            folder=run_folder(self._options.project, recipe, seed),
            processes=processes,
            full=self._options.full,
            deterministic=self._options.deterministic,
            deadline=self._deadline,
        )

    def _refuse_mixture(self, job: Job) -> None:
        """Raises OtherRunError when other seeds of the system were run on another kind of device."""
        ours = (job.device.kind, job.processes.world)
        for seed, run in self._outcomes.of(job.recipe).items():
            where = run.log.provenance
            if (where.device_kind, where.processes) != ours:
                raise OtherRunError(
                    f"{job.recipe.system} with seed {seed} was run on {where.device_kind} by"
                    f" {where.processes}, seed {job.seed} would be on {ours[0]} by {ours[1]}",
                    "run all seeds in one way, or begin again with --restart",
                )

    def _conclude(self, recipe: Recipe) -> None:
        if not self.writes:
            return
        try:
            self._outcomes.conclude(recipe)
        except EffsiteError as error:
            self._report(error)


def run_folder(project: Path, recipe: Recipe, seed: int) -> Path:
    """Where a run keeps its log and checkpoint, below runs/."""
    return project / "runs" / recipe.task / recipe.system.replace(":", ".").replace("/", ".") / f"seed-{seed}"


def keep_out_of_git(project: Path) -> None:
    """Tell git to leave runs/ out."""
    ignore = project / "runs" / ".gitignore"
    if not ignore.exists():
        write_atomically(ignore, "*\n")
