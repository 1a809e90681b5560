"""What made training to one target faster: fewer samples, faster devices, or more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import frontier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.records import Result, Target

MEASURE = "seconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeParts:
    """The factor between two records of time as a product: `time` = `samples` x `rate` x `devices`.

    `first` and `last` are the records that are compared. `time` is how many times less the last took,
    `samples` how many times fewer samples it saw, `rate` how many times more samples a device took in a
    second, `devices` how many times more devices worked. A part below 1 made it slower.
    """

    first: Result
    last: Result
    time: float
    samples: float
    rate: float
    devices: float


def time_parts(target: Target, results: Iterable[Result]) -> TimeParts | None:
    """The parts of the gain in time between the first and the last record of time that can be taken apart.

    A record can where it has seconds, samples (`examples`) and devices. None where fewer than two can.
    """
    able = [r for r in frontier(target, results, MEASURE).results if _rate(r) is not None]
    if len(able) < 2:
        return None
    return _between(able[0], able[-1])


def _rate(result: Result) -> float | None:
    """Samples that one device takes in a second; None where one of the three is not known."""
    if not (result.seconds and result.examples and result.devices):
        return None
    return result.examples / result.seconds / result.devices


def _between(first: Result, last: Result) -> TimeParts | None:
    before, after = _rate(first), _rate(last)
    if before is None or after is None:
        return None
    time, samples = _ratio(first.seconds, last.seconds), _ratio(first.examples, last.examples)
    return TimeParts(
        first=first,
        last=last,
        time=time,
        samples=samples,
        rate=after / before,
        devices=_ratio(last.devices, first.devices),
    )


def _ratio(above: float | None, below: float | None) -> float:
    if not above or not below:
        raise ValueError("a record without seconds, samples or devices cannot be taken apart")
    return above / below
