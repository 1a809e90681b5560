"""The rules of `effsite check` about results: one small class each, whose docstring is what users read.

Those about a single row's figures are looked at whenever a collection is read, for a build must not show
a figure that contradicts itself. The others are for whoever reviews a row: `effsite check` looks at them.
"""

from __future__ import annotations

from collections import defaultdict
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
from effsite.analysis.rules.unit import Fault, RowRule, Rows, TargetRule, TargetView

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from effsite.errors import Finding
    from effsite.records import Collection, Result, Statement
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


def rows_of(collection: Collection) -> tuple[Rows, ...]:
    """The results of each task, ready to be held against the rules."""
    devices = {device.name: device for device in collection.devices}
    introduced = _introduced(collection)
    return tuple(Rows(task, devices, introduced) for task in collection.tasks)


def check_figures(tasks: Iterable[Rows]) -> tuple[tuple[Result, Finding], ...]:
    """What is wrong with the figures of single results, each finding with the result that it is about."""
    return tuple(located for rows in tasks for located in _figures(rows))


def review(tasks: Iterable[Rows]) -> tuple[Located, ...]:
    """What else a reviewer should see, each finding with the row that it is about.

    Results with a count that is no real one are left out.
    """
    return tuple(located for rows in tasks for located in _review_task(rows))


def _introduced(collection: Collection) -> dict[str, frozenset[str]]:
    """By each paper's address the systems that it introduced."""
    linked: dict[str, set[str]] = defaultdict(set)
    for task in collection.tasks:
        for result in task.results:
            if result.paper_url:
                linked[result.paper_url].add(result.system)
    introduced: dict[str, set[str]] = defaultdict(set)
    for address, systems in linked.items():
        introduced[paper_of(address)] |= systems
    introduced.pop("", None)  # an address without a path at a host without a name
    return {paper: frozenset(systems) for paper, systems in introduced.items()}


def _figures(rows: Rows) -> Iterator[tuple[Result, Finding]]:
    """What is wrong with the figures; of a result with a count that is no real one, that alone."""
    unreal = _unreal(rows)
    yield from (
        (rows.rows[place], found) for place in sorted(unreal) for found in _looked(rows, place, [NoRealCount])
    )
    yield from _held(FIGURE_RULES[1:], rows, without=unreal)


def _review_task(rows: Rows) -> Iterator[Located]:
    unreal = _unreal(rows)
    yield from _held(ROW_RULES, rows, without=unreal)
    by_target: dict[str, list[Result]] = defaultdict(list)
    for place, result in enumerate(rows.rows):
        if place not in unreal:
            by_target[result.target].append(result)
    for target in rows.task.task.targets:
        view = TargetView(task=rows.task, target=target, results=tuple(by_target[target.name]))
        for rule in TARGET_RULES:
            yield from ((row, _finding(rule, row, fault)) for row, fault in rule.look(view))


def _unreal(rows: Rows) -> frozenset[int]:
    """The places of the results with a count that is no real one."""
    concerned = set(NoRealCount.concerns(rows))
    return frozenset(place for place in concerned if any(_looked(rows, place, [NoRealCount])))


def _held(
    rules: Iterable[type[RowRule]], rows: Rows, without: Container[int]
) -> Iterator[tuple[Result, Finding]]:
    """The results held against the rules that may be about them, result by result, but for some places."""
    concerned: dict[int, list[type[RowRule]]] = defaultdict(list)
    for rule in rules:
        for place in set(rule.concerns(rows)):
            concerned[place].append(rule)
    for place in sorted(concerned):
        if place not in without:
            yield from ((rows.rows[place], found) for found in _looked(rows, place, concerned[place]))


def _looked(rows: Rows, place: int, rules: Iterable[type[RowRule]]) -> Iterator[Finding]:
    """What those rules find in the result at that place."""
    result = rows.rows[place]
    around = rows.around(result)
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
