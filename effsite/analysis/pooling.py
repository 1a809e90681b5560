"""One mean of many values that are known with an error each, and how far the true values lie apart.

Random effects: each value is taken to be its own true value with an error, and the true values to be spread
about a mean. The spread is that of Paule and Mandel (1982): the one with which the weighted squares of what
is left add up to their degrees of freedom. Intervals take Student's t with those degrees of freedom; the
factor of Hartung and Knapp (2001) is one by this choice of the spread, and is never taken below one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import stdev
from typing import TYPE_CHECKING, Any

import numpy as np

from effsite.analysis.interval import LEVEL
from effsite.analysis.student import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.floating[Any]]

FEWEST = 3
"""Values that a mean with an interval needs: of two, the spread is unknown for all purposes."""

FEWEST_FOR_A_LINE = 4
"""Values that a line against something else needs, for two degrees of freedom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean of n values with its interval, and the interval that a further value is expected in.

    All in the unit of the values, the intervals at LEVEL. `error` is the standard error of the mean and
    `spread` the standard deviation of the true values (tau). `i_squared` is the share, 0 to 1, of the squares
    among the values that their own errors do not explain (Higgins & Thompson 2002).
    """

    n: int
    mean: float
    error: float
    low: float
    high: float
    spread: float
    i_squared: float
    next_low: float
    next_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How n values change with a quantity: the slope for one more of it, with its interval at LEVEL.

    `spread` is the standard deviation of the true values about the line.
    """

    n: int
    slope: float
    low: float
    high: float
    spread: float


@dataclass(frozen=True, slots=True)
class _Fit:
    """Weighted least squares: the coefficients, the errors of them, and the spread that set the weights."""

    coefficients: Numbers
    errors: Numbers
    spread: float
    squares: float
    """The weighted squares that are left without any spread: Cochran's Q."""


def pooled(values: Sequence[float], errors: Sequence[float]) -> Mean | None:
    """The random-effects mean of values with those standard errors, all above 0; None under FEWEST.

    A further value is expected within t x sqrt(s squared + error squared) of the mean with n - 1 degrees of
    freedom, where s is the standard deviation of the values as they are: it will come with an error of
    its own, as they did. With the spread in the place of s (Higgins, Thompson & Spiegelhalter 2009) it is
    the interval of a further true value, which `nox -s coverage` finds too narrow.
    """
    n = len(values)
    if n < FEWEST:
        return None
    fit = _fit(np.array(values, dtype=float), np.array(errors, dtype=float), np.ones((n, 1)))
    mean, error = float(fit.coefficients[0]), float(fit.errors[0])
    t = quantile((1 + LEVEL) / 2, n - 1)
    further = t * math.hypot(stdev(values), error)
    return Mean(
        n=n,
        mean=mean,
        error=error,
        low=mean - t * error,
        high=mean + t * error,
        spread=fit.spread,
        i_squared=max(0.0, 1 - (n - 1) / fit.squares) if fit.squares > 0 else 0.0,
        next_low=mean - further,
        next_high=mean + further,
    )


def line(values: Sequence[float], errors: Sequence[float], along: Sequence[float]) -> Line | None:
    """The random-effects line of values against the quantity `along` (meta-regression).

    None under FEWEST_FOR_A_LINE values, or where `along` is the same for all.
    """
    n = len(values)
    if n < FEWEST_FOR_A_LINE or min(along) == max(along):
        return None
    centred = np.array(along, dtype=float) - sum(along) / n
    design = np.column_stack([np.ones(n), centred])
    fit = _fit(np.array(values, dtype=float), np.array(errors, dtype=float), design)
    slope, width = float(fit.coefficients[1]), quantile((1 + LEVEL) / 2, n - 2) * float(fit.errors[1])
    return Line(n=n, slope=slope, low=slope - width, high=slope + width, spread=fit.spread)


def _fit(values: Numbers, errors: Numbers, design: Numbers) -> _Fit:
    """The fit whose weighted squares equal their degrees of freedom, or that without a spread."""
    degrees = len(values) - design.shape[1]
    squares, _, _ = _weighted(values, errors**2, design)
    variance = 0.0 if squares <= degrees else _spread_squared(values, errors**2, design, degrees)
    _, coefficients, covariance = _weighted(values, errors**2 + variance, design)
    return _Fit(
        coefficients=coefficients,
        errors=np.sqrt(np.diag(covariance)),
        spread=math.sqrt(variance),
        squares=squares,
    )


def _spread_squared(values: Numbers, variances: Numbers, design: Numbers, degrees: int) -> float:
    """The spread, squared, by bisection: the weighted squares only fall as it grows."""
    low, high = 0.0, float(np.var(values)) + float(variances.max())
    while _weighted(values, variances + high, design)[0] > degrees:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        above = _weighted(values, variances + middle, design)[0] > degrees
        low, high = (middle, high) if above else (low, middle)
    return (low + high) / 2


def _weighted(values: Numbers, variances: Numbers, design: Numbers) -> tuple[float, Numbers, Numbers]:
    """The weighted squares that are left, the coefficients and their covariance, for those variances."""
    weights = 1 / variances
    covariance = np.linalg.inv((design.T * weights) @ design)
    coefficients = covariance @ ((design.T * weights) @ values)
    left = values - design @ coefficients
    return float(weights @ left**2), coefficients, covariance
