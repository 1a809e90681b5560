"""Runs that were read -> groups of one system each, and what the systems are called."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from effsite.ingest.report import LogError
from effsite.ingest.run_curves import run_curves
from effsite.words import counted
from effsite.workflows.ingest.identity import Named, distinct_names, fitted
from effsite.workflows.ingest.repeated_runs import Repeated, SameEvaluations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.ingest.batch import FileRead
    from effsite.ingest.log import LoggedRun
    from effsite.ingest.run_curves import RunCurve
    from effsite.records import Target
    from effsite.workflows.ingest.request import Request


NAMED_FOLDERS = 6
"""Parts of a path that name a run to a person: the file and what stands around it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Runs of one system, with the file of the first, whose report takes what is said about all.

    `failed` counts the runs whose logs end before the first evaluation: they have no curve.
    """

    file: FileRead
    runs: list[tuple[LoggedRun, RunCurve]]
    failed: int = 0

    @property
    def total(self) -> int:
        """The runs that were made, with those that left no curve."""
        return len(self.runs) + self.failed


def formed(files: Sequence[FileRead], request: Request) -> list[Group]:
    """The runs of each system, without those that are not whole and those that stand in another group."""
    return _without_repeated(_whole(_groups(files, request), files), request)


def named(groups: Sequence[Group], request: Request) -> list[str]:
    """The systems' names: the user's as it is, else what the logs and their files give, each once."""
    if request.system:
        return [request.system for _ in groups]
    systems = [_name(group) for group in groups]
    names = distinct_names(systems)
    for group, system, name in zip(groups, systems, names, strict=True):
        if not group.runs[0][0].facts.system:
            said = f"the log names no system: it is called {name!r}"
            group.file.report.guessed(said, hint="give --system NAME", aside=True)
        elif name != fitted(system.said):
            said = f"{system.said!r} is the name of several systems: this one is {name!r}"
            group.file.report.guessed(said, aside=True)
    return names


def _name(group: Group) -> Named:
    run, _ = group.runs[0]
    return Named(
        said=run.facts.system or run.name,
        hardware=run.facts.hardware,
        path=group.file.path,
        format=group.file.format,
    )


def _groups(files: Sequence[FileRead], request: Request) -> list[Group]:
    groups: dict[str, Group] = {}
    failed: dict[str, list[FileRead]] = {}
    met = SameEvaluations()
    if request.target is None:
        return []
    for file in files:
        for number, run in enumerate(file.runs):
            key = _key(file, run, number, request)
            if met.repeats(run, file.path, file.report):
                continue
            if _left_no_curve(run):
                failed.setdefault(key, []).append(file)
                continue
            for found in _evidence(file, run, request, request.target):
                groups.setdefault(key, Group(file, [])).runs.append((run, found))
    _say_alone(failed, groups)
    return [replace(group, failed=len(failed.get(key, ()))) for key, group in groups.items()]


def _left_no_curve(run: LoggedRun) -> bool:
    """Whether a run that is one of several failed before its first evaluation."""
    return bool(run.group) and run.finished is False and not run.evaluations


def _say_alone(failed: Mapping[str, Sequence[FileRead]], groups: Mapping[str, Group]) -> None:
    """Refuse failed runs that stand beside no other: they make no result."""
    for key, files in failed.items():
        if key not in groups:
            files[0].report.refused("holds no evaluation")


def _whole(groups: Sequence[Group], files: Sequence[FileRead]) -> list[Group]:
    """The groups none of whose files was refused: of several runs, one that is not read may have failed."""
    refused = Counter((f.format, PurePath(f.path).parent) for f in files if f.status == "refused")
    whole = []
    for group in groups:
        missing = (
            refused[group.file.format, PurePath(group.file.path).parent] if group.runs[0][0].group else 0
        )
        if missing:
            said = f"{counted(missing, 'run')} of this folder cannot be read, and the others are not all"
            group.file.report.refused(said, hint="mend or move away what is refused, if it is no run")
        else:
            whole.append(group)
    return whole


def _without_repeated(groups: Sequence[Group], request: Request) -> list[Group]:
    """The results whose runs stand in no other; of several of the same runs the one published first."""
    repeated = Repeated()
    in_time = sorted(groups, key=lambda group: str(request.published or group.runs[0][0].facts.published))
    left_out = [
        id(group)
        for group in in_time
        if repeated.refuses([run for run, _ in group.runs], _place(group), group.file.report)
    ]
    return [group for group in groups if id(group) not in left_out]


def _place(group: Group) -> str:
    """The file of the first run with the folders next to it, as the report names it."""
    return "/".join(PurePath(group.file.path).parts[-NAMED_FOLDERS:]).lstrip("/")


def _key(file: FileRead, run: LoggedRun, number: int, request: Request) -> str:
    """What runs must share to be runs of one system."""
    if request.system:
        return "the system named by the user"
    if run.group:
        return f"{file.format}\n{run.group}"
    if run.facts.seed is None:
        return f"{file.path}\n{number}"
    return f"{file.path}\n{'seeds' if str(run.facts.seed) == run.name else f'seeds of {run.name}'}"


def _evidence(file: FileRead, run: LoggedRun, request: Request, target: Target) -> tuple[RunCurve, ...]:
    said = replace(
        run.facts,
        examples_per_step=request.counting.examples_per_step or run.facts.examples_per_step,
        examples_per_epoch=request.counting.examples_per_epoch or run.facts.examples_per_epoch,
    )
    try:
        return run_curves(replace(run, facts=said), target.task, request.options, file.report)
    except (LogError, ValueError) as error:
        hint = getattr(error, "hint", "")
        file.report.refused(str(error), getattr(error, "line", 0), hint)
        return ()
