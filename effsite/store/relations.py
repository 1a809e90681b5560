"""What must hold between rows: names that are known, levels that are reached, nothing twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from effsite.errors import did_you_mean
from effsite.records import Attempt, ByField, Device, PublicationDate, Rate, Reproduction, Result, Statement
from effsite.records.cell_rules import UnknownName
from effsite.rule import Rule
from effsite.store.file_rules import StatementNotRead
from effsite.store.relation_rules import (
    CurveUnused,
    LogCheckedWithoutCurve,
    LogCheckedWithoutLevel,
    NotAFraction,
    ReasonWithoutStatus,
    ReproducedByNobody,
    ReproductionOfNothing,
    RowTwice,
    StatusBeforePublication,
    StatusWithoutReason,
    TargetWithoutLevel,
    ValueShortOfTarget,
)
from effsite.store.values import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from effsite.errors import Finding
    from effsite.records import Collection, Target, TaskCollection

Problem = tuple[type[Rule], str, str, str]
"""The rule that is broken, field, message, and hint where it is not the rule's."""

Row = Result | Attempt | Reproduction | Statement | Rate | Device

TOLD_OF_STATUS = ("status_date", "status_reason", "status_url")

IN_DOUBT = ("disputed", "withdrawn")
"""Statuses that nobody can judge who is not told why, since when, and where that is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """A stored row and where it stands."""

    row: Row
    path: str
    line: int
    header: tuple[str, ...]

    def finding(self, problem: Problem) -> Finding:
        """The problem as a finding at this place."""
        rule, field, message, hint = problem
        column = self.header.index(field) + 1 if field in self.header else 0
        return rule.found(self.path, message, hint, line=self.line, column=column, field=field)


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep what is gathered when asked for
class _Names:
    """What the rows of a task may name, gathered once: a set for each row would cost their square."""

    task: TaskCollection
    devices: set[str]

    @cached_property
    def curves(self) -> set[str]:
        return {curve.name for curve in self.task.curves}

    @cached_property
    def systems(self) -> dict[str, set[str]]:
        """Those with a result, by target."""
        systems: dict[str, set[str]] = defaultdict(set)
        for result in self.task.results:
            systems[result.target].add(result.system)
        return systems

    @cached_property
    def results(self) -> set[tuple[str, str, str]]:
        """Submission, target and system of each result."""
        return {(r.submission, r.target, r.system) for r in self.task.results}

    @cached_property
    def reproduced(self) -> set[tuple[str, str, str]]:
        """Submission, target and system of each result that was reproduced with every run."""
        return {(r.of, r.target, r.system) for r in self.task.reproductions if r.reached}


def check_relations(collection: Collection, placed: Iterable[PlacedRow], root: str) -> list[Finding]:
    """Everything wrong between rows, and between rows and tasks; `root` is the folder's name."""
    devices = {device.name for device in collection.devices}
    tasks = {t.task.name: _Names(task=t, devices=devices) for t in collection.tasks}
    rows = list(placed)
    results: dict[str, list[PlacedRow]] = defaultdict(list)
    findings: list[Finding] = []
    for place in rows:
        row = place.row
        if isinstance(row, Rate | Device) or row.task not in tasks:
            continue
        if isinstance(row, Result):
            results[row.task].append(place)
        elif isinstance(row, Attempt):
            findings += map(place.finding, _about_attempt(row, tasks[row.task]))
        elif isinstance(row, Reproduction):
            findings += map(place.finding, _about_reproduction(row, tasks[row.task]))
        else:
            findings += map(place.finding, _about_statement(row, tasks[row.task]))
    for task, of_task in results.items():
        findings += _about_results(of_task, tasks[task])
    findings += _repeated(rows)
    for each in collection.tasks:
        findings += _unused_curves(each, root)
    return findings


