"""Files that were read -> results: runs grouped into systems, the crossing found, the compute worked out."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from effsite.analysis.aggregation import Aggregate, aggregate
from effsite.analysis.crossing import compute_to_target
from effsite.errors import EffsiteError, UsageError
from effsite.ingest import FORMATS
from effsite.ingest.report import LogError
from effsite.ingest.run_curves import run_curves
from effsite.names import letters
from effsite.words import counted
from effsite.workflows.ingest.curve_compute import Count
from effsite.workflows.ingest.identity import Named, distinct_names, fitted, identity
from effsite.workflows.ingest.ingested_rows import RowParts, result_row, stated_row
from effsite.workflows.ingest.repeated_runs import Repeated
from effsite.workflows.ingest.told_twice import Told, agree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.aggregation import Rule
    from effsite.ingest.batch import FileRead
    from effsite.ingest.log import LoggedRun, Stated
    from effsite.ingest.report import Report
    from effsite.ingest.run_curves import RunCurve
    from effsite.records import FlopMethod, LearningCurve, Result, Target
    from effsite.workflows.ingest.request import Request


NAMED_FOLDERS = 6
"""Parts of a path that name a run to a person: the file and what stands around it."""

ROUNDING = 1e-9
"""What the division by the steps of an epoch may leave over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """One result as it is shown: what a system spent up to the target, or that it never got there.

    `reached` is None where a table gives the compute of a whole run. `row` is what would be written,
    None where something that a row needs is missing; `curves` are the learning curves behind it.
    `written` says that the collection holds the row; `methods` are those by which compute was worked out.
    """

    system: str
    report: Report
    published: str = ""
    reached: bool | None = False
    step: float | None = None
    epoch: float | None = None
    seconds: float | None = None
    training_flop: float | None = None
    flop_method: FlopMethod | None = None
    cost_usd: float | None = None
    runs: int | None = None
    row: Result | None = None
    curves: tuple[LearningCurve, ...] = ()
    written: bool = False
    methods: frozenset[FlopMethod] = frozenset()


@dataclass(frozen=True, slots=True)
class _Group:
    """Runs of one system, with the file of the first, whose report takes what is said about all."""

    file: FileRead
    runs: list[tuple[LoggedRun, RunCurve]]


def ingested(files: Sequence[FileRead], request: Request) -> tuple[Ingested, ...]:
    """A result for each system in the files, of logs and of tables; nothing is written.

    Raises UsageError where the task has several targets and none is named.
    """
    if request.task is not None and request.target is None and any(file.runs for file in files):
        known = ", ".join(target.name for target in request.task.task.targets)
        raise UsageError(f"task {request.task.task.name} has several targets", f"--target is one of: {known}")
    groups = _without_repeated(_whole(_groups(files, request), files), request)
    names = _names(groups, request)
    results = [r for group, name in zip(groups, names, strict=True) for r in _of_group(group, name, request)]
    results += [result for file in files for result in _of_table(file, request)]
    return without_doubles(results)


def without_doubles(results: Sequence[Ingested]) -> tuple[Ingested, ...]:
    """The results, those of one identity without their rows: one would take the place of the other."""
    of_rows = [result.row for result in results if result.row is not None]
    met = Counter((row.submission, row.target, identity(row.system)) for row in of_rows)
    kept = []
    for result in results:
        row = result.row
        count = met[(row.submission, row.target, identity(row.system))] if row is not None else 0
        if row is not None and count > 1:
            said = f"{count} results would have the same name, {row.system!r}, at {row.target}"
            result.report.refused(said, hint="ingest them one by one, each with a --system of its own")
            kept.append(replace(result, row=None))
        else:
            kept.append(result)
    return tuple(kept)


def _groups(files: Sequence[FileRead], request: Request) -> list[_Group]:
    groups: dict[str, _Group] = {}
    if request.target is None:
        return []
    for file in files:
        for number, run in enumerate(file.runs):
            key = _key(file, run, number, request)
            for found in _evidence(file, run, request, request.target):
                groups.setdefault(key, _Group(file, [])).runs.append((run, found))
    return list(groups.values())


def _whole(groups: Sequence[_Group], files: Sequence[FileRead]) -> list[_Group]:
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


