"""How fast a measure falls or grows: a doubling time, its interval, and the line behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import correlation, linear_regression
from typing import TYPE_CHECKING

from effsite.analysis.bootstrap import DRAWS, LEVEL_LINE, resampled_lines
from effsite.errors import EffsiteError
from effsite.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from effsite.analysis.bootstrap import ResampledLines

LEVEL = 0.90
"""Share of the resamples that an interval or a band covers."""

FEWEST_POINTS = 3
METHOD = f"ordinary least squares of log2 on date; interval from {DRAWS} bootstrap resamples"
_LOG2_LIMIT = 1000.0


class TrendRefusedError(EffsiteError):
    """These points support no trend; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A central interval of a doubling time in months, at `level` (0.9 is 90 %).

    `high` is None when the points set no upper end: more than (1 - level) / 2 of the resamples
    show no improvement, and `note` says how many. `note` is empty otherwise.
    """

    low: float
    high: float | None
    level: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A straight line through log2(measure) against date.

    `interval` is None where none can be had, and
    `interval_refused` then says why. `slope` is in doublings per day (negative when the measure
    falls), `log2_at_start` the height of the line on `start`, the earliest date. `dates` and
    `values` are the n points behind the line.
    """

    interval: Interval | None
    interval_refused: str = ""
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
        """How the line and its interval were got, in words."""
        return METHOD

    @property
    def level(self) -> float:
        """The share of the resamples that the band covers: 0.9 is 90 %."""
        return LEVEL

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

    def band(self, days: Sequence[date]) -> tuple[tuple[float, float], ...]:
        """The (low, high) ends of the resampled lines on each day, in the unit of the measure.

        Covers the central `level` share, day by day. Computed afresh on each call, always the
        same. An end beyond what a float holds is given as 2**-1000 or 2**1000, so keep the axis
        to the points, not to the band.
        """
        lines = _resampled(self.dates, self.values)
        ends = lines.quantiles_at(_days_since(self.start, days), self.level)
        return tuple((_exp2(low), _exp2(high)) for low, high in ends)


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
    interval, refused = _interval(_resampled(dates, values), rising=rising)
    return Trend(
        interval=interval,
        interval_refused=refused,
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


def _resampled(dates: Sequence[date], values: Sequence[float]) -> ResampledLines:
    return resampled_lines(_days_since(min(dates), dates), [math.log2(v) for v in values])


def _interval(lines: ResampledLines, *, rising: bool) -> tuple[Interval | None, str]:
    """The interval of the doubling time, or None and the reason.

    Taken over rates of gain, in which a resample without gain simply ranks lowest; as a doubling
    time it would jump to the far side of infinity.
    """
    slowest, fastest = lines.gain_quantiles(LEVEL, rising=rising)
    if fastest <= 0:
        return None, "hardly any of the resamples shows a gain"
    if slowest <= 0:
        note = f"no upper end: {lines.share_without_gain(rising=rising):.0%} of the resamples show no gain"
        return Interval(low=_months(fastest), high=None, level=LEVEL, note=note), ""
    return Interval(low=_months(fastest), high=_months(slowest), level=LEVEL), ""


def _days_since(start: date, days: Sequence[date]) -> list[float]:
    return [float((day - start).days) for day in days]


def _months(doublings_per_day: float) -> float:
    return 1 / (doublings_per_day * DAYS_PER_MONTH)


def _exp2(exponent: float) -> float:
    return math.exp2(max(-_LOG2_LIMIT, min(_LOG2_LIMIT, exponent)))
