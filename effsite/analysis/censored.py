"""The straight line through points of which some are known only to lie below a bound.

Maximum likelihood with normal errors (Tobin 1958). With the coefficients over the standard deviation and one
over it as unknowns the likelihood has one peak (Olsen 1978), which Newton's method finds from anywhere. scipy
has censored distributions and no censored line, and would be a dependency for this alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.floating[Any]]

MOST_STEPS = 60
CLOSE = 1e-9
"""A step that gains less than this in the logarithm of the likelihood is the last."""

ON_A_LINE = 1e-9
"""Values whose deviation from a line is a smaller share than this of their own spread lie on it."""

FAR = -25.0
"""Standard deviations below which the share of the normal distribution is taken by its series."""


def censored_slope(at: Numbers, values: Numbers, bound_at: Numbers, bounds: Numbers) -> float | None:
    """The slope of the line through `values` at `at`, and through points below `bounds` at `bound_at`.

    In the unit of the values for one of `at`. Where the values lie on a line that no bound contradicts, it is
    that line. None where all are at one place, or where no peak of the likelihood is found.
    """
    if len(at) < 2 or at.min() == at.max():
        return None
    middle, scale = float(at.mean()), float(at.max() - at.min())
    known = np.column_stack([-np.ones(len(at)), -(at - middle) / scale, values])
    below = np.column_stack([-np.ones(len(bound_at)), -(bound_at - middle) / scale, bounds])
    line, *_ = np.linalg.lstsq(-known[:, :2], known[:, 2], rcond=None)
    deviation, spread = float(np.std(known @ [*line, 1])), float(np.std(values))
    if deviation <= ON_A_LINE * spread:
        if (below @ [*line, 1] >= -ON_A_LINE * spread).all():
            return float(line[1] / scale)
        deviation = spread or 1.0
    found = _peak(known, below, np.array([*(line / deviation), 1 / deviation]))
    return None if found is None else float(found[1] / found[2] / scale)


def _peak(known: Numbers, below: Numbers, start: Numbers) -> Numbers | None:
    """Intercept and slope over the standard deviation, and one over it; None where there is no peak."""
    here, height = start, _height(known, below, start)
    for _ in range(MOST_STEPS):
        step = _newton(known, below, here)
        size = 1.0
        while (higher := _height(known, below, here + size * step)) < height and size > CLOSE:
            size /= 2
        if higher - height < CLOSE:
            return here
        here, height = here + size * step, higher
    return None


def _height(known: Numbers, below: Numbers, here: Numbers) -> float:
    """The logarithm of the likelihood but for a constant; minus infinity where the deviation is none."""
    if here[2] <= 0:
        return -math.inf
    left = known @ here
    return float(
        len(known) * math.log(here[2]) - left @ left / 2 + sum(_log_share(u) for u in (below @ here).tolist())
    )


def _newton(known: Numbers, below: Numbers, here: Numbers) -> Numbers:
    """The step to the peak of the parabola that has the likelihood's slope and curvature here."""
    left, under = known @ here, below @ here
    hazards = np.array([_hazard(u) for u in under.tolist()])
    slope = hazards @ below - left @ known
    slope[2] += len(known) / here[2]
    curvature = known.T @ known + (below.T * (hazards * (hazards + under))) @ below
    curvature[2, 2] += len(known) / here[2] ** 2
    step: Numbers = np.linalg.solve(curvature, slope)
    return step


def _log_share(u: float) -> float:
    """The logarithm of the share of the normal distribution below u."""
    if u > FAR:
        return math.log(math.erfc(-u / math.sqrt(2)) / 2)
    return -u * u / 2 - math.log(-u * math.sqrt(2 * math.pi)) - 1 / u**2


def _hazard(u: float) -> float:
    """The density of the normal distribution at u over its share below u."""
    return math.exp(-u * u / 2 - math.log(2 * math.pi) / 2 - _log_share(u))
