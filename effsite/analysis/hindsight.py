"""Looking back: what the line of each earlier year would have said of the latest record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import measured
from effsite.analysis.trend import FEWEST_POINTS, TrendRefusedError, fit_trend

if TYPE_CHECKING:
    from datetime import date

    from effsite.analysis.frontier import Frontier
    from effsite.records import RecordIs


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The straight line through the records that stood at the end of a year, held against what came.

    `n` records gave `halving_time_months` then (months to double where the most is best). `predicted` is the
    line's value on the day of the latest record, in the unit of the measure, and `ratio` the latest record
    over it: below 1 less came than was predicted.
    """

    year: int
    n: int
    halving_time_months: float
    predicted: float
    ratio: float


def looks(frontier: Frontier, record_is: RecordIs) -> tuple[Look, ...]:
    """What the line of each earlier year would have said of the latest record, in order of the years.

    A year whose records are fewer than three is left out, and so is one in which no record was set.
    """
    if not frontier.results:
        return ()
    latest = frontier.results[-1].published.day
    years = sorted({r.published.day.year for r in frontier.results} - {latest.year})
    found = (_look(frontier, record_is, year, latest) for year in years)
    return tuple(look for look in found if look is not None)


def _look(frontier: Frontier, record_is: RecordIs, year: int, day: date) -> Look | None:
    then = [r for r in frontier.results if r.published.day.year <= year]
    if len(then) < FEWEST_POINTS:
        return None
    values = [measured(r, frontier.measure) for r in then]
    try:
        trend = fit_trend([r.published.day for r in then], values, rising=record_is == "most")
    except TrendRefusedError:
        return None
    predicted = trend.predict(day)
    return Look(
        year=year,
        n=len(then),
        halving_time_months=trend.doubling_time_months,
        predicted=predicted,
        ratio=measured(frontier.results[-1], frontier.measure) / predicted,
    )
