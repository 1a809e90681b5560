"""`effsite run`: train a system to a target, count what it took, and write the result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from effsite.cli.console import print_error, print_json
from effsite.cli.options import HERE, JsonOption, ProjectOption, TargetOption
from effsite.errors import EffsiteError, RecordError, UsageError, did_you_mean

if TYPE_CHECKING:
    from effsite.cli.verdict import Verdict
    from effsite.measure.data import Dataset
    from effsite.measure.device import Device
    from effsite.measure.loop import Run
    from effsite.measure.processes import Processes
    from effsite.measure.recipe import DataRecipe, Recipe
    from effsite.records import Target

NOT_REACHED = 3
"""The exit code of a run that did what it could and did not reach the target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for, apart from which systems."""

    project: Path
    data: Path | None
    device: str
    seeds: int
    full: bool
    restart: bool
    download: bool
    deterministic: bool
    submission: str
    quiet: bool
    overrides: dict[str, Any]


def run(
    task: Annotated[str, typer.Argument(help="Task to train on, as a folder of results/ is named.")],
    system: Annotated[
        str | None,
        typer.Argument(help="System of its recipe, any known model, or module:function.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="PATH", help="Folder or file with the task's data.")
    ] = None,
    device: Annotated[
        str, typer.Option("--device", help="cpu, cuda, cuda:1, mps; auto takes a GPU where there is one.")
    ] = "auto",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="How many runs, with seeds from 0 up.")] = 1,
    target: TargetOption = None,
    full: Annotated[bool, typer.Option("--full", help="Go on past the target to the recipe's end.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Run every system of the task's recipe.")] = False,
    compiled: Annotated[
        bool, typer.Option("--compile", help="Compile the model with torch.compile.")
    ] = False,
    precision: Annotated[
        str | None, typer.Option("--precision", help="fp32, bf16 or fp16, in place of the recipe's.")
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option("--batch-size", min=1, help="Global batch over all processes, for the recipe's."),
    ] = None,
    download: Annotated[bool, typer.Option("--download", help="Fetch the data into --data first.")] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="Drop what stands in the runs' folders and begin again.")
    ] = False,
    deterministic: Annotated[
        bool,
        typer.Option(help="Repeat a run with the same seed exactly, where torch can; slower on a GPU."),
    ] = True,
    submission: Annotated[
        str, typer.Option("--submission", metavar="NAME", help="File of results/<task>/ to write to.")
    ] = "measured",
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Train a system until it reaches the task's target and write what that took as a result.

    Killed runs go on, finished ones are skipped. Under torchrun all processes share the run.
    Exits with 0 when every seed reached the target, 3 when one did not, and 1 or 2 on errors.
    """
    from effsite.measure import extra

    extra.require()
    request = Request(
        project=project,
        data=data,
        device=device,
        seeds=seeds,
        full=full,
        restart=restart,
        download=download,
        deterministic=deterministic,
        submission=_slug(submission),
        quiet=json,
        overrides={"precision": precision, "batch_size": batch_size, "compile": compiled or None},
    )
    verdicts, failed = _run_all(request, task, system, target, every)
    if json and verdicts:
        print_json({"runs": verdicts} if every else verdicts[0])
    if failed:
        raise typer.Exit(failed)


def _slug(name: str) -> str:
    from effsite.records import SLUG

    if not SLUG.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a submission", "lower-case letters, digits, hyphens")
    return name


def _run_all(
    request: Request, task: str, system: str | None, target_name: str | None, every: bool
) -> tuple[list[dict[str, Any]], int]:
    """The verdicts as plain values, empty in all processes but one, and the exit code.

    With `every`, a system that fails is reported and the others go on.
    """
    from effsite.cli.verdict import as_json, print_verdict

    target = _target(request.project, task, target_name)
    recipes = _recipes(request, task, system, every)
    shown: list[dict[str, Any]] = []
    code = 0
    for recipe in recipes:
        try:
            verdict = _run_system(request, recipe, target)
        except EffsiteError as error:
            if not every:
                raise
            print_error(error)
            code = error.exit_code
            continue
        if verdict is None:
            continue
        shown.append(as_json(verdict))
        if not request.quiet:
            print_verdict(verdict)
        code = code or (0 if verdict.reached else NOT_REACHED)
    return shown, code


