"""The lines of a chart over time: the frontier's steps, the fitted trend and Moore's law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.comparison import moore_factor
from effsite.records import MEASURES
from effsite.site.charts.scene import Band, Polyline, day_of, milliseconds
from effsite.units import months_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.trend import Trend
    from effsite.site.charts.palette import Role
    from effsite.site.charts.scene import Axis

SAMPLES = 25
CLIP = 100.0


def frontier_path(records: Sequence[RankedResult], last: float) -> tuple[Polyline, ...]:
    """The frontier as steps: each record stands until the next, the last one until `last`."""
    if not records:
        return ()
    return (steps([(milliseconds(r.result.published.day), r.value) for r in records], last),)


def steps(points: Sequence[tuple[float, float]], last: float, role: Role = "frontier") -> Polyline:
    """A step line through points in x order, level after each, drawn out to `last`."""
    xs, ys = [points[0][0]], [points[0][1]]
    for x, y in points[1:]:
        xs += (x, x)
        ys += (ys[-1], y)
    if last > xs[-1]:
        xs, ys = [*xs, last], [*ys, ys[-1]]
    return Polyline(role=role, xs=tuple(xs), ys=tuple(ys))


def moore_path(summary: TargetSummary, last: float) -> tuple[Polyline, ...]:
    """Moore's law from the baseline, as operations per dollar: for compute and cost alone."""
    first = summary.frontier_results[0] if summary.frontier_results else None
    if first is None or not MEASURES[summary.measure].follows_price:
        return ()
    start = milliseconds(first.result.published.day)
    if start >= last:
        return ()
    xs = samples(start, last)
    gains = [moore_factor(months_between(day_of(start), day_of(x))) for x in xs]
    ys = [first.value * g if summary.target.record_is == "most" else first.value / g for g in gains]
    return (Polyline(role="reference", xs=xs, ys=tuple(ys)),)


def samples(start: float, end: float) -> tuple[float, ...]:
    """Evenly spaced whole days from `start` to `end`, both in milliseconds and included."""
    spaced = (start + (end - start) * n / (SAMPLES - 1) for n in range(SAMPLES))
    days = {milliseconds(day_of(ms)) for ms in spaced}
    return tuple(sorted(days | {start, end}))


def trend_path(summary: TargetSummary, y: Axis) -> tuple[tuple[Polyline, ...], tuple[Band, ...]]:
    """The fitted line from its first point to its last, with its band, cut off far outside the axis.

    The line has a bend where the points ask for one, and no band then. There is none where no line
    describes the curve.
    """
    trend = summary.trend
    if trend is None or not (summary.describes or summary.broken):
        return (), ()
    xs = samples(milliseconds(min(trend.dates)), milliseconds(max(trend.dates)))
    if summary.broken:
        xs = tuple(sorted({*xs, milliseconds(summary.broken.bend)}))
        days = [day_of(x) for x in xs]
        return (Polyline(role="trend", xs=xs, ys=_clipped(summary.broken.line(days), y)),), ()
    days = [day_of(x) for x in xs]
    line = Polyline(role="trend", xs=xs, ys=_clipped(trend.line(days), y))
    return (line,), _band(summary, trend, xs, y)


def _band(summary: TargetSummary, trend: Trend, xs: tuple[float, ...], y: Axis) -> tuple[Band, ...]:
    """Between the lines through the middle of the points at the two ends of the interval of the rate."""
    if summary.interval is None:
        return ()
    days = [day_of(x) for x in xs]
    fast, slow = (trend.turned(days, months) for months in (summary.interval.low, summary.interval.high))
    lows, highs = (map(end, fast, slow) for end in (min, max))
    return (Band(xs=xs, lows=_clipped(lows, y), highs=_clipped(highs, y)),)


def _clipped(values: Iterable[float], y: Axis) -> tuple[float, ...]:
    """The values within reach of the axis, at six digits: the same files on every processor."""
    low, high = y.low / CLIP, y.high * CLIP
    return tuple(float(f"{min(max(v, low), high):.6g}") for v in values)
