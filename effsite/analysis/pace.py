"""How fast a record fell (or grew) between two of its dates: one identity of factor, span and rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from effsite.analysis.frontier import improvement, measured
from effsite.analysis.trend import two_point_doubling_time
from effsite.units import DAYS_PER_MONTH, RECENT_MONTHS, months_between

if TYPE_CHECKING:
    from effsite.analysis.frontier import Frontier
    from effsite.records import RecordIs

FEWEST_RECORDS = 3
"""Records that a rate needs: two points are a factor and a span, and no rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The average rate of the last RECENT_MONTHS months up to the latest record.

    `months` to halve (to double where the most is best), from the record that stood on `since` to
    the latest; `n` records were set after that day. `low` and `high` are the ends of its interval in
    months, None where none is given.
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
    before, after = measured(standing, frontier.measure), measured(last, frontier.measure)
    gain = improvement(before, after, record_is)
    months = two_point_doubling_time(gain, months_between(since, last.published.day))
    return None if months is None else Recent(months=months, low=None, high=None, n=n, since=since)
