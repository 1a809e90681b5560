"""How fast a measure falls or grows along a straight line: a doubling time, and the line behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import correlation, linear_regression
from typing import TYPE_CHECKING

from effsite.errors import EffsiteError
from effsite.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LEVEL_LINE = 1e-12
"""A line that rises by less than this share of the points' own spread is level but for rounding."""

FEWEST_POINTS = 3
METHOD = "ordinary least squares of log2 on date"
_LOG2_LIMIT = 1000.0


class TrendRefusedError(EffsiteError):
    """These points support no trend; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A straight line through log2(measure) against date.

    `slope` is in doublings per day (negative when the measure
    falls), `log2_at_start` the height of the line on `start`, the earliest date. `dates` and
    `values` are the n points behind the line.
    """

    r_squared: float
    slope: float
    log2_at_start: float
    start: date
    dates: tuple[date, ...]
    values: tuple[float, ...]

    @property
    def doubling_time_months(self) -> float:
        """Months to halve where the measure falls, to double where it rises; above 0."""
        return _months(abs(self.slope))

    @property
    def n(self) -> int:
        """How many points the line is fitted to."""
        return len(self.values)

    @property
    def method(self) -> str:
        """How the line was got, in words."""
        return METHOD

    @property
    def factor_per_year(self) -> float:
        """Times better after a year, above 1."""
        return math.exp2(12 / self.doubling_time_months)

    def predict(self, day: date) -> float:
        """The line's value on that day, in the unit of the measure."""
        return _exp2(self.log2_at_start + self.slope * (day - self.start).days)

    def line(self, days: Sequence[date]) -> tuple[float, ...]:
        """The line's value on each day, in the unit of the measure."""
        return tuple(self.predict(day) for day in days)

    def turned(self, days: Sequence[date], doubling_time_months: float | None) -> tuple[float, ...]:
        """The values, in the unit of the measure, of a line through the middle of the points at another rate.

        `doubling_time_months` is that rate, in the line's own direction; None is a level line.
        """
        middle = sum((day - self.start).days for day in self.dates) / len(self.dates)
        height = self.log2_at_start + self.slope * middle
        slope = 0.0
        if doubling_time_months is not None:
            slope = math.copysign(1 / (doubling_time_months * DAYS_PER_MONTH), self.slope)
        return tuple(_exp2(height + slope * ((day - self.start).days - middle)) for day in days)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FittedLine:
    slope: float
    intercept: float
    r_squared: float


def two_point_doubling_time(factor: float, span_months: float) -> float | None:
    """Months per doubling from two points alone: span / log2(factor).

    `factor` is the improvement from the one to the other. None when nothing improved
    (factor of 1 or less) or no time passed.
    """
    if factor <= 1 or span_months <= 0:
        return None
    return span_months / math.log2(factor)


def fit_trend(dates: Sequence[date], values: Sequence[float], *, rising: bool) -> Trend:
    """The trend of positive `values` (any unit) over `dates`, in any order, one date per value.

    Fits log2(value) on date by ordinary least squares, the regression that gives the published
    16 months for AlexNet level (Hernandez & Brown 2020, arXiv 2005.04305) and 3.4 months for AI
    and Compute (OpenAI 2018). `rising` says which way is an improvement. Raises
    TrendRefusedError under three points, on a single date, or when the fitted line does not
    improve: a doubling time is never negative.
    """
    _refuse_too_few(dates)
    start = min(dates)
    line = _least_squares(_days_since(start, dates), [math.log2(v) for v in values])
    _refuse_wrong_way(line, rising=rising)
    return Trend(
        r_squared=line.r_squared,
        slope=line.slope,
        log2_at_start=line.intercept,
        start=start,
        dates=tuple(dates),
        values=tuple(values),
    )


def _refuse_too_few(dates: Sequence[date]) -> None:
    if len(dates) < FEWEST_POINTS:
        count = {0: "no points", 1: "one point only", 2: "two points only"}[len(dates)]
        raise TrendRefusedError(f"{count}; a trend is fitted to three or more")
    if len(set(dates)) < 2:
        raise TrendRefusedError(f"all {len(dates)} points bear the same date")


def _refuse_wrong_way(line: _FittedLine, *, rising: bool) -> None:
    if line.slope == 0:
        raise TrendRefusedError("the fitted line is level: no gain to give a rate of")
    if (line.slope > 0) != rising:
        way = "falls" if rising else "rises"
        raise TrendRefusedError(f"the fitted line {way}: over these points there is no gain")


def _least_squares(xs: Sequence[float], ys: Sequence[float]) -> _FittedLine:
    slope, intercept = linear_regression(xs, ys)
    if abs(slope) * (max(xs) - min(xs)) <= LEVEL_LINE * (max(ys) - min(ys)):
        return _FittedLine(slope=0.0, intercept=math.fsum(ys) / len(ys), r_squared=0.0)
    return _FittedLine(slope=slope, intercept=intercept, r_squared=correlation(xs, ys) ** 2)


def _days_since(start: date, days: Sequence[date]) -> list[float]:
    return [float((day - start).days) for day in days]


def _months(doublings_per_day: float) -> float:
    return 1 / (doublings_per_day * DAYS_PER_MONTH)


def _exp2(exponent: float) -> float:
    return math.exp2(max(-_LOG2_LIMIT, min(_LOG2_LIMIT, exponent)))
