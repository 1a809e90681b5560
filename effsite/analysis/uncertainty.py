"""How far a compute figure may be off: the low and the high end of each, as given or by its method.

What each method's ends are is measured on the systems of the collection that have a figure by two
methods: `effsite.analysis.method_spread` works the factors out again, and a test holds these against it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from effsite.analysis.compute import ASSUMED_UTILISATION
from effsite.analysis.interval import NO_DOUBT, Doubt

if TYPE_CHECKING:
    from effsite.records import FlopMethod, RecordIs, Result

Origin = Literal["given", "derived", "low given", "high given"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The ends of nine in ten figures by one method: the true compute lies from `low` to `high` times it.

    `n` pairs of figures of the same system are behind them.
    """

    low: float
    high: float
    n: int


SPREADS: dict[FlopMethod, Spread] = {
    "counted": Spread(low=0.96, high=1.03, n=17),
    "parameters": Spread(low=0.5, high=2.0, n=12),
    "reported": Spread(low=0.33, high=2.1, n=23),
}
"""By method, but for the hardware's, whose ends follow from the shares of the peak that training has."""

UTILISATION = Spread(low=0.074, high=0.51, n=70)
"""Shares of the hardware's peak that runs had whose compute was got without their time."""

SAME_MACHINE = 1.9
"""Factor within which nine in ten runs on one machine have the same share of its peak, either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The low and the high end of a training compute in FLOP, meant to hold it in nine cases of ten.

    `value` is the figure itself; `origin` says whether the row gives the ends or whether they are derived
    from its method.
    """

    value: float
    low: float
    high: float
    origin: Origin


def range_of(result: Result, measure: str) -> Range | None:
    """The ends of the result's figure of that measure; None for a measure other than training compute.

    An end that the row gives stands; one that it leaves out follows from the method (see SPREADS). A compute
    from the hardware is the device time at its peak times UTILISATION, and holds the figure itself.
    """
    flop = result.training_flop
    if measure != "training_flop" or flop is None or result.flop_method is None:
        return None
    low, high = (_rounded(end) for end in _derived(result, result.flop_method, flop))
    low, high = min(low, flop), max(high, flop)
    return Range(
        value=flop,
        low=low if result.training_flop_low is None else result.training_flop_low,
        high=high if result.training_flop_high is None else result.training_flop_high,
        origin=_origin(result),
    )


def _derived(result: Result, method: FlopMethod, flop: float) -> tuple[float, float]:
    if method != "hardware":
        return flop * SPREADS[method].low, flop * SPREADS[method].high
    at_peak = flop / (result.utilisation or ASSUMED_UTILISATION)
    return at_peak * UTILISATION.low, at_peak * UTILISATION.high


def _rounded(end: float) -> float:
    """At three digits, one more than the factors bear."""
    return float(f"{end:.3g}")


def _origin(result: Result) -> Origin:
    has_low, has_high = result.training_flop_low is not None, result.training_flop_high is not None
    if has_low and has_high:
        return "given"
    return "low given" if has_low else "high given" if has_high else "derived"


def machine_of(result: Result) -> tuple[object, ...] | None:
    """What a compute from the time of a machine shares with others of the same machine and utilisation.

    None for one that was got otherwise, and for a row that names no device, which is like no other.
    """
    if result.flop_method != "hardware" or not result.device:
        return None
    return result.device, result.devices, result.peak_flop_per_second, result.utilisation


def got_alike(one: Result, other: Result) -> bool:
    """Whether both computes are from the time of one machine at one utilisation: their ratio is of times.

    What the machine's share of its peak is assumed to be divides out then.
    """
    machine = machine_of(one)
    return machine is not None and machine == machine_of(other)


def gain_doubt(first: Result, last: Result, measure: str, record_is: RecordIs) -> Doubt:
    """By how many doublings the gain from the first figure to the last may be less or more.

    The two figures' own errors are independent, so that their logarithms add in quadrature. Of two that were
    got alike, only by how much the machine was used better or worse is left: SAME_MACHINE for each.
    """
    start, end = range_of(first, measure), range_of(last, measure)
    if first is last or start is None or end is None:
        return NO_DOUBT
    if got_alike(first, last) and start.origin == end.origin == "derived":
        either_way = math.hypot(math.log2(SAME_MACHINE), math.log2(SAME_MACHINE))
        return Doubt(less=either_way, more=either_way)
    before, after = (start, end) if record_is == "least" else (end, start)
    return Doubt(
        less=math.hypot(_down(before), _up(after)),
        more=math.hypot(_up(before), _down(after)),
    )


def _down(ends: Range) -> float:
    """By how many doublings a figure may be less than it says."""
    return math.log2(ends.value / ends.low)


def _up(ends: Range) -> float:
    """By how many doublings a figure may be more than it says."""
    return math.log2(ends.high / ends.value)
