"""How fast a record fell (or grew) between two of its dates: one identity of factor, span and rate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from effsite.analysis.frontier import improvement, measured
from effsite.analysis.interval import IntervalRefusedError, step_interval
from effsite.analysis.sources import made_by, within_one_study
from effsite.analysis.trend import two_point_doubling_time
from effsite.analysis.uncertainty import gain_doubt
from effsite.units import DAYS_PER_MONTH, RECENT_MONTHS, months_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.frontier import Frontier
    from effsite.analysis.interval import Interval
    from effsite.records import RecordIs, Result

FEWEST_RECORDS = 3
"""Records that a rate needs: two points are a factor and a span, and no rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The average rate of the last RECENT_MONTHS months up to the latest record.

    `months` to halve (to double where the most is best), from the record that stood on `since` to
    the latest; `n` records were set after that day. `low` and `high` are the ends of its interval in
    months, None where the records bound no rate on that side.
    """

    months: float
    low: float | None
    high: float | None
    n: int
    since: date


def average_months(frontier: Frontier) -> float | None:
    """Months to halve (to double) on average: span / log2(factor), first record to latest.

    None under three records.
    """
    if len(frontier.results) < FEWEST_RECORDS or frontier.gain is None:
        return None
    first, last = frontier.results[0].published.day, frontier.results[-1].published.day
    return two_point_doubling_time(frontier.gain, months_between(first, last))


def recent(frontier: Frontier, record_is: RecordIs) -> Recent | None:
    """The average rate of the last 24 months up to the latest record.

    None where fewer than three records were set in that time, or where the first record is younger:
    the average over all of it says the same then.
    """
    if not frontier.results:
        return None
    last = frontier.results[-1]
    since = last.published.day - timedelta(days=round(RECENT_MONTHS * DAYS_PER_MONTH))
    standing = frontier.record_on(since)
    n = sum(r.published.day > since for r in frontier.results)
    if standing is None or n < FEWEST_RECORDS:
        return None
    months = two_point_doubling_time(
        improvement(measured(standing, frontier.measure), measured(last, frontier.measure), record_is),
        months_between(since, last.published.day),
    )
    if months is None:
        return None
    interval = _interval(
        [since, *(r.published.day for r in frontier.results[-n:])],
        [standing, *frontier.results[-n:]],
        frontier,
        record_is,
    )
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Recent(months=months, low=low, high=high, n=n, since=since)


def average_interval(frontier: Frontier, record_is: RecordIs) -> Interval:
    """The interval of the average rate, in months; raises IntervalRefusedError where there is none."""
    return _steps([r.published.day for r in frontier.results], frontier.results, frontier, record_is)


def _interval(
    dates: Sequence[date], results: Sequence[Result], frontier: Frontier, record_is: RecordIs
) -> Interval | None:
    try:
        return _steps(dates, results, frontier, record_is)
    except IntervalRefusedError:
        return None


def _steps(
    dates: Sequence[date], results: Sequence[Result], frontier: Frontier, record_is: RecordIs
) -> Interval:
    interval = step_interval(
        dates,
        [measured(r, frontier.measure) for r in results],
        [made_by(r) for r in results],
        gain_doubt(results[0], results[-1], frontier.measure, record_is),
    )
    return replace(interval, within_one_study=within_one_study(results))