def _about_results(placed: Sequence[PlacedRow], names: _Names) -> Iterator[Finding]:
    """What is wrong with the results of a task; of those in which nothing can be, nothing is looked at."""
    rows = ByField(cast("Result", place.row) for place in placed)
    targets = {target.name: target for target in names.task.task.targets}
    concerned = {
        *rows.where(lambda target, value: _does_not_fit(targets[target], value), "target", "value"),
        *rows.where(lambda device: names.devices and device and device not in names.devices, "device"),
        *rows.where(lambda curve: curve and curve not in names.curves, "curve"),
        *rows.where(lambda status: status != "claimed", "status"),
        *(place for field in TOLD_OF_STATUS for place in rows.where(bool, field)),
    }
    for number in sorted(concerned):
        yield from map(placed[number].finding, _about_result(rows.rows[number], names))


def _does_not_fit(target: Target, value: float | None) -> bool:
    """Whether the target awaits its level, or the value is none of its metric, or stays short of it."""
    if value is None or target.metric is None:
        return target.awaits_level
    return not target.reached_by(value) or (target.metric.unit == "fraction" and not 0 <= value <= 1)


def _about_result(result: Result, names: _Names) -> Iterator[Problem]:
    target = names.task.task.target(result.target)
    if target.awaits_level:
        yield TargetWithoutLevel, "target", f"the level of {target.name} is not measured yet", ""
    elif result.value is not None and target.metric is not None:
        if target.metric.unit == "fraction" and not 0 <= result.value <= 1:
            message = f"value is {result.value:g}, but {target.metric.label} is a fraction"
            yield NotAFraction, "value", message, ""
        elif not target.reached_by(result.value):
            message = f"value {result.value:g} does not reach {target.name} ({target.level:g})"
            yield ValueShortOfTarget, "value", message, ""
    yield from _about_names(result, names)
    yield from _about_status(result, target.level is not None, names)


def _about_status(result: Result, has_level: bool, names: _Names) -> Iterator[Problem]:
    if result.status == "log-checked" and not result.curve:
        yield LogCheckedWithoutCurve, "status", "log-checked, but the row names no curve", ""
    elif result.status == "log-checked" and not has_level:
        message = f"log-checked, but {result.target} has no level that a curve could reach"
        yield LogCheckedWithoutLevel, "status", message, ""
    told = {name: getattr(result, name) for name in TOLD_OF_STATUS}
    if result.status in IN_DOUBT:
        if missing := [name for name, value in told.items() if not value]:
            message = f"{result.status}, but the row gives no {', '.join(missing)}"
            yield StatusWithoutReason, missing[0], message, ""
    elif result.status == "reproduced":
        known = (result.submission, result.target, result.system) in names.reproduced
        if not known and not (result.status_reason and result.status_url):
            message = "reproduced, but no row of reproductions/ reached the target, and no link says who did"
            yield ReproducedByNobody, "status", message, ""
    elif given := [name for name, value in told.items() if value]:
        message = f"{given[0]} is given, but the row is {result.status}"
        yield ReasonWithoutStatus, given[0], message, ""
    if result.status_date is not None and result.status_date < result.published:
        message = f"status_date {result.status_date} lies before the publication, {result.published}"
        yield StatusBeforePublication, "status_date", message, ""


def _about_reproduction(row: Reproduction, names: _Names) -> Iterator[Problem]:
    target = names.task.task.target(row.target)
    if (row.of, row.target, row.system) not in names.results:
        message = f"{row.of}.csv has no result of {row.system!r} at {row.target}"
        yield ReproductionOfNothing, "of", message, ""
    if row.reached and row.value is not None and not target.reached_by(row.value):
        message = f"value {row.value:g} does not reach {target.name}"
        yield ValueShortOfTarget, "value", message, "runs_reached counts the runs that did reach it"
    yield from _about_names(row, names)


def _about_attempt(attempt: Attempt, names: _Names) -> Iterator[Problem]:
    target = names.task.task.target(attempt.target)
    if target.metric is None:
        message = f"{target.name} has no level, so no run can stay short of it"
        yield TargetWithoutLevel, "target", message, "name another target"
    elif target.awaits_level:
        yield TargetWithoutLevel, "target", f"the level of {target.name} is not measured yet", ""
    elif target.metric.unit == "fraction" and not 0 <= attempt.best_value <= 1:
        message = f"best_value is {attempt.best_value:g}, but {target.metric.label} is a fraction"
        yield NotAFraction, "best_value", message, ""
    elif target.reached_by(attempt.best_value):
        message = f"best_value {attempt.best_value:g} reaches {target.name} ({target.level:g})"
        hint = "give the best of the runs that stayed short, or make it a result"
        yield ValueShortOfTarget, "best_value", message, hint
    yield from _about_names(attempt, names)
    if (attempt.submission, attempt.target, attempt.system) in names.results:
        message = f"{attempt.system!r} is in {attempt.submission}.csv as a result at {attempt.target}"
        yield RowTwice, "system", message, "keep the one that is true"


