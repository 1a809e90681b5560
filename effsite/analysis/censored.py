"""The straight line through points of which some are known only to lie below a bound.

Maximum likelihood with normal errors (Tobin 1958). With the coefficients over the standard deviation and one
over it as unknowns the likelihood has one peak (Olsen 1978), to which Newton's steps lead, halved where one
goes too far. scipy has censored distributions and no censored line, and would be a dependency for this alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from effsite.analysis.normal import hazard, log_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.floating[Any]]

MOST_STEPS = 60
CLOSE = 1e-9
"""A step that gains less than this in the logarithm of the likelihood is the last."""

ON_A_LINE = 1e-9
"""Values that lie less than this off their line lie on it, in units of their own spread."""


def censored_slope(at: Numbers, values: Numbers, bound_at: Numbers, bounds: Numbers) -> float | None:
    """The slope of the line through `values` at `at`, and through points below `bounds` at `bound_at`.

    In the unit of the values for one of `at`. Where the values lie on a line that no bound contradicts, it is
    that line. None where all are at one place, or where no peak of the likelihood is found.
    """
    if len(at) < 2 or at.min() == at.max():
        return None
    middle, width = float(at.mean()), float(np.std(at))
    mean, spread = float(values.mean()), float(np.std(values)) or 1.0
    known = _rows((at - middle) / width, (values - mean) / spread)
    below = _rows((bound_at - middle) / width, (bounds - mean) / spread)
    rise = float(known[:, 1] @ known[:, 2]) / -len(at)
    line = np.array([0.0, rise, 1.0])
    if np.abs(known @ line).max() < ON_A_LINE and (below @ line > -ON_A_LINE).all():
        return rise * spread / width
    found = _peak(known, below)
    return None if found is None else float(found[1] / found[2]) * spread / width


def _rows(at: Numbers, values: Numbers) -> Numbers:
    """For each point what, times (intercept, slope, 1), is how far it lies above the line."""
    return np.column_stack([-np.ones(len(at)), -at, values])


def _peak(known: Numbers, below: Numbers) -> Numbers | None:
    """Intercept and slope over the standard deviation, and one over it; None where there is no peak."""
    here = np.array([0.0, 0.0, 1.0])
    height = _height(known, below, here)
    for _ in range(MOST_STEPS):
        step = _newton(known, below, here)
        while (higher := _height(known, below, here + step)) < height - CLOSE:
            step /= 2
        here = here + step
        if higher - height < CLOSE:
            return here
        height = higher
    return None


def _height(known: Numbers, below: Numbers, here: Numbers) -> float:
    """The logarithm of the likelihood but for a constant; minus infinity where the deviation is none."""
    if here[2] <= 0:
        return -math.inf
    left = known @ here
    shares = sum(log_share(u) for u in (below @ here).tolist())
    return float(len(known) * math.log(here[2]) - left @ left / 2 + shares)


def _newton(known: Numbers, below: Numbers, here: Numbers) -> Numbers:
    """The step to the peak of the parabola that has the likelihood's slope and curvature here."""
    left, under = known @ here, below @ here
    hazards = np.array([hazard(u) for u in under.tolist()])
    slope = hazards @ below - left @ known
    slope[2] += len(known) / here[2]
    curvature = known.T @ known + (below.T * (hazards * (hazards + under))) @ below
    curvature[2, 2] += len(known) / here[2] ** 2
    step: Numbers = np.linalg.solve(curvature, slope)
    return step
