"""How well the records of a target determine their average rate.

The records of a target are no sample of independent points: each is better than the one before, and what
was published and when is the chance in them. So the interval is of the steps from record to record: how
much each gained, and how long it was waited for. To that comes what the first figure and the latest may
be off by themselves, since no number of steps between them makes up for it. `nox -s coverage` measures how
often such an interval holds the true rate, beside the bootstraps that do worse.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING

from effsite.analysis.student import quantile
from effsite.errors import EffsiteError
from effsite.units import DAYS_PER_MONTH
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

LEVEL = 0.90
"""The share of cases in which an interval is meant to hold the true rate."""

QUANTILE = 0.97
"""Of Student's t: a little beyond the 95 % that independent steps would need (see COVERAGE)."""

FEWEST_STEPS = 4
"""Steps of different sources that an interval needs; with fewer it would say next to nothing."""

COVERAGE = 0.86
"""How often the interval held the true rate in the worst simulated case: `nox -s coverage` measures it."""

KIND = "steps between records, and the doubt of the first and the latest figure"


class IntervalRefusedError(EffsiteError):
    """These records bound no rate; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An interval of an average halving (or doubling) time in months, meant to hold at `level` (0.9 is 90 %).

    `high` is None where the steps set no upper end, and `note` then says so; it is empty otherwise. `kind`
    names the procedure, `coverage` is the share of simulated cases that it held in the worst of them.
    `relative_error` is the standard error of the rate over the rate, before Student's t widens it. Where one
    study measured all the records (`within_one_study`), what its choices did to all of them is not in it.
    """

    low: float
    high: float | None
    level: float
    kind: str
    coverage: float
    relative_error: float
    note: str = ""
    within_one_study: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """By how many doublings a gain may be less or more than it is, in nine cases of ten."""

    less: float
    more: float


NO_DOUBT = Doubt(less=0.0, more=0.0)


def step_interval(
    dates: Sequence[date], values: Sequence[float], sources: Sequence[str], doubt: Doubt = NO_DOUBT
) -> Interval:
    """The interval of the average rate from the first of the records to the last.

    `values` (any unit, positive) are the records in date order, one a day; `sources` says where each comes
    from, and steps one after the other to records of one source count as one. With r the average gain a
    day in doublings, T the days in all and d = gain - r x days of each of m steps, the standard error of r is
    sqrt(m / (m - 1) x sum of d squared) / T. `doubt` is that of the whole gain by the errors of the first and
    the last figure; over T it adds to t x error in quadrature, towards less and towards more by itself. With
    w so widened, the interval is r -+ w or r x exp(-+ w / r), whichever end is further out: from r - w to
    r x exp(w / r), since exp(x) is nowhere below 1 + x. Raises IntervalRefusedError under FEWEST_STEPS steps.
    """
    rate, error, steps = _rate(dates, values, sources)
    if steps < FEWEST_STEPS:
        raise IntervalRefusedError(f"{_steps_had(steps, sources)}; it takes {FEWEST_STEPS}")
    width, total = quantile(QUANTILE, steps - 1) * error, (dates[-1] - dates[0]).days
    less, more = math.hypot(width, doubt.less / total), math.hypot(width, doubt.more / total)
    slowest, fastest = rate - less, rate * math.exp(more / rate)
    doubted = max(doubt.less, doubt.more) / NormalDist().inv_cdf((1 + LEVEL) / 2)
    return Interval(
        low=_months(fastest),
        high=_months(slowest) if slowest > 0 else None,
        level=LEVEL,
        kind=KIND,
        coverage=COVERAGE,
        relative_error=math.hypot(error, doubted / total) / rate,
        note="" if slowest > 0 else "the records set no upper end",
    )


def _steps_had(steps: int, sources: Sequence[str]) -> str:
    if len(sources) > 1 and len(set(sources)) == 1:
        return "no step between records of different works, all being of one"
    return f"{counted(steps, 'step')} between records of different works"


def _rate(dates: Sequence[date], values: Sequence[float], sources: Sequence[str]) -> tuple[float, float, int]:
    """The average gain in doublings a day, its standard error, and the number of steps behind it."""
    days = [float((after - before).days) for before, after in pairwise(dates)]
    gains = [abs(math.log2(after / before)) for before, after in pairwise(values)]
    total = sum(days)
    rate = math.fsum(gains) / total if total else 0.0
    excess: list[float] = []
    for n, (gain, waited) in enumerate(zip(gains, days, strict=True)):
        same = n > 0 and sources[n + 1] == sources[n]
        if same:
            excess[-1] += gain - rate * waited
        else:
            excess.append(gain - rate * waited)
    m = len(excess)
    squares = math.fsum(d * d for d in excess)
    return rate, math.sqrt(m / (m - 1) * squares) / total if m > 1 else math.inf, m


def _months(doublings_per_day: float) -> float:
    return 1 / (doublings_per_day * DAYS_PER_MONTH)
