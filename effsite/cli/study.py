"""Runs of several systems with several seeds: in which order, until when, and what each comes to."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from effsite.cli.concluding import conclude_all
from effsite.cli.console import print_error
from effsite.cli.full_length import at_full_length
from effsite.errors import EffsiteError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from effsite.cli.aims import Aims
    from effsite.cli.full_length import FullLength
    from effsite.cli.measured_result import Origin
    from effsite.cli.verdict import Verdict
    from effsite.cli.watching import Display
    from effsite.measure.job import Job
    from effsite.measure.loop import Run
    from effsite.measure.recipe import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for, apart from which systems.

    `deadline` is of `time.monotonic`.
    """

    project: Path
    data: Path | None
    device: str
    seeds: int
    full: bool
    restart: bool
    download: bool
    deterministic: bool
    submission: str
    deadline: float = math.inf


class Study:
    """The runs of a command: seed 0 of every system in order, then seed 1 of every system, and so on.

    What is finished in the runs' folders is taken from there. A system's result is written
    whenever a run of it is done, from the seeds without a gap so far. Nothing is begun after the
    deadline, or after a run that stopped for it. An error ends a system and not the others, unless it
    is the only one.
    """

    def __init__(self, request: Request, recipes: Sequence[Recipe], aims: Aims) -> None:
        from effsite.measure.data import DataSets
        from effsite.measure.processes import Processes

        self._request, self._recipes, self._aims = request, recipes, aims
        self._processes = Processes.here()
        self._data = DataSets(request.data)
        self._runs: dict[str, dict[int, Run]] = {recipe.system: {} for recipe in recipes}
        self._failed: set[str] = set()
        self._exit_code = 0
        self._stopped = False
        self._verdicts: dict[str, list[Verdict]] = {}

    @property
    def writes(self) -> bool:
        """Whether this process is the one that writes and prints."""
        return self._processes.writes

    @property
    def exit_code(self) -> int:
        """The last error's exit code, 0 where there was none."""
        return self._exit_code

    @property
    def verdicts(self) -> list[Verdict]:
        """What is known of each system at each target, in the recipe's order."""
        return [v for recipe in self._recipes for v in self._verdicts.get(recipe.system, ())]

    @property
    def full_lengths(self) -> list[FullLength]:
        """What systems had at the end of their recipe: those that fix a level which is still to come.

        All of them where no target has a level.
        """
        if not self._aims.awaiting or not self.writes:
            return []
        origins = [self._origin(recipe) for recipe in self._recipes if self._gapless(recipe)]
        found = [at_full_length(origin, self._aims, self._request.seeds) for origin in origins]
        return [one for one in found if one.targets or not self._aims.targets]

    @property
    def remaining(self) -> list[tuple[str, int]]:
        """System and seed of every run that is neither finished nor failed, in the order of the work."""
        return [(r.system, seed) for seed, r in self._order() if r.system not in self._failed]

    def go(self, display: Display) -> None:
        """Do what there is time for."""
        from effsite.measure.device import choose
        from effsite.measure.processes import joined

        device = choose(self._request.device, "fp32", self._processes.local_rank)
        with joined(self._processes, device):
            for recipe in self._recipes:
                self._attempt(recipe, self._gather)
            for seed, recipe in self._order():
                if recipe.system not in self._failed and not self._stopped:
                    self._attempt(recipe, partial(self._train, seed=seed, display=display))

    def _order(self) -> list[tuple[int, Recipe]]:
        seeds = range(self._request.seeds)
        return [(seed, r) for seed in seeds for r in self._recipes if seed not in self._runs[r.system]]

    def _attempt(self, recipe: Recipe, work: Callable[[Recipe], None]) -> None:
        try:
            work(recipe)
        except EffsiteError as error:
            self._fail(recipe, error)
        except RuntimeError as error:
            if len(self._recipes) == 1 or self._processes.world > 1:
                raise
            why = (str(error).strip() or type(error).__name__).splitlines()[0]
            hint = "run this system alone to see where"
            self._fail(recipe, EffsiteError(f"torch gave up on {recipe.system}: {why}", hint))

    def _fail(self, recipe: Recipe, error: EffsiteError) -> None:
        """Leave out the system from now on."""
        self._report(error)
        self._failed.add(recipe.system)

    def _report(self, error: EffsiteError) -> None:
        """Say what went wrong with one of several systems; raises the error of a system alone."""
        if len(self._recipes) == 1:
            raise error
        if self.writes:
            print_error(error)
        self._exit_code = error.exit_code

    def _gather(self, recipe: Recipe) -> None:
        """Take the runs of the system that are finished, and write what they come to."""
        from effsite.measure.loop import finished, restart

        for seed in range(self._request.seeds):
            job = self._job(recipe, seed)
            if self._request.restart and self.writes:
                restart(job.folder)
            self._processes.wait()
            run = finished(job)
            if run:
                self._runs[recipe.system][seed] = run
        self._processes.wait()
        self._conclude(recipe)

    def _train(self, recipe: Recipe, seed: int, display: Display) -> None:
        from effsite.measure.loop import train

        job = self._job(recipe, seed)
        overdue = float(time.monotonic() >= self._request.deadline)
        self._stopped = bool(self._processes.most([overdue], job.device)[0])
        if self._stopped:
            return
        self._refuse_mixture(job)
        run = train(job, display.run(job))
        display.ended(job, run)
        self._stopped = run.journal.ended == "stopped"
        if not self._stopped:
            self._runs[recipe.system][seed] = run
            self._conclude(recipe)

    def _job(self, recipe: Recipe, seed: int) -> Job:
        from effsite.measure.device import choose
        from effsite.measure.job import Job

        processes = self._processes
        if not processes.writes:
            processes.wait()
        download = self._request.download and processes.writes
        dataset = self._data.open(recipe.data, download=download)
        if processes.writes:
            processes.wait()
        return Job(
            recipe=recipe,
            seed=seed,
            targets=self._aims.targets,
            dataset=dataset,
            device=choose(self._request.device, recipe.precision, processes.local_rank),
            folder=run_folder(self._request.project, recipe, seed),
            processes=processes,
            full=self._request.full,
            deterministic=self._request.deterministic,
            deadline=self._request.deadline,
        )

    def _refuse_mixture(self, job: Job) -> None:
        """Raises OtherRunError when other seeds of the system were run on another kind of device."""
        from effsite.measure.errors import OtherRunError

        ours = (job.device.kind, job.processes.world)
        for seed, run in self._runs[job.recipe.system].items():
            where = run.journal.circumstances
            if (where.device_kind, where.processes) != ours:
                raise OtherRunError(
                    f"{job.recipe.system} with seed {seed} was run on {where.device_kind} by"
                    f" {where.processes}, seed {job.seed} would be on {ours[0]} by {ours[1]}",
                    "run all seeds in one way, or begin again with --restart",
                )

    def _gapless(self, recipe: Recipe) -> list[Run]:
        """The system's finished runs from seed 0 up to the first that is not."""
        runs = self._runs[recipe.system]
        return [runs[seed] for seed in range(len(runs)) if all(s in runs for s in range(seed + 1))]

    def _origin(self, recipe: Recipe) -> Origin:
        from effsite.cli.measured_result import Origin

        runs = tuple(self._gapless(recipe))
        return Origin(submission=self._request.submission, recipe=recipe, runs=runs)

    def _conclude(self, recipe: Recipe) -> None:
        if not self.writes or not self._aims.targets or not self._gapless(recipe):
            return
        results = self._request.project / "results"
        try:
            verdicts = conclude_all(self._origin(recipe), self._aims.targets, results)
            self._verdicts[recipe.system] = verdicts
        except EffsiteError as error:
            self._report(error)


def run_folder(project: Path, recipe: Recipe, seed: int) -> Path:
    """Where a run keeps its log and checkpoint, below runs/, which git is told to leave out."""
    from effsite.files import write_atomically

    folder = project / "runs" / recipe.task / recipe.system.replace(":", ".").replace("/", ".")
    ignore = project / "runs" / ".gitignore"
    if not ignore.exists():
        write_atomically(ignore, "*\n")
    return folder / f"seed-{seed}"
