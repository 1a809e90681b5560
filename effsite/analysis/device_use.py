"""How much of the collection rests on each device of the hardware table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.records import Collection, Device, Result, Target, Task


@dataclass(frozen=True, slots=True)
class UsedAt:
    """A target with how many of its results were trained on the device."""

    task: Task
    target: Target
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUse:
    """One device and the results that name it.

    `results` counts them, `estimated` those whose compute was worked out from devices, time and peak, and is
    wrong where the peak is; `targets` are where they stand, most results first.
    """

    device: Device
    results: int
    estimated: int
    targets: tuple[UsedAt, ...]


def device_uses(collection: Collection) -> tuple[DeviceUse, ...]:
    """Every device of the collection, the newest first, those without a date of release last."""
    by_device: dict[str, list[Result]] = defaultdict(list)
    for task in collection.tasks:
        for result in task.results:
            by_device[result.device].append(result)
    found = [_use(collection, device, by_device[device.name]) for device in collection.devices]
    return tuple(sorted(found, key=lambda use: str(use.device.released or ""), reverse=True))


def _use(collection: Collection, device: Device, results: list[Result]) -> DeviceUse:
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for result in results:
        counted[result.task, result.target] += 1
    tasks = {name: collection.task(name).task for name, _ in counted}
    used = [UsedAt(tasks[task], tasks[task].target(target), n) for (task, target), n in counted.items()]
    return DeviceUse(
        device=device,
        results=len(results),
        estimated=sum(result.flop_method == "hardware" for result in results),
        targets=tuple(sorted(used, key=lambda at: -at.results)),
    )
