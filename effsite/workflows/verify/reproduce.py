"""Systems of results trained again on this machine, and what that gave written beside the results."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite import store
from effsite.analysis.measured import device_named, over_seeds
from effsite.analysis.reproductions import ratio_to
from effsite.errors import EffsiteError, UsageError
from effsite.measure.data import DataSets
from effsite.measure.job import Job
from effsite.measure.loop import train
from effsite.measure.models import MODELS
from effsite.measure.processes import Processes, joined
from effsite.measure.recipe import load_recipe, recipe_file, systems
from effsite.measure.run_device import choose
from effsite.names import is_submission, short_slug
from effsite.records import PublicationDate, Reproduction
from effsite.records.counted_model import NAME
from effsite.store.reading import utc_today
from effsite.store.reproducing import Evidence
from effsite.words import counted
from effsite.workflows.check import with_arithmetic
from effsite.workflows.logged_counts import gap_of
from effsite.workflows.run.conclude import refuse_mixture
from effsite.workflows.run.deadline import deadline
from effsite.workflows.run.measured_rows import MeasuredRuns
from effsite.workflows.run.progress import RunProgress
from effsite.workflows.run.study import keep_out_of_git
from effsite.workflows.run.targets import Aims

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from effsite.analysis.measured import SeedsToTarget
    from effsite.analysis.verification import Verdict
    from effsite.measure.recipe import Recipe
    from effsite.records import Device, Result, Target, TaskCollection
    from effsite.workflows.events import Listener
    from effsite.workflows.options import VerifyOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduced:
    """A system that was to be run again: the rows that came of it with the ratio of each to its result.

    `why_not` says why there are none.
    """

    system: str
    rows: tuple[tuple[Reproduction, float | None], ...] = ()
    written: tuple[Path, ...] = ()
    why_not: str = ""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """For each row whether its runs reached the target, as those of the result did."""
        return tuple("agrees" if row.reached else "disagrees" for row, _ in self.rows)

    @property
    def words(self) -> tuple[str, ...]:
        """A sentence for each row, or why there is none."""
        not_run = (f"{self.system} was not run again: {self.why_not}",) if self.why_not else ()
        return (*not_run, *(_sentence(row, ratio) for row, ratio in self.rows))

    def as_json(self) -> dict[str, Any]:
        """The system and its rows as plain values: FLOP, dates as they are written."""
        rows = [
            {
                "target": row.target,
                "by": row.by,
                "machine": row.machine,
                "reproduced": str(row.reproduced),
                "runs": row.runs,
                "runs_reached": row.runs_reached,
                "value": row.value,
                "training_flop": row.training_flop,
                "ratio": ratio,
            }
            for row, ratio in self.rows
        ]
        return {"system": self.system, "why_not": self.why_not, "rows": rows}


def _sentence(row: Reproduction, ratio: float | None) -> str:
    again = f"{row.system} at {row.target}, run again by {row.by} on {row.machine}"
    if not row.reached:
        return f"{again}: {row.runs_reached} of {counted(row.runs, 'run')} reached the target"
    flop = f"{row.training_flop:.4g} FLOP" if row.training_flop else "no compute"
    times = f", {ratio:.3g} times the result's" if ratio else ""
    return f"{again}: {counted(row.runs, 'run')}, {flop}{times}"


def reproduce(
    results: Sequence[Result], options: VerifyOptions, listener: Listener
) -> tuple[Reproduced, ...]:
    """Run the system of each result again, once for all targets at which it stands in these results.

    What the runs of a system come to is written as soon as they are done. A system that cannot be run says
    why. Raises UsageError for options that cannot be meant.
    """
    if Processes.here().world > 1:
        raise UsageError("a reproduction is run by one process", "leave torchrun out")
    who = _who(options)
    name = options.reproduction.name or short_slug(who, utc_today().isoformat())
    if not is_submission(name):
        raise UsageError(f"{name!r} is no name for a file", "lower-case letters, digits and hyphens: --name")
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.task, result.submission, result.system), []).append(result)
    until = deadline(options.reproduction.time_limit, time.monotonic())
    work = _Work(options=options, who=who, name=name, listener=listener, deadline=until)
    return tuple(_one(rows, work) for rows in groups.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What all runs of one call share."""

    options: VerifyOptions
    who: str
    name: str
    listener: Listener
    deadline: float

    @property
    def results(self) -> Path:
        return self.options.project / "results"


class _CannotError(EffsiteError):
    """A system cannot be run again, or not yet."""


