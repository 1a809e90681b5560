"""Published rates of progress in one form, so that they can be set side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.comparison import factor_over
from effsite.records import Rate
from effsite.units import MOORE_DOUBLING_MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTHS_PER_YEAR = 12

MOORE = Rate(
    name="Moore's law",
    quantity="transistors per chip, read as compute per dollar",
    group="reference",
    direction="doubling",
    doubling_time_months=MOORE_DOUBLING_MONTHS,
    as_printed="doubling every 2 years",
    source_kind="reported",
    source="Hernandez & Brown 2020, Measuring the Algorithmic Efficiency of Neural Networks",
    source_url="https://arxiv.org/abs/2005.04305",
)
"""The reference line of every chart, for a collection that holds no rates of its own."""


EFFECTIVE_COMPUTE = "training compute x algorithmic efficiency"
"""The quantity of a published total of effective compute."""


def stated_effective_compute(rates: Iterable[Rate]) -> Rate | None:
    """The published product of the growth of training runs and the gain of algorithms, if on record."""
    return next((rate for rate in rates if rate.quantity == EFFECTIVE_COMPUTE), None)


_OF_A_PRICE = re.compile(r"dollar|price|cost|usd|\$", re.IGNORECASE)


def is_of_price(rate: Rate) -> bool:
    """Whether the rate is of what money buys: its quantity names a price, a cost or dollars.

    Only such a rate of hardware, times a gain in compute, is a gain in cost: a faster chip may be a
    dearer one, and so may a denser or a larger one.
    """
    return bool(_OF_A_PRICE.search(rate.quantity))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparableRate:
    """A rate with a doubling (or halving) time, in the terms in which rates are compared.

    Times are in months, `low` and `high` the ends of the source's own interval where it gives
    one. `factor_per_year` is the improvement in a year, above 1 whether the quantity doubles or
    halves.
    """

    rate: Rate
    doubling_time_months: float
    low: float | None
    high: float | None
    factor_per_year: float


def factor_per_year(rate: Rate) -> float | None:
    """Times better after a year: 2 ** (12 / months). None for a total without a rate."""
    if rate.doubling_time_months is None:
        return None
    return factor_over(rate.doubling_time_months, MONTHS_PER_YEAR)


def growth_over(rate: Rate, span_months: float) -> float | None:
    """Times better after that many months at the rate. None for a total without a rate."""
    if rate.doubling_time_months is None:
        return None
    return factor_over(rate.doubling_time_months, span_months)


def comparable(rates: Iterable[Rate]) -> tuple[ComparableRate, ...]:
    """The rates that have a doubling time, fastest first, then by name."""
    having = [
        ComparableRate(
            rate=rate,
            doubling_time_months=months,
            low=rate.low,
            high=rate.high,
            factor_per_year=factor_over(months, MONTHS_PER_YEAR),
        )
        for rate in rates
        if (months := rate.doubling_time_months) is not None
    ]
    return tuple(sorted(having, key=lambda c: (c.doubling_time_months, c.rate.name)))
