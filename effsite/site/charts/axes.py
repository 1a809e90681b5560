"""Where values fall on an axis and which ticks it bears, for the static picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site.charts.date_ticks import date_ticks
from effsite.site.formats import exact, prefixed, significant
from effsite.units import DAYS_PER_YEAR, SECONDS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.site.charts.scene import Axis

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MS_PER_YEAR = DAYS_PER_YEAR * SECONDS_PER_DAY * 1000


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick: where it is, what it says, and the exponent to set above the line (powers of ten)."""

    value: float
    text: str
    power: str = ""

    @property
    def label(self) -> str:
        """The tick as one string, its exponent in raised figures: 5×10¹⁷."""
        return self.text + self.power.translate(_RAISED)


def position(axis: Axis, value: float) -> float:
    """How far along the axis a value lies: 0 at its low end, 1 at its high end."""
    return positions(axis, (value,))[0]


def positions(axis: Axis, values: Iterable[float]) -> list[float]:
    """The same of several values."""
    if axis.log:
        low, high, values = math.log10(axis.low), math.log10(axis.high), map(math.log10, values)
    else:
        low, high = axis.low, axis.high
    span = high - low
    return [(at - low) / span for at in values]


def log_range(values: Iterable[float], share: float = 0.08) -> tuple[float, float]:
    """The ends of a log axis around positive values: `share` of the decades more at each end.

    At least a fifth of a decade is added, so that one value alone still gets an axis.
    """
    logs = [math.log10(v) for v in values]
    room = max(0.2, share * (max(logs) - min(logs)))
    return _tidy(10 ** (min(logs) - room)), _tidy(10 ** (max(logs) + room))


def padded(low: float, high: float, *, before: float, after: float) -> tuple[float, float]:
    """The ends of a linear axis: shares of the span more at each end; a year for a single day."""
    span = (high - low) or MS_PER_YEAR
    return _tidy(low - before * span), _tidy(high + after * span)


def _tidy(value: float) -> float:
    return float(f"{value:.6g}") if abs(value) < 1e9 or abs(value) > 1e14 else float(round(value))


def ticks(axis: Axis, pixels: float) -> tuple[Tick, ...]:
    """The ticks of an axis that is that many pixels long, in rising order."""
    if axis.ticks == "none":
        return ()
    if axis.ticks == "dates":
        return tuple(Tick(at, label) for at, label in date_ticks(axis.low, axis.high, pixels))
    return tuple(_log(axis, pixels) if axis.log else _linear(axis, pixels))


def _log(axis: Axis, pixels: float) -> Iterator[Tick]:
    return (tick for tick in _log_around(axis, pixels, 0) if axis.low <= tick.value <= axis.high)


def beyond(axis: Axis, pixels: float) -> tuple[Tick, ...]:
    """The ticks of a log axis and as many like them at either end as two decades hold, for zooming out."""
    return tuple(_log_around(axis, pixels, 2))


def _log_around(axis: Axis, pixels: float, more: int) -> Iterator[Tick]:
    low, high = math.log10(axis.low), math.log10(axis.high)
    step = max(1, math.ceil((high - low) / max(2.0, pixels / 34)))
    mantissas = (1, 2, 5) if (high - low) * 3 <= pixels / 34 else (1,)
    for power in range(math.floor(low) // step * step - more, math.ceil(high) + 1 + more, step):
        for mantissa in mantissas:
            yield _log_tick(axis, float(f"{mantissa}e{power}"), mantissa, power)


def _log_tick(axis: Axis, value: float, mantissa: int, power: int) -> Tick:
    if axis.ticks == "power":
        return Tick(value, "10" if mantissa == 1 else f"{mantissa}×10", str(power))
    return Tick(value, _plain(axis, value))


def _linear(axis: Axis, pixels: float) -> Iterator[Tick]:
    rough = (axis.high - axis.low) / max(2.0, pixels / 60)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= rough * 0.999)
    for n in range(math.ceil(axis.low / step), math.floor(axis.high / step) + 1):
        yield Tick(n * step, _plain(axis, float(f"{n * step:.12g}")))


def _plain(axis: Axis, value: float) -> str:
    if axis.ticks == "percent":
        return f"{significant(value * 100, 4)} %"
    if abs(value) >= 1e12:
        return exact(value)
    if abs(value) >= 1e5:
        return prefixed(value, "").strip()
    return significant(value, 6)
