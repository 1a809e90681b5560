"""Where a learning curve first reaches a target, and what had been spent by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import UsageError

if TYPE_CHECKING:
    from effsite.records import CurvePoint, LearningCurve, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeToTarget:
    """What one training run had spent at its first evaluation at or past the target.

    When the run never reaches the target `reached` is False and every other figure is None. A
    count is also None where the curve does not carry it.
    """

    target: Target
    reached: bool
    training_flop: float | None
    step: int | None
    epoch: float | None
    examples: float | None
    seconds: float | None
    value: float | None


def compute_to_target(curve: LearningCurve, target: Target) -> ComputeToTarget:
    """The first evaluation of `curve` at or past the level of `target`.

    The evaluation itself counts, without interpolation between two of them, so that the figure
    never claims a level that nobody measured; a coarse curve therefore gives a cautious figure.
    This is how Hernandez & Brown 2020 (arXiv 2005.04305, section 3) count epochs to AlexNet level.
    Raises UsageError for a target without a level.
    """
    level, metric = target.level, target.metric
    if level is None or metric is None:
        raise UsageError(
            f"target {target.name!r} has no level, so no curve can reach it",
            "give the target a metric and a level in task.toml",
        )
    # The comparison of Metric.reaches stands here, for it is made for each of thousands of evaluations.
    points = curve.points
    past = (
        (p for p in points if p.value >= level)
        if metric.higher_is_better
        else (p for p in points if p.value <= level)
    )
    first = next(past, None)
    if first is not None:
        return _at(target, first)
    return not_reached(target)


def not_reached(target: Target) -> ComputeToTarget:
    """What stands for a run that never reaches the target: no figure."""
    return ComputeToTarget(
        target=target,
        reached=False,
        training_flop=None,
        step=None,
        epoch=None,
        examples=None,
        seconds=None,
        value=None,
    )


def _at(target: Target, point: CurvePoint) -> ComputeToTarget:
    return ComputeToTarget(
        target=target,
        reached=True,
        training_flop=point.training_flop,
        step=point.step,
        epoch=point.epoch,
        examples=point.examples,
        seconds=point.seconds,
        value=point.value,
    )
