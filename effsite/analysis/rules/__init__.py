"""The rules of `effsite check` about results: one small class each, whose docstring is what users read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from effsite.analysis.rules.compute import (
    ComputeNotFromInputs,
    ImpossibleUtilisation,
    MethodsApart,
    NoRealCount,
    UnknownPeak,
)
from effsite.analysis.rules.curves import CurveConfirmsNothing, CurveDisagrees, CurveNeverReaches
from effsite.analysis.rules.unit import Around, Fault, RowRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.errors import Finding
    from effsite.records import Collection, Device, LearningCurve, Result, TaskCollection

ROW_RULES: tuple[type[RowRule], ...] = (
    NoRealCount,
    ComputeNotFromInputs,
    MethodsApart,
    ImpossibleUtilisation,
    UnknownPeak,
    CurveNeverReaches,
    CurveConfirmsNothing,
    CurveDisagrees,
)
"""The rules about one result. Where a count is no real one, the others are moot."""

Located = tuple["Result", "Finding"]


def check_collection(collection: Collection) -> tuple[Located, ...]:
    """What the rules about single results find, each finding with the result that it is about."""
    devices = {device.name: device for device in collection.devices}
    return tuple(located for task in collection.tasks for located in check_task(task, devices))


def check_task(task: TaskCollection, devices: Mapping[str, Device]) -> Iterator[Located]:
    """What they find in one task."""
    targets = {target.name: target for target in task.task.targets}
    runs: dict[str, list[LearningCurve]] = defaultdict(list)
    for curve in task.curves:
        runs[curve.name].append(curve)
    for result in task.results:
        named = tuple(runs[result.curve]) if result.curve in runs else ()
        around = Around(task=task, target=targets[result.target], devices=devices, runs=named)
        yield from ((result, finding) for finding in _about(result, around))


def check_result(task: TaskCollection, result: Result, devices: Mapping[str, Device]) -> tuple[Finding, ...]:
    """What the rules find in one result, as findings with a field but no line."""
    runs = tuple(curve for curve in task.curves if curve.name == result.curve)
    around = Around(task=task, target=task.task.target(result.target), devices=devices, runs=runs)
    return tuple(_about(result, around))


def _about(result: Result, around: Around) -> Iterator[Finding]:
    moot = False
    for rule in ROW_RULES:
        if moot:
            return
        for fault in rule.look(result, around):
            moot = moot or rule is NoRealCount
            yield finding(rule, result, fault)


def finding(rule: type[RowRule], result: Result, fault: Fault) -> Finding:
    """The fault as a finding in the file of the result's submission, with its field but no line."""
    return rule.found(
        f"results/{result.task}/{result.submission}.csv",
        f"{result.system}: {fault.message}",
        fault.hint,
        field=fault.field,
        severity=fault.severity,
    )