def _without_repeated(groups: Sequence[_Group], request: Request) -> list[_Group]:
    """The results whose runs stand in no other; of several of the same runs the one published first."""
    repeated = Repeated()
    in_time = sorted(groups, key=lambda group: str(request.published or group.runs[0][0].facts.published))
    left_out = [
        id(group)
        for group in in_time
        if repeated.refuses([run for run, _ in group.runs], _place(group), group.file.report)
    ]
    return [group for group in groups if id(group) not in left_out]


def _place(group: _Group) -> str:
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


def _names(groups: Sequence[_Group], request: Request) -> list[str]:
    """The systems' names: the user's as it is, else what the logs and their files give, each once."""
    if request.system:
        return [request.system for _ in groups]
    systems = [_named(group) for group in groups]
    names = distinct_names(systems)
    for group, system, name in zip(groups, systems, names, strict=True):
        if not group.runs[0][0].facts.system:
            said = f"the log names no system: it is called {name!r}"
            group.file.report.guessed(said, hint="give --system NAME", aside=True)
        elif name != fitted(system.said):
            said = f"{system.said!r} is the name of several systems: this one is {name!r}"
            group.file.report.guessed(said, aside=True)
    return names


def _named(group: _Group) -> Named:
    run, _ = group.runs[0]
    return Named(
        said=run.facts.system or run.name,
        hardware=run.facts.hardware,
        path=group.file.path,
        format=group.file.format,
    )


def _of_group(group: _Group, system: str, request: Request) -> Iterator[Ingested]:
    report, target = group.file.report, request.target
    assert target is not None  # noqa: S101 - groups are made for a target only
    _, found = group.runs[0]
    try:
        counter = Count.of(found, request, report)
        pairs = zip(_seeds(group), group.runs, strict=True)
        curves = tuple(counter.counted(one, seed) for seed, (_, one) in pairs)
        rule = request.rule or _rule(group)
        together = aggregate(curves, target, rule)
    except EffsiteError as error:
        report.refused(error.message, hint=error.hint)
        return
    if not _agrees(group, curves, target) or not _same_level(group, target):
        return
    _say(group, curves, together, target)
    if together.reached and not agree(Told.of(found, counter, together), request, report):
        return
    parts = RowParts(
        system=system,
        title=_title(group.file),
        facts=found.facts,
        counter=counter,
        together=together,
        steps=found.position == "step",
        used=tuple(group.runs[n][1].facts for n in together.used),
        flops=_flops([curves[n] for n in together.used], target),
        remarks=tuple(dict.fromkeys(said for n in together.used for said in group.runs[n][1].remarks)),
    )
    row = result_row(parts, request, report) if together.reached else None
    compute = counter.at(together) if together.reached else None
    yield Ingested(
        system=system,
        report=report,
        published=str(request.published or found.facts.published or ""),
        reached=together.reached,
        step=_shown_step(parts),
        epoch=_shown_epoch(parts),
        seconds=together.seconds,
        training_flop=compute.flop if compute else None,
        flop_method=compute.method if compute else None,
        cost_usd=parts.cost_usd,
        runs=together.runs,
        row=row,
        curves=tuple(curves[n] for n in together.used),
        methods=frozenset({compute.method, *dict(compute.others)}) if compute else frozenset(),
    )


def _agrees(group: _Group, curves: Sequence[LearningCurve], target: Target) -> bool:
    """Whether no run whose log says success stays short of the target; refuses what contradicts itself."""
    short = [
        found
        for (run, found), curve in zip(group.runs, curves, strict=True)
        if run.finished and not any(target.reached_by(point.value) for point in curve.points)
    ]
    if short:
        best = _best(short, target)
        group.file.report.refused(
            f"{len(short)} of {counted(len(curves), 'run')} ended in success, as the log says, and yet no "
            f"value reaches {target.name} ({target.level:g}): best {best:g}",
            hint="is it the level, the metric and the form (--form) of the log?",
        )
    return not short


def _same_level(group: _Group, target: Target) -> bool:
    """Whether the runs were to reach this level, as far as their logs say; refuses another one."""
    said = {run.facts.level for run, _ in group.runs if run.facts.level is not None}
    others = [level for level in said if not math.isclose(level, target.level or 0.0, rel_tol=ROUNDING)]
    if target.level is None or not others:
        return True
    group.file.report.refused(
        f"the log's own level is {others[0]:g}, that of {target.name} is {target.level:g}",
        hint="name the target with the log's level: runs end once they are there",
    )
    return False


