"""The files behind a page's learning curves: the evaluations, and the logs of the runs where kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.reproductions import ratio_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Attempt, LearningCurve, Reproduction, Result, TaskCollection


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveFiles:
    """A learning curve that can be downloaded: its name, whose it is, and whether its log is kept."""

    name: str
    systems: str
    has_log: bool


def curve_files(task: TaskCollection, curves: Iterable[LearningCurve]) -> tuple[CurveFiles, ...]:
    """The files of those curves, each curve once however many seeds it holds."""
    logged = {log.name for log in task.logs}
    owners: dict[str, dict[str, None]] = {}
    rows: tuple[Result | Attempt, ...] = (*task.results, *task.attempts)
    for row in rows:
        owners.setdefault(row.curve, {})[row.system] = None
    return tuple(
        CurveFiles(name=name, systems=", ".join(owners.get(name, (name,))), has_log=name in logged)
        for name in dict.fromkeys(curve.name for curve in curves)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A result that was run again, its compute over the result's, and whether the log is kept."""

    row: Reproduction
    result: Result
    ratio: float | None
    has_log: bool


def run_again(task: TaskCollection, summary: TargetSummary) -> tuple[Again, ...]:
    """The reproductions of a target's results, in the order in which they were made."""
    logged = {log.name for log in task.logs}
    results = {(r.submission, r.system): r for r in task.results_for(summary.target.name)}
    return tuple(
        Again(row=row, result=result, ratio=ratio_to(result, row), has_log=row.curve in logged)
        for row in summary.reproductions
        if (result := results.get((row.of, row.system))) is not None
    )
