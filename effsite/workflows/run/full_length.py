"""Runs to the end of their recipe where no level is given yet: what they had, and the level that follows."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from effsite.analysis.levels import level_reached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.records import LevelOver, Metric
    from effsite.workflows.run.measured_rows import MeasuredRuns
    from effsite.workflows.run.targets import Aims


@dataclass(frozen=True, slots=True, kw_only=True)
class FullLength:
    """What the runs of one system had at their last evaluation.

    `median` is that over the seeds, `level` what they fix by the rule of `effsite.analysis.levels`
    with the median or the worst of the seeds, as `over` says; both None unless each of `wanted` runs
    went to its recipe's end, and where a seed was named `alone`. `targets` are the names of those whose
    level it is.
    """

    runs: MeasuredRuns
    metric: Metric
    wanted: int
    alone: bool
    over: LevelOver
    median: float | None
    level: float | None
    targets: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every run went to the end."""
        return _all_complete(self.runs, self.wanted)

    @property
    def seed_rows(self) -> list[dict[str, Any]]:
        """A row for each run, as plain values: how it ended, and its last evaluation."""
        return [
            {
                "seed": run.log.seed,
                "ended": run.log.ended,
                "skipped": run.skipped,
                "epoch": run.log.last_point.epoch if run.log.last_point else None,
                "last_value": run.log.last_value,
            }
            for run in self.runs.runs
        ]

    def as_json(self) -> dict[str, Any]:
        """What the runs had, as plain values; null where something is not known."""
        return {
            "task": self.runs.recipe.task,
            "system": self.runs.title,
            "metric": self.metric.name,
            "runs": self.seed_rows,
            "median": self.median,
            "level_over": self.over,
            "level": self.level,
            "targets": list(self.targets),
        }


def at_full_length(runs: MeasuredRuns, aims: Aims, wanted: int, *, alone: bool) -> Iterator[FullLength]:
    """What those runs say of the levels that are still to come, once for each way to fix one."""
    whole = _all_complete(runs, wanted) and not alone
    curves = runs.curves
    fixed = [t for t in aims.awaiting if t.level_of in (runs.title, runs.recipe.system)]
    targets = fixed or [t for t in aims.awaiting if not t.level_of]
    rules: tuple[LevelOver, ...] = tuple(dict.fromkeys(t.level_over for t in targets)) or ("median",)
    for over in rules:
        yield FullLength(
            runs=runs,
            metric=aims.metric,
            wanted=wanted,
            alone=alone,
            over=over,
            median=median(curve.points[-1].value for curve in curves) if whole else None,
            level=level_reached(curves, aims.metric, over) if whole else None,
            targets=tuple(t.name for t in targets if t.level_over == over),
        )


def _all_complete(runs: MeasuredRuns, wanted: int) -> bool:
    return len(runs.runs) == wanted and all(run.log.ended == "complete" for run in runs.runs)