def _target(project: Path, task: str, name: str | None) -> Target:
    """The target to train to; what is wrong with the record elsewhere does not matter."""
    from effsite import store

    reading = store.read(project / "results")
    folder = f"results/{task}/"
    if errors := [finding for finding in reading.errors if finding.path.startswith(folder)]:
        raise RecordError(errors)
    known = {t.task.name: t.task for t in reading.record.tasks if any(x.level for x in t.task.targets)}
    if task not in known:
        hint = did_you_mean(task, known) or f"describe it in {folder}task.toml"
        raise UsageError(f"no task {task!r} with a level to reach in {project / 'results'}", hint)
    targets = {t.name: t for t in known[task].targets if t.level is not None}
    if name is not None and name not in targets:
        raise UsageError(f"task {task} has no target {name!r} to train to", did_you_mean(name, targets))
    return targets[name] if name else next(iter(targets.values()))


def _recipes(request: Request, task: str, system: str | None, every: bool) -> list[Recipe]:
    from effsite.measure.models import names
    from effsite.measure.recipe import load_recipe, recipe_file, systems

    path = recipe_file(task, request.project / "recipes")
    listed = systems(path)
    if every == (system is not None):
        choice = ", ".join(listed) or "a known model"
        raise UsageError("name one system, or say --all for every one of the recipe", f"systems: {choice}")
    chosen = listed if system is None else (system,)
    return [load_recipe(path, name, tuple(names()), **request.overrides) for name in chosen]


def _run_system(request: Request, recipe: Recipe, target: Target) -> Verdict | None:
    """Train every seed of one system, write what there is to write; None in helping processes."""
    from effsite.cli.measured_result import Origin
    from effsite.cli.verdict import conclude
    from effsite.measure.device import choose
    from effsite.measure.processes import Processes, joined

    processes = Processes.here()
    device = choose(request.device, recipe.precision, processes.local_rank)
    with joined(processes, device):
        runs = _train_seeds(request, recipe, target, device, processes)
    if not processes.writes:
        return None
    origin = Origin(submission=request.submission, recipe=recipe, runs=tuple(runs))
    return conclude(origin, target, request.project / "results")


def _train_seeds(
    request: Request, recipe: Recipe, target: Target, device: Device, processes: Processes
) -> list[Run]:
    from effsite.cli.watching import watch
    from effsite.measure.job import Job
    from effsite.measure.loop import restart, train

    if not processes.writes:
        processes.wait()
    dataset = _dataset(recipe.data, request.data, download=request.download and processes.writes)
    if processes.writes:
        processes.wait()
    runs = []
    for seed in range(request.seeds):
        job = Job(
            recipe=recipe,
            seed=seed,
            target=target,
            dataset=dataset,
            device=device,
            folder=run_folder(request.project, recipe, seed),
            processes=processes,
            full=request.full,
            deterministic=request.deterministic,
        )
        if request.restart and processes.writes:
            restart(job.folder)
        processes.wait()
        with watch(job, target, quiet=request.quiet or not processes.writes) as watching:
            runs.append(train(job, watching))
    return runs


@lru_cache(maxsize=1)
def _dataset(recipe: DataRecipe, where: Path | None, *, download: bool) -> Dataset:
    """The data, opened once for all systems that share them."""
    from effsite.measure.data import open_dataset

    return open_dataset(recipe, where, download=download)


def run_folder(project: Path, recipe: Recipe, seed: int) -> Path:
    """Where a run keeps its log and checkpoint, below runs/, which git is told to leave out."""
    from effsite.store.writing import write_atomically

    folder = project / "runs" / recipe.task / recipe.system.replace(":", ".").replace("/", ".")
    ignore = project / "runs" / ".gitignore"
    if not ignore.exists():
        write_atomically(ignore, "*\n")
    return folder / f"seed-{seed}"
