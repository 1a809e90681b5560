"""Files that were read -> results: the crossing of each group of runs found, its compute worked out."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.analysis.aggregation import Aggregate, aggregate
from effsite.analysis.crossing import compute_to_target
from effsite.errors import EffsiteError, UsageError
from effsite.ingest import FORMATS
from effsite.words import counted
from effsite.workflows.ingest.curve_compute import Count
from effsite.workflows.ingest.groups import formed, named
from effsite.workflows.ingest.identity import identity
from effsite.workflows.ingest.ingested import Ingested
from effsite.workflows.ingest.ingested_rows import RowParts, attempt_row, result_row
from effsite.workflows.ingest.stated_results import of_table
from effsite.workflows.ingest.told_twice import KnownTwice, agree
from effsite.workflows.ingest.trials import best_of_studies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.aggregation import Rule
    from effsite.ingest.batch import FileRead
    from effsite.ingest.report import Report
    from effsite.ingest.run_curves import RunCurve
    from effsite.records import Attempt, LearningCurve, Result, Target
    from effsite.workflows.ingest.groups import Group
    from effsite.workflows.ingest.request import Request


ROUNDING = 1e-9
"""What the division by the steps of an epoch may leave over."""


def ingested(files: Sequence[FileRead], request: Request) -> tuple[Ingested, ...]:
    """A result for each system in the files, of logs and of tables; nothing is written.

    Raises UsageError where the task has several targets and none is named.
    """
    if request.task is not None and request.target is None and any(file.runs for file in files):
        known = ", ".join(target.name for target in request.task.task.targets)
        raise UsageError(f"task {request.task.task.name} has several targets", f"--target is one of: {known}")
    groups = formed(files, request)
    names = named(groups, request)
    results = [r for group, name in zip(groups, names, strict=True) for r in _of_group(group, name, request)]
    results += [result for file in files for result in of_table(file, request)]
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


def _of_group(group: Group, system: str, request: Request) -> Iterator[Ingested]:
    report, target = group.file.report, request.target
    assert target is not None  # noqa: S101 - groups are made for a target only
    group = replace(group, runs=best_of_studies(group.runs, target, report))
    _, found = group.runs[0]
    try:
        counter = Count.of(found, request, report)
        pairs = zip(_seeds(group), group.runs, strict=True)
        curves = tuple(counter.counted(one, seed) for seed, (_, one) in pairs)
        rule = request.rule or _rule(group)
        together = aggregate(curves, target, rule, failed=group.failed)
    except EffsiteError as error:
        report.refused(error.message, hint=error.hint)
        return
    if not _agrees(group, curves, target) or not _same_level(group, target):
        return
    _say(group, curves, together, request)
    if together.reached and not agree(KnownTwice.of(found, counter, together), request, report):
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
        remarks=(
            *_remarks_of_failed(group),
            *dict.fromkeys(said for n in together.used for said in group.runs[n][1].remarks),
        ),
    )
    row = _row(parts, curves, request, report)
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
        curves=tuple(curves[n] for n in _evident(together, len(curves))),
        methods=frozenset({compute.method, *dict(compute.others)}) if compute else frozenset(),
    )


def _row(
    parts: RowParts, curves: Sequence[LearningCurve], request: Request, report: Report
) -> Result | Attempt | None:
    """The row of a system that got there, or that of its attempt where those are asked for."""
    if parts.together.reached:
        return result_row(parts, request, report)
    return attempt_row(parts, curves, request, report) if request.attempts else None


def _evident(together: Aggregate, runs: int) -> Sequence[int]:
    """The runs whose curves are the evidence: the middle one, or a failure, is one only among all."""
    return together.used if together.reached and together.rule != "median" else range(runs)


def _agrees(group: Group, curves: Sequence[LearningCurve], target: Target) -> bool:
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


def _same_level(group: Group, target: Target) -> bool:
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


def _seeds(group: Group) -> list[int]:
    """The runs' own seeds where each has one of its own; else their places in the batch."""
    own = [run.facts.seed for run, _ in group.runs]
    known = [seed for seed in own if seed is not None]
    return known if len(set(known)) == len(own) else list(range(len(own)))


def _rule(group: Group) -> Rule:
    """The rule of the format: MLPerf scores five runs the olympic way; else the mean."""
    return "olympic" if group.file.format == "mlperf" and group.total >= 3 else "mean"


def _remarks_of_failed(group: Group) -> tuple[str, ...]:
    """What a row must say of runs that left no curve."""
    if not group.failed:
        return ()
    which = f"{group.failed} of {group.total} logs"
    return (
        f"{which} {'ends' if group.failed == 1 else 'end'} before the first evaluation: counted as failed",
    )


def _title(file: FileRead) -> str:
    return FORMATS[file.format].title


def _say(group: Group, curves: Sequence[LearningCurve], together: Aggregate, request: Request) -> None:
    """Tell how the crossing was decided: by which rule, and what the curves do around it."""
    report, target = group.file.report, request.target
    assert target is not None  # noqa: S101 - groups are made for a target only
    if group.total > 1:
        report.understood(f"{group.total} runs, taken together by the rule {together.rule}")
    for said in _remarks_of_failed(group):
        report.guessed(said)
    for (run, _), curve in zip(group.runs, curves, strict=True):
        _say_of_curve(curve, target, report, thinned=run.thinned > 0)
    if not together.reached:
        best = _best([found for _, found in group.runs], target)
        said = f"does not reach {target.name} ({target.level:g}): {together.why}; best {best:g}"
        (report.understood if request.attempts else report.refused)(said)


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