def _about_names(row: Result | Attempt | Reproduction, names: _Names) -> Iterator[Problem]:
    if row.device and names.devices and row.device not in names.devices:
        yield (
            UnknownName,
            "device",
            f"unknown device {row.device!r}",
            did_you_mean(row.device, sorted(names.devices)),
        )
    if row.curve and row.curve not in names.curves:
        message = f"no curves/{row.curve}.csv that can be read"
        yield UnknownName, "curve", message, "commit the learning curve beside the row"


def _about_statement(statement: Statement, names: _Names) -> Iterator[Problem]:
    systems = names.systems.get(statement.target, set())
    if statement.system and statement.system not in systems:
        hint = did_you_mean(statement.system, sorted(systems))
        yield UnknownName, "system", f"no result of {statement.system!r}", hint
    if statement.field == "published":
        try:
            PublicationDate.parse(statement.read_as)
        except ValueError as error:
            yield StatementNotRead, "read_as", f"read_as is {error}", "write YYYY-MM-DD or YYYY-MM"
    elif not NUMBER.fullmatch(statement.read_as) or float(statement.read_as) <= 0:
        message = f"read_as is not a positive number: {statement.read_as!r}"
        yield StatementNotRead, "read_as", message, "write it as in 5.32e17"


def _repeated(rows: Sequence[PlacedRow]) -> Iterator[Finding]:
    """Rows that say the same thing twice; where they stand decides which is the second."""
    groups: dict[tuple[object, ...], list[PlacedRow]] = defaultdict(list)
    names = [_name(place.row) for place in rows]
    often = Counter(names)
    for place, name in zip(rows, names, strict=True):
        if often[name] > 1:  # most names stand once, and their rows say nothing twice
            groups[_identity(place.row)].append(place)
    for first, *others in groups.values():
        for place in others:
            message = f"{_named(first.row)} stands already at {first.path}:{first.line}"
            field = "name" if isinstance(place.row, Rate | Device) else "system"
            yield place.finding((RowTwice, field, message, ""))


def _name(row: Row) -> str:
    """The name in a row, in lower case; rows with different ones are never the same row twice."""
    return (row.name if isinstance(row, Rate | Device) else row.system).casefold()


def _identity(row: Row) -> tuple[object, ...]:
    """The kind of row and the cells that tell it from others: two rows with the same are one row twice."""
    match row:
        case Result():
            return (Result, row.system.casefold(), row.published, row.target, row.task, row.submission)
        case Attempt():
            return (Attempt, row.system.casefold(), row.target, row.task, row.submission)
        case Reproduction():
            return (Reproduction, row.system.casefold(), row.target, row.task, row.of, row.submission)
        case Statement():
            about = (row.task, row.target, row.system)
            return (Statement, row.field, *about, row.source, row.as_printed)
        case Rate():
            return (Rate, row.name, row.source)
        case Device():
            return (Device, row.name)


def _named(row: Row) -> str:
    match row:
        case Result():
            return f"{row.system!r} of {row.published} at {row.target}".casefold()
        case Attempt():
            return f"{row.system!r} at {row.target}".casefold()
        case Reproduction():
            return f"the reproduction of {row.system!r} at {row.target}".casefold()
        case Statement():
            return f"this statement of {row.field}"
        case Rate():
            return f"the rate {row.name!r}"
        case Device():
            return f"the device {row.name!r}"


def _unused_curves(task: TaskCollection, root: str) -> Iterator[Finding]:
    rows: tuple[Result | Attempt | Reproduction, ...] = (*task.results, *task.attempts, *task.reproductions)
    used = {row.curve for row in rows}
    for name in sorted({curve.name for curve in task.curves} - used):
        yield CurveUnused.found(f"{root}/{task.task.name}/curves/{name}.csv", "belongs to no result")
