"""A learning curve short enough to commit, its crossing kept exactly."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.records import LearningCurve, Target

MOST_POINTS = 2_000


def best_so_far(curve: LearningCurve, target: Target) -> LearningCurve:
    """The first evaluation, each that is better than all before it, and the last one.

    Where the curve first reaches a level, whichever, is one of those, so no crossing moves.
    """
    if target.metric is None:
        return curve
    sign = 1 if target.metric.higher_is_better else -1
    best, kept = -math.inf, []
    for number, point in enumerate(curve.points):
        if sign * point.value > best or number == len(curve.points) - 1:
            kept.append(point)
        best = max(best, sign * point.value)
    return replace(curve, points=tuple(kept))


def thinned(curve: LearningCurve, target: Target) -> LearningCurve:
    """The curve itself, or of more than 2,000 points every n-th, the first crossing, first and last."""
    count = len(curve.points)
    if count <= MOST_POINTS:
        return curve
    stride = -(-count // MOST_POINTS)
    crossing = next((n for n, p in enumerate(curve.points) if target.reached_by(p.value)), 0)
    kept = sorted({*range(0, count, stride), crossing, count - 1})
    return replace(curve, points=tuple(curve.points[n] for n in kept))
