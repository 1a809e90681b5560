"""The rules of `effsite check` about results: one small class each, whose docstring is what users read.

Those about a single row's figures are looked at whenever a collection is read, for a build must not show
a figure that contradicts itself. The others are for whoever reviews a row: `effsite check` looks at them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.papers import paper_of
from effsite.analysis.rules.compute import (
    ComputeNotFromInputs,
    ExamplesNotEpochs,
    ImpossibleUtilisation,
    InputsMissing,
    MethodsApart,
    NoRealCount,
    Slip,
    UnknownPeak,
)
from effsite.analysis.rules.copies import CurveOfAnother, DuplicateResult, SupersededResult
from effsite.analysis.rules.curves import (
    CurveConfirmsNothing,
    CurveDisagrees,
    CurveNeverReaches,
    ValueNotOnCurve,
)
from effsite.analysis.rules.dates import DateNotOfPaper, VersionsOutOfOrder
from effsite.analysis.rules.links import LinkNotHttps, LinkOfOtherPaper
from effsite.analysis.rules.placeholders import PlaceholderNumber, PlaceholderText
from effsite.analysis.rules.records import (
    LevelWithinNoise,
    OtherScope,
    RecordAtLevel,
    RecordByHardware,
    RecordOfOneRun,
    RecordWithinNoise,
    RecordWithoutEvidence,
)
from effsite.analysis.rules.runs import BestOfSeveral, RuleNotTold, RunsLeftOut, RunsNotTold, SpreadNotTold
from effsite.analysis.rules.statements import StatementDiffers
from effsite.analysis.rules.unit import Around, Fault, RowRule, TargetRule, TargetView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.errors import Finding
    from effsite.records import Collection, Device, LearningCurve, Result, Statement, TaskCollection
    from effsite.rule import Rule

FIGURE_RULES: tuple[type[RowRule], ...] = (
    NoRealCount,
    ComputeNotFromInputs,
    MethodsApart,
    ImpossibleUtilisation,
    UnknownPeak,
    CurveNeverReaches,
    CurveConfirmsNothing,
    BestOfSeveral,
    CurveDisagrees,
)
"""About the figures of one result. Where a count is no real one, all other rules are moot."""

ROW_RULES: tuple[type[RowRule], ...] = (
    Slip,
    InputsMissing,
    ExamplesNotEpochs,
    ValueNotOnCurve,
    RunsLeftOut,
    RunsNotTold,
    RuleNotTold,
    SpreadNotTold,
    DateNotOfPaper,
    LinkNotHttps,
    LinkOfOtherPaper,
    PlaceholderText,
    PlaceholderNumber,
)
"""About what else one result says."""

TARGET_RULES: tuple[type[TargetRule], ...] = (
    VersionsOutOfOrder,
    DuplicateResult,
    SupersededResult,
    CurveOfAnother,
    RecordWithoutEvidence,
    RecordByHardware,
    RecordWithinNoise,
    RecordAtLevel,
    RecordOfOneRun,
    LevelWithinNoise,
    OtherScope,
    StatementDiffers,
)
"""About the results of a target beside each other, and what is stated of them."""

Located = tuple["Result | Statement", "Finding"]


def check_collection(collection: Collection) -> tuple[tuple[Result, Finding], ...]:
    """What is wrong with the figures of single results, each finding with the result that it is about."""
    rows = _Rows.of(collection)
    return tuple(
        (result, finding)
        for task in collection.tasks
        for result, around in rows.of_task(task)
        for finding in _figures(result, around)
    )


def review(collection: Collection) -> tuple[Located, ...]:
    """What else a reviewer should see, each finding with the row that it is about.

    Results with a count that is no real one are left out.
    """
    rows = _Rows.of(collection)
    return tuple(located for task in collection.tasks for located in _review_task(task, rows))


def check_result(task: TaskCollection, result: Result, devices: Mapping[str, Device]) -> tuple[Finding, ...]:
    """What is wrong with the figures of one result, as findings with a field but no line."""
    return tuple(_figures(result, _Rows(devices=devices, introduced={}).around(task, result)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What rows are held against that is the same for all of them."""

    devices: Mapping[str, Device]
    introduced: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, collection: Collection) -> _Rows:
        introduced: dict[str, set[str]] = defaultdict(set)
        for task in collection.tasks:
            for result in task.results:
                introduced[paper_of(result.paper_url)].add(result.system)
        introduced.pop("", None)
        return cls(
            devices={device.name: device for device in collection.devices},
            introduced={paper: frozenset(systems) for paper, systems in introduced.items()},
        )

    def around(self, task: TaskCollection, result: Result) -> Around:
        """What one result is held against."""
        return self._around(task, result, tuple(c for c in task.curves if c.name == result.curve))

    def of_task(self, task: TaskCollection) -> Iterator[tuple[Result, Around]]:
        """Each result of a task with what it is held against."""
        runs: dict[str, list[LearningCurve]] = defaultdict(list)
        for curve in task.curves:
            runs[curve.name].append(curve)
        for result in task.results:
            yield result, self._around(task, result, tuple(runs.get(result.curve, ())))

    def _around(self, task: TaskCollection, result: Result, runs: tuple[LearningCurve, ...]) -> Around:
        target = task.task.target(result.target)
        return Around(task=task, target=target, devices=self.devices, runs=runs, introduced=self.introduced)


def _figures(result: Result, around: Around) -> Iterator[Finding]:
    unreal = tuple(NoRealCount.look(result, around))
    if unreal:
        yield from (_finding(NoRealCount, result, fault) for fault in unreal)
        return
    yield from _found(FIGURE_RULES[1:], result, around)


def _review_task(task: TaskCollection, rows: _Rows) -> Iterator[Located]:
    by_target: dict[str, list[Result]] = defaultdict(list)
    for result, around in rows.of_task(task):
        if not any(NoRealCount.look(result, around)):
            by_target[result.target].append(result)
            yield from ((result, found) for found in _found(ROW_RULES, result, around))
    for target in task.task.targets:
        view = TargetView(task=task, target=target, results=tuple(by_target[target.name]))
        for rule in TARGET_RULES:
            yield from ((row, _finding(rule, row, fault)) for row, fault in rule.look(view))


def _found(rules: tuple[type[RowRule], ...], result: Result, around: Around) -> Iterator[Finding]:
    return (_finding(rule, result, fault) for rule in rules for fault in rule.look(result, around))


def _finding(rule: type[Rule], row: Result | Statement, fault: Fault) -> Finding:
    """The fault as a finding with its field but no line."""
    submission = getattr(row, "submission", "stated")
    return rule.found(
        f"results/{row.task}/{submission}.csv",
        f"{row.system or row.target}: {fault.message}",
        fault.hint,
        field=fault.field,
        severity=fault.severity,
    )