def _who(options: VerifyOptions) -> str:
    """Who runs it: as said, else as git commits."""
    if options.reproduction.by:
        return options.reproduction.by
    command = ["git", "-C", str(options.project), "config", "--get", "user.name"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        done = None
    if done is None or not done.stdout.strip():
        raise UsageError("who runs it is not known: git has no user.name here", "say so: --by 'Name or lab'")
    return done.stdout.strip()


def _one(rows: list[Result], work: _Work) -> Reproduced:
    system = rows[0].system
    try:
        collection = store.read(work.results).collection
        task = collection.task(rows[0].task)
        recipe = _recipe(rows[0], task, work.options.project)
        runs = _runs(recipe, [task.task.target(row.target) for row in rows], work)
        again = [_row(row, runs, task.task.target(row.target), collection.devices, work) for row in rows]
        evidence = Evidence(curves=runs.curves, log=runs.log_text)
        written = store.add_reproductions(
            work.results, again, evidence, lambda reading: with_arithmetic(reading, work.results.name)
        )
    except EffsiteError as error:
        hint = f" ({error.hint})" if error.hint else ""
        said = "; ".join(map(str, getattr(error, "findings", ()))) or f"{error.message}{hint}"
        return Reproduced(system=system, why_not=said)
    pairs = tuple((new, ratio_to(old, new)) for old, new in zip(rows, again, strict=True))
    return Reproduced(system=system, rows=pairs, written=written.files)


def _recipe(result: Result, task: TaskCollection, project: Path) -> Recipe:
    """The recipe that trains the result's system: the one that its log names, else the one of its name."""
    path = recipe_file(result.task, project / "recipes")
    log = next((log for log in task.logs if result.curve and log.name == result.curve), None)
    logged = log.runs[0].begin.get("system") if log else None
    if isinstance(logged, str) and NAME.fullmatch(logged):
        return load_recipe(path, logged, tuple(MODELS))
    for system in systems(path):
        recipe = load_recipe(path, system)
        if MeasuredRuns(submission=result.submission, recipe=recipe, runs=()).title == result.system:
            return recipe
    raise _CannotError(f"no recipe in {path.name} trains it", "write one: docs/running.md says how")


def _runs(recipe: Recipe, targets: Sequence[Target], work: _Work) -> MeasuredRuns:
    """The runs of the recipe towards these targets, one for each seed; begun ones go on."""
    asked, project = work.options.reproduction, work.options.project
    reachable = tuple(dict.fromkeys(target for target in targets if target.level is not None))
    metric = next((target.metric for target in reachable), None)
    if metric is None:
        raise _CannotError("its targets have no level to train to")
    aims = Aims(targets=reachable, awaiting=(), metric=metric)
    device = choose(asked.device, recipe.precision, 0)
    dataset = DataSets(asked.data).open(recipe.data, download=asked.download)
    if not dataset.own:
        raise _CannotError(f"the data are {dataset.title}, not the task's own")
    keep_out_of_git(project)
    done = []
    for seed in range(asked.seeds):
        folder = (
            project / "runs" / "reproductions" / work.name / recipe.task / _folder(recipe) / f"seed-{seed}"
        )
        job = Job(
            recipe=recipe,
            seed=seed,
            targets=reachable,
            dataset=dataset,
            device=device,
            folder=folder,
            deadline=work.deadline,
        )
        with joined(job.processes, device):
            progress = RunProgress(job, [recipe.system], aims, work.listener)
            run = train(job, progress)
            progress.ended(run)
        if run.log.ended == "stopped":
            raise _CannotError(f"stopped in time at seed {seed}", "the same command goes on")
        done.append(run)
    runs = MeasuredRuns(submission=work.name, recipe=recipe, runs=tuple(done))
    refuse_mixture(runs)
    if gap := next((told for run in done if (told := gap_of(run.log))), ""):
        raise _CannotError(gap)
    return runs


def _folder(recipe: Recipe) -> str:
    return recipe.system.replace(":", ".").replace("/", ".")


def _row(
    result: Result, runs: MeasuredRuns, target: Target, devices: Sequence[Device], work: _Work
) -> Reproduction:
    seeds = over_seeds(runs.curves, target)
    where = runs.provenance
    threads = f", {counted(where.threads, 'thread')}" if where.device_kind == "cpu" and where.threads else ""
    device = device_named(where.device, {device.name: device for device in devices})
    reached = sum(crossing.reached for crossing in seeds.crossings)
    return Reproduction(
        task=result.task,
        submission=work.name,
        of=result.submission,
        target=target.name,
        system=result.system,
        reproduced=PublicationDate(utc_today()),
        by=work.who,
        machine=f"{where.device}{threads}",
        devices=where.processes,
        device=device.name if device else "",
        runs=len(runs.runs),
        runs_reached=reached,
        **(_figures(seeds) if reached == len(runs.runs) else {}),
        curve=runs.curve,
        source=runs.source,
    )


def _figures(seeds: SeedsToTarget) -> dict[str, Any]:
    return {
        "value": seeds.value,
        "training_flop": seeds.training_flop,
        "examples": seeds.examples,
        "epochs": seeds.epochs,
        "seconds": None if seeds.seconds is None else float(f"{seeds.seconds:.6g}"),
    }
