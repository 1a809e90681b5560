"""`effsite run`: train a system to a target, count what it took, and write the result."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from effsite.cli.console import print_json, print_line
from effsite.cli.options import JsonOption
from effsite.errors import UsageError
from effsite.workflows.options import HERE

if TYPE_CHECKING:
    from effsite.cli.study import Study
    from effsite.measure.recipe import Recipe

NOT_REACHED = 3
"""The exit code of a run that did what it could and did not reach the target."""
WORK_LEFT = 4
"""The exit code of runs that were stopped in time: the same command goes on with what remains."""


ProjectOption = Annotated[
    Path,
    typer.Option("--project", "-p", metavar="DIR", help="Folder with mkdocs.yml, docs/ and results/."),
]


def run(
    task: Annotated[str, typer.Argument(help="Task to train on, as a folder of results/ is named.")],
    systems: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SYSTEM]...",
            help="Systems of its recipe, any known model, or module:function.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="PATH", help="Folder or file with the task's data.")
    ] = None,
    device: Annotated[
        str, typer.Option("--device", help="cpu, cuda, cuda:1, mps; auto takes a GPU where there is one.")
    ] = "auto",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="How many runs, with seeds from 0 up.")] = 1,
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target",
            "-t",
            metavar="NAME",
            help="Target of the task, by default its first; several times for several.",
        ),
    ] = None,
    full: Annotated[
        bool,
        typer.Option("--full", help="Go on past the targets to the recipe's end; tells a level to come."),
    ] = False,
    time_limit: Annotated[
        str | None,
        typer.Option("--time-limit", metavar="DURATION", help="Stop in time, after 90s, 9m or 1h30m."),
    ] = None,
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
    """Train systems until they reach the task's target and write what that took as results.

    Several systems take turns: seed 0 of each, then seed 1. Killed or stopped runs go on, finished
    ones are skipped. Under torchrun all processes share a run. Exits with 0 when every seed reached
    every target, 3 when one did not, 4 when time was up with work left, and 1 or 2 on errors.
    """
    from effsite.cli.aims import choose_aims
    from effsite.cli.duration import seconds_in
    from effsite.cli.study import Request, Study
    from effsite.cli.watching import watch
    from effsite.measure import extra

    deadline = time.monotonic() + seconds_in(time_limit) if time_limit else math.inf
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
        deadline=deadline,
    )
    aims = choose_aims(project, task, target or (), full=full)
    overrides = {"precision": precision, "batch_size": batch_size, "compile": compiled or None}
    recipes = _recipes(project, task, systems or [], every, overrides)
    study = Study(request, recipes, aims)
    names = [recipe.system for recipe in recipes]
    with watch(aims, names, deadline=deadline, quiet=json or not study.writes) as display:
        study.go(display)
    if study.writes:
        _tell(study, json=json, several=every or len(recipes) > 1)
    if code := study.exit_code or _outcome(study):
        raise typer.Exit(code)


def _slug(name: str) -> str:
    from effsite.names import SLUG

    if not SLUG.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a submission", "lower-case letters, digits, hyphens")
    return name


def _recipes(
    project: Path, task: str, names: list[str], every: bool, overrides: dict[str, Any]
) -> list[Recipe]:
    from effsite.measure.models import names as known_models
    from effsite.measure.recipe import load_recipe, recipe_file, systems

    path = recipe_file(task, project / "recipes")
    listed = systems(path)
    if every == bool(names):
        choice = ", ".join(listed) or "a known model"
        raise UsageError("name one system, or say --all for every one of the recipe", f"systems: {choice}")
    chosen = list(dict.fromkeys(names)) or listed
    known = tuple(known_models())
    return [load_recipe(path, name, known, **overrides) for name in chosen]


def _outcome(study: Study) -> int:
    """The exit code of a study without errors."""
    if study.remaining:
        return WORK_LEFT
    reached = all(verdict.reached for verdict in study.verdicts)
    return 0 if reached and all(found.complete for found in study.full_lengths) else NOT_REACHED


def _tell(study: Study, *, json: bool, several: bool) -> None:
    """Print what each system came to, and what remains."""
    from effsite.cli import full_length, verdict

    remaining = study.remaining
    if json:
        shown = [verdict.as_json(v) for v in study.verdicts]
        shown += [full_length.as_json(found) for found in study.full_lengths]
        left = {"remaining": [{"system": system, "seed": seed} for system, seed in remaining]}
        print_json(shown[0] | left if len(shown) == 1 and not several else {"runs": shown, **left})
        return
    for one in study.verdicts:
        verdict.print_verdict(one)
    for found in study.full_lengths:
        full_length.print_full_length(found)
    if remaining:
        print_line(f"stopped in time, {len(remaining)} runs remain; the same command goes on with them:")
        print_line("  " + ", ".join(f"{system} seed {seed}" for system, seed in remaining))
