"""Which days a date axis bears, and what it says at each; ticks.js sets the same in the live chart.

A date is known to its day, so no tick is finer than one. Each label stands for itself, with its year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from effsite.site.charts.scene import MS_PER_DAY, day_of, milliseconds
from effsite.site.formats import MONTHS
from effsite.units import DAYS_PER_MONTH, DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_YEARS_BY_MONTH = 3
"""From there on years are marked alone."""


@dataclass(frozen=True, slots=True)
class _Step:
    """From one tick to the next: so many days, months or years, and how many pixels that is to be.

    `least` is what the label and a gap beside it take; `room` is what reads at ease.
    """

    count: int
    unit: Literal["day", "month", "year"]
    room: float
    least: float

    @property
    def days(self) -> float:
        """How long it is, in days; for months and years, on average."""
        lengths = {"day": 1.0, "month": DAYS_PER_MONTH, "year": DAYS_PER_YEAR}
        return self.count * lengths[self.unit]


_STEPS = (
    *(_Step(n, "day", room=92, least=80) for n in (1, 2, 3, 4, 5, 7, 10, 14, 21)),
    *(_Step(n, "month", room=72, least=62) for n in (1, 2, 3, 6)),
    *(_Step(n * 10**p, "year", room=72, least=40) for p in range(4) for n in (1, 2, 5)),
)


def date_ticks(low: float, high: float, pixels: float) -> Iterator[tuple[int, str]]:
    """Milliseconds since 1970 and the label of each tick between two dates that lie so many pixels apart.

    Where years, months and days begin, as far apart as reads at ease; where that would leave fewer than two
    ticks, as close as the labels allow. Steps of several days are counted from the first day.
    """
    step = _step((high - low) / MS_PER_DAY, pixels)
    for day in _marked(step, low, high):
        at = milliseconds(day)
        if low <= at <= high:
            yield at, _label(step, day)


def _step(days: float, pixels: float) -> _Step:
    steps = [s for s in _STEPS if s.unit != "month" or days < _MOST_YEARS_BY_MONTH * DAYS_PER_YEAR]
    at_ease = next((s for s in steps if s.days * pixels >= s.room * days), steps[-1])
    if days >= 2 * at_ease.days:
        return at_ease
    return next((s for s in steps if s.days * pixels >= s.least * days), steps[-1])


def _marked(step: _Step, low: float, high: float) -> Iterator[date]:
    """The days that the step marks, from at the latest the first one between the ends."""
    first, last = day_of(low), day_of(high)
    if step.unit == "day":
        start = math.ceil(low / MS_PER_DAY)
        days = range(start, math.floor(high / MS_PER_DAY) + 1, step.count)
        yield from (day_of(n * MS_PER_DAY) for n in days)
    elif step.unit == "month":
        months = range(first.year * 12, last.year * 12 + 12, step.count)
        yield from (date(n // 12, n % 12 + 1, 1) for n in months)
    else:
        years = range(first.year // step.count * step.count, last.year + 1, step.count)
        yield from (date(year, 1, 1) for year in years if year > 0)


def _label(step: _Step, day: date) -> str:
    month = f"{MONTHS[day.month - 1][:3]} {day.year}"
    return {"day": f"{day.day} {month}", "month": month, "year": str(day.year)}[step.unit]