def _best(runs: Sequence[RunCurve], target: Target) -> float:
    """The best value in the logs of the runs, of evaluations that are not kept too."""
    return max(v for r in runs for v in r.values) if _up(target) else min(v for r in runs for v in r.values)


def _shown_step(parts: RowParts) -> float | None:
    """The step as the log writes it."""
    step = parts.together.step if parts.steps else None
    return None if step is None else step - parts.facts.steps_from_zero


def _shown_epoch(parts: RowParts) -> float | None:
    """The epoch as the log writes it: that under way, where the collection counts its part."""
    epoch = parts.together.epoch
    if epoch is None:
        return None
    by_steps = parts.facts.epochs_by_steps and parts.together.runs == 1
    return (math.ceil(epoch - ROUNDING) if by_steps else epoch) - parts.facts.epochs_from_zero


def _flops(curves: Sequence[LearningCurve], target: Target) -> tuple[float, ...]:
    """The compute of each run at its own crossing, as far as it is known."""
    found = (compute_to_target(curve, target).training_flop for curve in curves)
    return tuple(flop for flop in found if flop is not None)


def _seeds(group: _Group) -> list[int]:
    """The runs' own seeds where each has one of its own; else their places in the batch."""
    own = [run.facts.seed for run, _ in group.runs]
    known = [seed for seed in own if seed is not None]
    return known if len(set(known)) == len(own) else list(range(len(own)))


def _rule(group: _Group) -> Rule:
    """The rule of the format: MLPerf scores five runs the olympic way; else the mean."""
    return "olympic" if group.file.format == "mlperf" and len(group.runs) >= 3 else "mean"


def _title(file: FileRead) -> str:
    return FORMATS[file.format].title


def _say(group: _Group, curves: Sequence[LearningCurve], together: Aggregate, target: Target) -> None:
    """Tell how the crossing was decided: by which rule, and what the curves do around it."""
    report = group.file.report
    if len(curves) > 1:
        report.understood(f"{len(curves)} runs, taken together by the rule {together.rule}")
    for (run, _), curve in zip(group.runs, curves, strict=True):
        _say_of_curve(curve, target, report, thinned=run.thinned > 0)
    if not together.reached:
        best = _best([found for _, found in group.runs], target)
        report.refused(f"does not reach {target.name} ({target.level:g}): {together.why}; best {best:g}")


def _up(target: Target) -> bool:
    return target.metric is None or target.metric.higher_is_better


def _say_of_curve(curve: LearningCurve, target: Target, report: Report, *, thinned: bool) -> None:
    reached = [target.reached_by(point.value) for point in curve.points]
    if not any(reached):
        return
    if reached[0] and len(reached) > 1:
        report.guessed("the first evaluation is past the target already: what it took is this much or less")
    after = reached[reached.index(True) :]
    if not all(after):
        some = "some" if thinned else f"{after.count(False)} of {len(after) - 1}"
        report.guessed(
            f"the target is reached, and {some} later evaluations fall back: the first crossing counts"
        )


def _of_table(file: FileRead, request: Request) -> Iterator[Ingested]:
    """The results that a table states, as far as they are about the task and target asked for."""
    for stated in file.stated:
        target = _target_of(stated, request)
        if request.task is not None and target is None:
            file.report.ignored(
                f"results at {stated.target or 'another level'}: not of this target", stated.line
            )
            continue
        row = None
        if target is not None and not _may_miss(stated, target):
            row = stated_row(stated, target, request, file.report)
        yield Ingested(
            system=request.system or stated.system,
            report=file.report,
            published=str(request.published or stated.published),
            reached=None if stated.flop_scope == "whole-run" else True,
            epoch=stated.epochs,
            seconds=stated.seconds,
            training_flop=stated.training_flop,
            flop_method=stated.flop_method,
            cost_usd=stated.cost_usd,
            row=row,
        )


def _may_miss(stated: Stated, target: Target) -> bool:
    """Whether nothing says that the system reached the level: a whole run of which no value is stated."""
    return target.level is not None and stated.flop_scope == "whole-run" and stated.value is None


def _target_of(stated: Stated, request: Request) -> Target | None:
    """The target that a stated result is about: by the level's name, where the table gives one."""
    if request.task is None:
        return None
    targets = [request.target] if request.target else list(request.task.task.targets)
    if not stated.target:
        return request.target
    named = letters(stated.target)
    return next((t for t in targets if named in letters(t.name) or named in letters(t.title)), None)
