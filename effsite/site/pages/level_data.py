"""The learning curves of a target as its page at any level loads them: thinned, rounded, and short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.analysis.aggregation import ranked_by
from effsite.analysis.compute import ASSUMED_UTILISATION
from effsite.analysis.frontier import is_estimate, was_timed_anew
from effsite.analysis.moved import MOVABLE, TrainedSystem, is_reached, moved
from effsite.analysis.slim import slim
from effsite.analysis.uncertainty import SPREADS, UTILISATION
from effsite.escape import one_line
from effsite.files import json_text
from effsite.records import IN_CURVES, MEASURES, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import CurvePoint, LearningCurve, Metric, Target
    from effsite.site.pages.links import Links

SHARE = 0.0095
"""By how much a crossing may come late in what the page loads; with the rounding it stays within 1 %."""

DIGITS = 5
PROPORTIONAL = 2e-4
"""How far compute may be off a constant times another count, to be worked out from that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRange:
    """The levels worth a look, in the metric's unit, and the step between two of them."""

    low: float
    high: float
    step: float


def level_json(systems: Sequence[TrainedSystem], target: Target, metric: Metric, links: Links) -> str:
    """The JSON text that the page at any level loads."""
    within = level_range(systems, target, metric)
    return json_text(
        {
            "metric": {
                "label": one_line(metric.label),
                "unit": one_line(metric.unit),
                "higher": metric.higher_is_better,
            },
            "level": target.level,
            "range": [within.low, within.high],
            "step": within.step,
            "recordIs": target.record_is,
            "rankedBy": [name for name in ranked_by(target.measure) if name in MOVABLE],
            "measures": [_measure(name) for name in measures_of(systems)],
            "spreads": {name: [s.low, s.high] for name, s in SPREADS.items()},
            "utilisation": [UTILISATION.low, UTILISATION.high],
            "assumed": ASSUMED_UTILISATION,
            "systems": [_system(one, target, metric, links) for one in systems],
        }
    )


def measures_of(systems: Sequence[TrainedSystem]) -> tuple[str, ...]:
    """The measures that two or more of the curves carry, those that most of them carry first."""
    given = {name: sum(_gives(one.runs, IN_CURVES[name]) for one in systems) for name in MOVABLE}
    return tuple(sorted((n for n in MOVABLE if given[n] > 1), key=lambda n: (-given[n], MOVABLE.index(n))))


def _gives(runs: Sequence[LearningCurve], count: str) -> bool:
    """Whether each run carries it at every evaluation, but for one before the first step."""
    return all(getattr(p, count) is not None for run in runs for p in run.points[1:] or run.points)


def level_range(systems: Sequence[TrainedSystem], target: Target, metric: Metric) -> LevelRange:
    """From the best value of any run to what most runs have after a tenth of their way."""
    sign = 1 if metric.higher_is_better else -1
    runs = [run.points for one in systems for run in one.runs]
    best = max(sign * p.value for points in runs for p in points)
    early = sorted(sign * _early(points).value for points in runs)
    worst = min(early[len(early) // 2], sign * (target.level if target.level is not None else best))
    step = _round_step((best - worst) / 200)
    low, high = sorted((sign * best, sign * worst))
    return LevelRange(low=_to_step(low, step), high=_to_step(high, step), step=step)


def _early(points: Sequence[CurvePoint]) -> CurvePoint:
    """The first evaluation after a tenth of the run's steps."""
    return next(point for point in points if point.step >= points[-1].step / 10)


def _round_step(value: float) -> float:
    """The nearest 1, 2 or 5 times a power of ten."""
    power = float(f"{max(value, 1e-9):e}".partition("e")[2])
    steps = (float(f"{n}e{power:.0f}") for n in (1, 2, 5, 10))
    return min(steps, key=lambda step: abs(step - value))


def _to_step(value: float, step: float) -> float:
    return float(f"{round(value / step) * step:.12g}")


def _measure(name: str) -> dict[str, str]:
    of = MEASURES[name]
    return {"name": name, "label": of.label, "noun": of.noun, "unit": of.unit, "quantity": of.quantity}


def _system(one: TrainedSystem, target: Target, metric: Metric, links: Links) -> dict[str, Any]:
    row = one.row
    result = row if isinstance(row, Result) else None
    thin = [slim(run, metric, SHARE) for run in one.runs]
    told: dict[str, Any] = {
        "name": one_line(row.system),
        "published": str(row.published),
        "day": row.published.day.isoformat(),
        "submission": row.submission,
        "runs": [_run(run) for run in thin],
    }
    if row.system in links.places:
        told["page"] = links.system(row.system)
    if one.flop_method is not None:
        told["method"] = one.flop_method
    if one.flop_method == "hardware":
        told["utilisation"] = result.utilisation if result else None
        told["machine"] = (
            [row.device, row.devices, result.peak_flop_per_second if result else None, told["utilisation"]]
            if row.device
            else None
        )
    if result is not None and result.status == "withdrawn":
        told["withdrawn"] = True
    estimated = [name for name in MOVABLE if _estimated(one, name)]
    if estimated:
        told["estimated"] = estimated
    if result is not None and (
        anew := [n for n in MOVABLE if n != target.measure and was_timed_anew(result, n)]
    ):
        told["anew"] = anew
    return told


def _estimated(one: TrainedSystem, measure: str) -> bool:
    if isinstance(one.row, Result):
        return is_estimate(one.row, measure)
    return one.row.source_kind == "estimated" or (
        measure == "training_flop" and one.flop_method == "hardware"
    )


def _run(run: LearningCurve) -> dict[str, Any]:
    points = run.points
    told: dict[str, Any] = {"value": [p.value for p in points]}
    for name in ("examples", "seconds"):
        values = [getattr(p, name) for p in points]
        if None not in values:
            told[name] = [_short(v) for v in values]
    flops = [p.training_flop for p in points if p.training_flop is not None]
    if len(flops) == len(points) - 1 and points[0].training_flop is None:
        flops.insert(0, 0.0)  # the evaluation before the first step
    if flops and len(flops) == len(points):
        told["flop"] = _proportional(told, flops) or [_short(f) for f in flops]
    return told


def _proportional(told: dict[str, Any], flops: Sequence[Any]) -> list[Any] | None:
    """The count that compute follows, and the factor, where it follows one."""
    for name in ("examples", "seconds"):
        if name in told and told[name][-1]:
            factor = _short(flops[-1] / told[name][-1], DIGITS + 2)
            if all(abs(factor * c - f) <= PROPORTIONAL * f for c, f in zip(told[name], flops, strict=True)):
                return [name, factor]
    return None


def _short(value: float, digits: int = DIGITS) -> float:
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short


def levels_told(systems: Sequence[TrainedSystem], target: Target, metric: Metric) -> tuple[float, ...]:
    """A few levels for the table in the page: the target's own, and others across the range."""
    within = level_range(systems, target, metric)
    sevenths = (within.low + (within.high - within.low) * n / 6 for n in range(7))
    levels = {_to_step(level, within.step) for level in sevenths} | {target.level}
    reached = [x for x in levels if x is not None and is_reached(systems, moved(target, x))]
    return tuple(sorted(reached, reverse=not metric.higher_is_better))
