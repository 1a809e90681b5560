"""Effective compute: so much compute with the methods of one year does what how much does with another's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.comparison import factor_over
from effsite.errors import UsageError
from effsite.records import MEASURES
from effsite.words import counted

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary

MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """What an amount of compute comes to in another year, at the average rate of a target.

    `low` and `high` follow from the ends of the rate's interval; each is None where that end is not bounded.
    """

    flop: float
    low: float | None
    high: float | None


def years_of(summary: TargetSummary) -> tuple[int, int] | None:
    """The years of the first and of the latest record, between which amounts can be set side by side.

    None for a target without a rate of compute that falls, or whose records are all of one year.
    """
    first, latest = summary.baseline, summary.latest_record
    falls = summary.target.record_is == "least" and MEASURES[summary.measure].quantity == "compute"
    if not falls or summary.average_halving_time_months is None or first is None or latest is None:
        return None
    years = first.published.day.year, latest.published.day.year
    return years if years[0] < years[1] else None


def equivalent(summary: TargetSummary, flop: float, of: int, in_: int) -> Equivalent:
    """The compute that did in the year `in_` what `flop` did in the year `of`, at the target's average rate.

    flop x 2^((of - in_) x 12 / halving time). The interval is that of the rate. Raises UsageError for years
    outside those of the target's records: beyond them it would be a prediction.
    """
    years = years_of(summary)
    months = summary.average_halving_time_months
    if years is None or months is None:
        raise UsageError(
            f"{summary.target.name} has no rate of compute over the years", "choose another target"
        )
    outside = sorted({year for year in (of, in_) if not years[0] <= year <= years[1]})
    if outside:
        named = " and ".join(map(str, outside))
        raise UsageError(
            f"{counted(len(outside), 'year')} outside the records of {summary.target.name}: {named}",
            f"they go from {years[0]} to {years[1]}",
        )
    span = (of - in_) * MONTHS_PER_YEAR
    interval = summary.interval
    fast = flop * _factor(interval.low, span) if interval else None
    slow = flop * _factor(interval.high, span) if interval and interval.high is not None else None
    low, high = (fast, slow) if span < 0 else (slow, fast)
    if span == 0:
        low = high = flop
    return Equivalent(flop=flop * _factor(months, span), low=low, high=high)


def _factor(halving_time_months: float, span_months: float) -> float:
    return factor_over(halving_time_months, span_months)
