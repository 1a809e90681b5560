"""Whether a curve bends: the straight line against a line with one bend, by their BIC."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from effsite.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FEWEST_POINTS = 4
"""Points that each side of a bend needs."""

FEWEST_MONTHS = 6.0
"""Months that each side of a bend needs."""

LEAST_GAIN = 6.0
"""By how much the BIC must prefer the bend: strong evidence in the scale of Kass & Raftery (1995,
Bayes Factors, Journal of the American Statistical Association 90)."""

MOST_CELLS = 1_000_000
"""Points times days tried at once; above that, days are tried in larger steps."""

_EXACT = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """A stretch of time with a rate of its own.

    `start` and `end` are its first and last day, `halving_time_months` the months to halve (to double
    where the most is best), `n` how many points lie in it; one on the day of the bend is in the first.
    """

    start: date
    end: date
    halving_time_months: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenLine:
    """A line through log2(measure) against date with one bend: two regimes that meet.

    `log2_at_bend` is its height on the day of the bend, the slopes are in doublings a day (negative
    where the measure falls), and `bic_gain` says by how much the BIC is below the straight line's.
    """

    before: Regime
    after: Regime
    log2_at_bend: float
    slope_before: float
    slope_after: float
    bic_gain: float

    @property
    def bend(self) -> date:
        """The day on which the rate changes."""
        return self.before.end

    @property
    def regimes(self) -> tuple[Regime, Regime]:
        """The two stretches, in order."""
        return self.before, self.after

    def line(self, days: Sequence[date]) -> tuple[float, ...]:
        """The line's value on each day, in the unit of the measure."""
        return tuple(self._value((day - self.bend).days) for day in days)

    def _value(self, days_after: int) -> float:
        slope = self.slope_after if days_after > 0 else self.slope_before
        return math.exp2(self.log2_at_bend + slope * days_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bends:
    """The best line with a bend on each of `days`: its slopes and its height at the bend."""

    days: NDArray[np.float64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    heights: NDArray[np.float64]
    squares: NDArray[np.float64]


def broken_line(dates: Sequence[date], values: Sequence[float], *, rising: bool) -> BrokenLine | None:
    """The line with one bend, where the points ask for one; None where a straight line will do.

    Least squares of log2(value) on date, the bend tried on every day that leaves FEWEST_POINTS points
    and FEWEST_MONTHS months on each side. `rising` says which way is an improvement; a bend after
    which (or before which) nothing improves is not taken. The bend must lower
    BIC = n ln(sum of squares / n) + k ln(n) by LEAST_GAIN, for two parameters more: its day and the
    second slope.
    """
    start = min(dates, default=None)
    if start is None or len(dates) < 2 * FEWEST_POINTS:
        return None
    x = np.array([(day - start).days for day in dates], dtype=float)
    y = np.log2(np.array(values, dtype=float))
    days = _days_to_try(np.sort(x))
    if not days.size:
        return None
    straight, bends = _fits(x, y, days)
    improving = (np.minimum(bends.before, bends.after) > 0) if rising else _both_fall(bends)
    if straight <= _EXACT * float(np.ptp(y)) ** 2 or not improving.any():
        return None
    best = int(np.argmin(np.where(improving, bends.squares, np.inf)))
    left = max(float(bends.squares[best]), _EXACT * straight)
    gain = len(x) * math.log(straight / left) - 2 * math.log(len(x))
    return _line(x, start, bends, best, gain) if gain >= LEAST_GAIN else None


def _both_fall(bends: _Bends) -> NDArray[np.bool_]:
    falling: NDArray[np.bool_] = np.maximum(bends.before, bends.after) < 0
    return falling


def _days_to_try(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The days since the first point on which a bend leaves enough on both sides; x is sorted."""
    margin = FEWEST_MONTHS * DAYS_PER_MONTH
    step = 1 + int(x[-1] * len(x)) // MOST_CELLS
    days = np.arange(math.ceil(margin), math.floor(x[-1] - margin) + 1, step, dtype=float)
    left = np.searchsorted(x, days, side="right")
    return days[(left >= FEWEST_POINTS) & (len(x) - left >= FEWEST_POINTS)]


def _fits(x: NDArray[np.float64], y: NDArray[np.float64], days: NDArray[np.float64]) -> tuple[float, _Bends]:
    """The straight line's sum of squares, and the line with a bend on each of the days.

    The bend is one more regressor, max(x - day, 0). What x already explains is taken out of it, so
    that its own coefficient is a ratio of two sums (Frisch & Waugh 1933).
    """
    x_centred, y_centred = x - x.mean(), y - y.mean()
    slope = (x_centred @ y_centred) / (x_centred @ x_centred)
    residuals = y_centred - slope * x_centred
    hinges = np.maximum(x - days[:, None], 0)
    means = hinges.mean(axis=1)
    hinges -= means[:, None]
    shares = (hinges @ x_centred) / (x_centred @ x_centred)
    hinges -= shares[:, None] * x_centred
    lengths = np.einsum("ij,ij->i", hinges, hinges)
    change = (hinges @ residuals) / lengths
    before = slope - change * shares
    straight = float(residuals @ residuals)
    return straight, _Bends(
        days=days,
        before=before,
        after=before + change,
        heights=y.mean() - change * means + before * (days - x.mean()),
        squares=straight - change**2 * lengths,
    )


def _line(x: NDArray[np.float64], start: date, bends: _Bends, best: int, gain: float) -> BrokenLine:
    day = float(bends.days[best])
    bend, end = (start + timedelta(days=int(d)) for d in (day, x.max()))
    before, after = float(bends.before[best]), float(bends.after[best])
    early = int((x <= day).sum())
    return BrokenLine(
        before=Regime(start=start, end=bend, halving_time_months=_months(before), n=early),
        after=Regime(start=bend, end=end, halving_time_months=_months(after), n=len(x) - early),
        log2_at_bend=float(bends.heights[best]),
        slope_before=before,
        slope_after=after,
        bic_gain=gain,
    )


def _months(doublings_per_day: float) -> float:
    return 1 / (abs(doublings_per_day) * DAYS_PER_MONTH)
