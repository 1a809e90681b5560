"""A learning curve with fewer evaluations, on which no crossing of a level moves by more than a share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.records import IN_CURVES

if TYPE_CHECKING:
    from effsite.records import CurvePoint, LearningCurve, Metric

COUNTS = ("step", *IN_CURVES.values())


def best_so_far(curve: LearningCurve, metric: Metric) -> tuple[CurvePoint, ...]:
    """The first evaluation and each that is better than all before it: where any level is first reached."""
    sign = 1 if metric.higher_is_better else -1
    kept = [curve.points[0]]
    for point in curve.points[1:]:
        if sign * point.value > sign * kept[-1].value:
            kept.append(point)
    return tuple(kept)


def slim(curve: LearningCurve, metric: Metric, share: float) -> LearningCurve:
    """The curve by the fewest of its best evaluations with which no crossing comes late by more than `share`.

    A level that was first reached at an evaluation which is left out is now reached at the next one that is
    kept, and each count there is at most 1 + `share` times that at the first.
    """
    best = best_so_far(curve, metric)
    kept = [best[-1]]
    for point in reversed(best[:-1]):
        if not _close(point, kept[-1], share):
            kept.append(point)
    return replace(curve, points=tuple(reversed(kept)))


def _close(earlier: CurvePoint, later: CurvePoint, share: float) -> bool:
    """Whether every count of the later evaluation is within the share of that of the earlier one."""
    for count in COUNTS:
        low, high = getattr(earlier, count), getattr(later, count)
        if low is not None and high is not None and high > low * (1 + share):
            return False
    return True
