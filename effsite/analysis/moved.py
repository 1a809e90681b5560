"""A target at another level: what each system with learning curves took to get there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.analysis.aggregation import aggregate
from effsite.records import IN_CURVES, MEASURES, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.records import Attempt, FlopMethod, LearningCurve, Target, TaskCollection

MOVABLE = tuple(name for name in IN_CURVES if name in MEASURES)
"""Measures that a learning curve gives at any level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedSystem:
    """A system of a target, be it a result or an attempt, with the learning curves of its runs."""

    row: Result | Attempt
    runs: tuple[LearningCurve, ...]

    @property
    def flop_method(self) -> FlopMethod | None:
        """How compute along the curves was got; counted where the runs are our own and no row says it."""
        if self.row.flop_method is not None or all(p.training_flop is None for p in self.runs[0].points):
            return self.row.flop_method
        return "counted" if self.row.source_kind == "measured" else "reported"


def trained(task: TaskCollection, target: Target) -> tuple[TrainedSystem, ...]:
    """The systems at that target whose rows name a curve, in order of publication; withdrawn ones too."""
    by_name: dict[str, list[LearningCurve]] = {}
    for curve in task.curves:
        by_name.setdefault(curve.name, []).append(curve)
    rows: list[Result | Attempt] = [*task.results_for(target.name), *task.attempts_for(target.name)]
    with_curves = [row for row in rows if row.curve in by_name]
    in_order = sorted(with_curves, key=lambda r: (r.published, r.system, r.submission))
    return tuple(TrainedSystem(row=row, runs=tuple(by_name[row.curve])) for row in in_order)


def moved(target: Target, level: float) -> Target:
    """The target with another level."""
    return replace(target, level=level)


def results_at(systems: Sequence[TrainedSystem], target: Target) -> tuple[Result, ...]:
    """A result for each system that reaches the target's level, at its median run: see `aggregate`.

    The median is the one rule that holds at every level and for any number of runs: a run that never
    gets there counts as the slowest.
    """
    return tuple(_results_at(systems, target))


def is_reached(systems: Sequence[TrainedSystem], target: Target) -> bool:
    """Whether any of the systems gets to the target's level."""
    return next(_results_at(systems, target), None) is not None


def _results_at(systems: Sequence[TrainedSystem], target: Target) -> Iterator[Result]:
    found = (_result_at(system, target) for system in systems)
    return (result for result in found if result is not None)


def _result_at(system: TrainedSystem, target: Target) -> Result | None:
    together = aggregate(system.runs, target, "median")
    counts = {name: getattr(together, count) or None for name, count in IN_CURVES.items()}
    if not together.reached or all(counts[name] is None for name in MOVABLE):
        return None
    row, flop = system.row, counts["training_flop"]
    return Result(
        task=target.task,
        submission=row.submission,
        target=target.name,
        system=row.system,
        published=row.published,
        value=together.value,
        training_flop=flop,
        flop_method=system.flop_method if flop is not None else None,
        examples=counts["examples"],
        epochs=counts["epochs"],
        seconds=counts["seconds"],
        devices=row.devices,
        device=row.device,
        peak_flop_per_second=row.peak_flop_per_second if isinstance(row, Result) else None,
        utilisation=row.utilisation if isinstance(row, Result) else None,
        runs=together.runs,
        status=row.status if isinstance(row, Result) else "claimed",
        source_kind=row.source_kind,
        source=row.source,
        source_url=row.source_url,
        paper_url=row.paper_url,
        flop_scope=target.flop_scope,
    )
