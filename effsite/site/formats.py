"""Numbers and dates as people read them, and the exact ones beside them.

In sentences, cards and labels: 44x, 532 PFLOP, 15.7 months, June 2012. In tables, hovers and
downloads: 5.322e17, 15.71, 2012-06-01. Everything on the site goes through here.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from math import floor, log10
from typing import TYPE_CHECKING

from effsite.records import MEASURES, SPENT, PublicationDate
from effsite.units import DAYS_PER_MONTH, SECONDS_PER_DAY, SECONDS_PER_HOUR, pfs_days, tfs_days
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from effsite.records import Measure, Metric
    from effsite.records.measures import Quantity

PREFIXES = ("", "k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@lru_cache(maxsize=16384)  # the same of a result in each of its charts and tables
def significant(value: float, digits: int) -> str:
    """The value at that many significant digits, without exponent, with thousands separators."""
    number = Decimal(repr(value))
    if number == 0:
        return "0"
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)
    rounded = number.quantize(step, rounding=ROUND_HALF_EVEN)
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(value: float) -> str:
    """A count with thousands separators: 123,456; four significant digits under 1,000."""
    return f"{round(value):,}" if abs(value) >= 1000 else significant(value, 4)


def factor(value: float) -> str:
    """A ratio for people: 2.2x, 44x, 317,000x, 3.02 billion times; two digits under 100, three above.

    A little above 1 it has the digits that tell it from 1: 1.02x, 1.002x.
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{significant(value / size, 3)} {word} times"
    little = 1 - floor(log10(value - 1)) if 1 < value < 1.1 else 2
    return f"{significant(value, 3 if value >= 100 else little)}x"


def times(value: float) -> str:
    """A ratio in a sentence: 2.2 times, 44 times, 3.02 billion times."""
    return f"{bare_factor(value)} times"


def bare_factor(value: float) -> str:
    """A ratio where a sentence says that it is one: 2.2, 44, 3.02 billion."""
    return factor(value).removesuffix("x").removesuffix(" times")


def factor_exact(value: float) -> str:
    """A ratio at four significant digits: 44.42x."""
    return f"{significant(value, 4)}x"


def prefixed(value: float, unit: str) -> str:
    """A large quantity at three significant digits with an SI prefix: 532 PFLOP."""
    rounded = float(f"{value:.2e}")
    power = min(max(int(f"{rounded:e}".partition("e")[2]) // 3, 0), len(PREFIXES) - 1)
    return f"{significant(rounded / 1000**power, 3)} {PREFIXES[power]}{unit}"


def compute(flop: float) -> str:
    """Compute for people: 532 PFLOP."""
    return prefixed(flop, "FLOP")


def exact(value: float) -> str:
    """A number as in tables and downloads, at four significant digits: 5.322e17; plain from 0.001 to 1e6."""
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        return significant(value, 4 if abs(value) < 1000 else 6).replace(",", "")
    mantissa, _, power = f"{value:.3e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"


def compute_exact(flop: float) -> str:
    """Compute in FLOP and in both day units: 5.322e17 FLOP (6.16 tfs-days, 0.00616 pfs-days)."""
    return f"{exact(flop)} FLOP ({_days(tfs_days(flop))} tfs-days, {_days(pfs_days(flop))} pfs-days)"


def _days(value: float) -> str:
    return significant(value, 3) if 1e-4 < value < 1e7 else exact(value)


def months(value: float) -> str:
    """A doubling time for people: 15.7 months."""
    return f"{value:.1f} months"


def span(value: float) -> str:
    """A stretch of time given in months: 7.0 years from two years on, 16 months, 4.7 months, 9 days."""
    if value >= 24:
        return f"{value / 12:.1f} years"
    if value < 1:
        return counted(round(value * DAYS_PER_MONTH), "day")
    if value < 10:
        return f"{significant(value, 2)} month{'' if significant(value, 2) == '1' else 's'}"
    return f"{value:.0f} month{'' if round(value) == 1 else 's'}"


def interval(low: float, high: float) -> str:
    """The two ends of an interval, one decimal each: 13.5 to 18.9."""
    return f"{low:.1f} to {high:.1f}"


def percent(fraction: float) -> str:
    """A share for people: 90 %, 79.1 %."""
    return f"{significant(fraction * 100, 4)} %"


def _day(when: date | PublicationDate) -> date:
    return when.day if isinstance(when, PublicationDate) else when


def month_year(when: date | PublicationDate) -> str:
    """A date for people: June 2012."""
    day = _day(when)
    return f"{MONTHS[day.month - 1]} {day.year}"


def long_date(when: date | PublicationDate) -> str:
    """A date for people, to the day where the day is known: 28 May 2019."""
    if isinstance(when, PublicationDate) and when.precision == "month":
        return month_year(when)
    return f"{_day(when).day} {month_year(when)}"


def iso(when: date | PublicationDate) -> str:
    """The exact date as it is in the collection: 2019-05-28, or 2016-11 where no day is known."""
    return str(when) if isinstance(when, PublicationDate) else when.isoformat()


def duration(seconds: float) -> str:
    """A length of time for people, in the largest unit that gives at least 1: 45 min, 2.7 h, 5.5 days."""
    for size, unit in ((SECONDS_PER_DAY, "days"), (SECONDS_PER_HOUR, "h"), (60, "min")):
        if seconds >= size:
            return f"{significant(seconds / size, 3)} {unit}"
    return f"{significant(seconds, 3)} s"


def metric(of: Metric, value: float) -> str:
    """A value of the metric with its unit; fractions as percent: 79.1 %, 34.8 BLEU."""
    if of.unit == "fraction":
        return percent(value)
    return f"{significant(value, 5)} {of.unit}".strip()


def money(value: float, unit: str) -> str:
    """A price with its currency: 12.60 USD, 1,250 USD; under one with three digits if need be, 0.175 USD."""
    if value < 1 and round(value, 2) != value:
        return f"{significant(value, 3)} {unit}"
    return f"{value:,.2f} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def large_number(value: float) -> str:
    """A bare number for people: 123,456, and from a million on 1.28 M."""
    return prefixed(value, "").strip() if value >= 1e6 else number(value)


def amount(value: float, unit: str) -> str:
    """A quantity for people: 3.2 kWh; hours of which there is less than one in minutes or seconds, 1.99 s."""
    if unit == "h" and value < 1:
        return duration(value * SECONDS_PER_HOUR)
    return f"{significant(value, 3)} {unit}"


_QUANTITIES: dict[Quantity, Callable[[float, str], str]] = {
    "compute": prefixed,
    "duration": lambda value, unit: duration(value),
    "money": money,
    "number": lambda value, unit: large_number(value),
    "amount": lambda value, unit: amount(value, unit),
}


def measure(name: str, value: float) -> str:
    """A value of that measure (a key of MEASURES or SPENT) for people: 532 PFLOP, 45 min, 12.60 USD."""
    of = named_measure(name)
    return _QUANTITIES[of.quantity](value, of.unit)


def measure_exact(name: str, value: float) -> str:
    """A value of that measure as in tables, with its unit: 5.322e17 FLOP, 2700 s."""
    return f"{exact(value)} {named_measure(name).unit}".strip()


def named_measure(name: str) -> Measure:
    """What a key of MEASURES or SPENT stands for."""
    return SPENT[name] if name in SPENT else MEASURES[name]
