"""Student's t distribution: its tail and quantiles, and the two tests of means that rest on it."""

from __future__ import annotations

import math
from functools import cache
from statistics import fmean, variance
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TINY = 1e-300
_HUGE = 1e300
_EXACT = 1e-15
_MOST_TERMS = 10_000


def upper_tail(t: float, degrees: float) -> float:
    """The chance that Student's t with that many degrees of freedom, above 0, exceeds `t`.

    To ten digits or more up to 100,000 degrees, far more than any number of runs.
    Half of the regularised incomplete beta function of degrees / (degrees + t squared), with parameters
    degrees / 2 and 1/2 (Abramowitz & Stegun 1964, 26.7.1), so that degrees need not be whole.
    """
    square = min(t * t, _HUGE)
    whole = degrees + square
    beyond = _incomplete_beta(degrees / whole, square / whole, degrees / 2, 0.5) / 2
    return beyond if t >= 0 else 1 - beyond


@cache
def quantile(share: float, degrees: float) -> float:
    """The value that Student's t with those degrees of freedom stays below in that share of cases, above 0.5.

    By halving an interval until its ends are neighbouring numbers.
    """
    low, high = 0.0, 1.0
    while upper_tail(high, degrees) > 1 - share:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if upper_tail(middle, degrees) > 1 - share else (low, middle)
    return high


def mean_above(values: Sequence[float], level: float) -> float | None:
    """The p-value of the one-sided t-test that the mean behind those values is above the level.

    The chance of a mean so far above if the true one were at the level. None under two values, and
    where they are all the same: no spread is known then.
    """
    if len(values) < 2:
        return None
    error = math.sqrt(variance(values) / len(values))
    return upper_tail((fmean(values) - level) / error, len(values) - 1) if error else None


def mean_below(values: Sequence[float], others: Sequence[float]) -> float | None:
    """The p-value of Welch's one-sided test that the mean behind `values` is below that of `others`.

    The chance of a mean so far below if both were the same, their variances being what they may (Welch
    1947, Biometrika 34). None under two values on either side, and where no two differ on either.
    """
    if len(values) < 2 or len(others) < 2:
        return None
    one, other = (variance(v) / len(v) for v in (values, others))
    error = one + other
    if not error:
        return None
    shares = (one / error) ** 2 / (len(values) - 1) + (other / error) ** 2 / (len(others) - 1)
    return upper_tail((fmean(others) - fmean(values)) / math.sqrt(error), 1 / shares)


def _incomplete_beta(x: float, rest: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), with positive a and b; `rest` is 1 - x.

    By its continued fraction (Abramowitz & Stegun 1964, 26.5.8), on the side where that converges
    fast, evaluated by the modified method of Lentz (Thompson & Barnett 1986, J. Comp. Phys. 64).
    """
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(rest, x, b, a)
    if x <= 0:
        return 0.0
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)
    return math.exp(front) / a / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1 / (1 + d2 / (1 + ...)), whose d are those of 26.5.8."""
    value = above = 1.0
    below = 0.0
    for n in range(1, _MOST_TERMS):
        m = n // 2
        if n % 2:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / (1 + d * below or _TINY)
        above = 1 + d / above or _TINY
        step = above * below
        value *= step
        if abs(step - 1) < _EXACT:
            return value
    raise ArithmeticError(f"no limit of the incomplete beta function at {x}, {a}, {b}")
