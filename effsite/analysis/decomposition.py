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
    second, `devices` how many times more devices worked. A part below 1 made it slower. Where the records
    do not give their samples, `samples` is None and `rate` is how many times less device time the last took.
    """

    first: Result
    last: Result
    time: float
    samples: float | None
    rate: float
    devices: float


def time_parts(target: Target, results: Iterable[Result]) -> TimeParts | None:
    """The parts of the gain in time between the first and the last record of time that can be taken apart.

    A record can where it has seconds, samples (`examples`) and devices; where fewer than two have
    samples, it needs none. None where fewer than two records have seconds and devices, or where
    without samples the machine stayed the same, so that time is device time.
    """
    records = [r for r in frontier(target, results, MEASURE).results if r.seconds and r.devices]
    sampled = [r for r in records if r.examples]
    if len(sampled) >= 2:
        return _between(sampled[0], sampled[-1], _ratio(sampled[0].examples, sampled[-1].examples))
    if len({(r.devices, r.device) for r in (*records[:1], *records[-1:])}) < 2:
        return None
    return _between(records[0], records[-1], None)


def _between(first: Result, last: Result, samples: float | None) -> TimeParts:
    time, devices = _ratio(first.seconds, last.seconds), _ratio(last.devices, first.devices)
    return TimeParts(
        first=first,
        last=last,
        time=time,
        samples=samples,
        rate=time / devices / (samples or 1),
        devices=devices,
    )


def _ratio(above: float | None, below: float | None) -> float:
    if not above or not below:
        raise ValueError("a record without seconds, samples or devices cannot be taken apart")
    return above / below
