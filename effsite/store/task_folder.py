"""One folder of results/ -> its task with all rows and their evidence, and what is wrong in it alone."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from effsite.files import sort_of
from effsite.names import (
    ATTEMPTS,
    CURVES,
    LOGS,
    REPRODUCTIONS,
    RESERVED_SLUGS,
    RESERVED_TASKS,
    SLUG,
    STATED,
    TASK_FILE,
    is_slug,
)
from effsite.records import (
    Attempt,
    CommittedLog,
    CurvePoint,
    Device,
    LearningCurve,
    Rate,
    Reproduction,
    Result,
    Statement,
    Task,
    TaskCollection,
)
from effsite.store.file_rules import FileOutOfPlace, TaskFileMissing
from effsite.store.logs import compare, read_log
from effsite.store.relation_rules import CheckedTooEarly, CurveNotRising
from effsite.store.relations import PlacedRow
from effsite.store.tables import StoredRow, read_table, read_text, unreadable
from effsite.store.tasks import read_task
from effsite.store.values import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from effsite.errors import Finding
    from effsite.records import Target, TaskHolds
    from effsite.store.relations import Row

T = TypeVar("T")

FOLDERS = frozenset({CURVES, ATTEMPTS, REPRODUCTIONS, LOGS})
HELD = "task.toml, CSV files, curves/, not-reached/, reproductions/ and logs/"

LINKED_FOLDER = ("is a symbolic link", "commit the folder itself")
"""What is said of a link where a folder of the collection should be, and the way out."""

MOST_FILES = 50_000
"""Most files in each folder of a task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderReading:
    """What was read from one folder of results/, and what is wrong in it alone.

    `task` is None where its task.toml cannot be read.
    """

    task: TaskCollection | None
    findings: tuple[Finding, ...]
    placed: tuple[PlacedRow, ...] = ()
    levels: Mapping[Target, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Folder:
    """One task folder while it is read."""

    path: Path
    shown: str
    today: date
    findings: list[Finding] = field(default_factory=list)
    placed: list[PlacedRow] = field(default_factory=list)
    levels: dict[Target, tuple[int, int]] = field(default_factory=dict)
    evaluations: dict[str, tuple[StoredRow[CurvePoint], ...]] = field(default_factory=dict)
    """The rows of each curve by the curve's name."""

    def complain(self, name: str, message: str, hint: str) -> None:
        self.findings.append(FileOutOfPlace.found(f"{self.shown}/{name}", message, hint))

    def table(
        self, name: str, row_type: type[T], task: Task | None = None, **given: object
    ) -> tuple[StoredRow[T], ...]:
        shown = f"{self.shown}/{name}"
        known = {"target": [t.name for t in task.targets]} if task and task.targets else {}
        if task:
            given["task"] = task.name
        context = Context(today=self.today, given=given, known=known)
        table = read_table(self.path / name, shown, row_type, context)
        self.findings += table.findings
        if row_type is not CurvePoint:
            self.placed += (
                PlacedRow(row=cast("Row", row.value), path=shown, line=row.line, header=table.header)
                for row in table.rows
            )
        return table.rows

    def files(self, folder: str, ending: str, wanted: str) -> Iterable[str]:
        """The names, without ending, of the files in one of the task's folders; complains of all else."""
        path = self.path / folder
        if not path.exists() and not path.is_symlink():
            return
        if path.is_symlink():
            self.complain(folder, *LINKED_FOLDER)
            return
        if not path.is_dir():
            self.complain(folder, "is no folder", f"{folder}/ is a folder of files like {wanted}")
            return
        for file in _listed(path, self.shown, folder, self.findings):
            if file.name.startswith("."):
                continue
            if file.suffix != ending or not is_slug(file.stem):
                self.complain(f"{folder}/{file.name}", "does not belong here", f"name it like {wanted}")
            elif file.stem in RESERVED_SLUGS or (folder in (ATTEMPTS, REPRODUCTIONS) and file.stem == STATED):
                self.complain(f"{folder}/{file.name}", "has a reserved name", "choose another")
            elif file.is_symlink() or not file.is_file():
                what = "a symbolic link" if file.is_symlink() else sort_of(file) or "no file"
                self.complain(f"{folder}/{file.name}", f"is {what}", "commit the file itself")
            else:
                yield file.stem


def read_folder(path: Path, today: date) -> FolderReading:
    """What one folder of results/ holds; `today` decides which dates lie in the future."""
    shown = f"{path.parent.name}/{path.name}"
    if path.is_symlink():
        return FolderReading(task=None, findings=(FileOutOfPlace.found(shown, *LINKED_FOLDER),))
    if not path.is_dir():
        return FolderReading(task=None, findings=(_stray(shown),))
    folder = _Folder(path, shown, today)
    try:
        task = _read_folder(folder)
    except OSError as error:
        at = Path(os.fsdecode(error.filename or path))
        below = f"{shown}/{at.relative_to(path).as_posix()}" if path in at.parents else shown
        return FolderReading(task=None, findings=(*folder.findings, unreadable(below, error)))
    return FolderReading(
        task=task,
        findings=tuple(folder.findings),
        placed=tuple(folder.placed),
        levels=folder.levels,
    )


def _stray(shown: str) -> Finding:
    hint = f"results/ holds one folder for each task, with {HELD}"
    return FileOutOfPlace.found(shown, "does not belong here", hint)


def _read_folder(folder: _Folder) -> TaskCollection | None:
    name = folder.path.name
    if not SLUG.fullmatch(name):
        message = f"is not a valid name for a task: {name!r}"
        hint = "use lower-case letters, digits and single hyphens"
        folder.findings.append(FileOutOfPlace.found(folder.shown, message, hint))
        return None
    if not os.path.lexists(folder.path / TASK_FILE):
        folder.findings.append(TaskFileMissing.found(f"{folder.shown}/{TASK_FILE}", "is missing"))
        return None
    described = read_task(folder.path / TASK_FILE, f"{folder.shown}/{TASK_FILE}", name, folder.today)
    folder.findings += described.findings
    folder.levels |= described.levels
    if name in _reserved(described.task):
        hint = f"the site has a page or folder {name}/ of its own: give the task's folder another name"
        folder.findings.append(FileOutOfPlace.found(folder.shown, f"has a reserved name: {name!r}", hint))
    files = _csv_files(folder)
    if described.task is None:
        _read_rows(folder, files, _unreadable_task(folder.path))
        return None
    task = _read_rows(folder, files, described.task)
    folder.findings += _checked_too_early(task, described.checks, f"{folder.shown}/{TASK_FILE}")
    return task


def _reserved(task: Task | None) -> frozenset[str]:
    """The names that the task may not have: one without targets, of rates or devices, makes no pages."""
    return RESERVED_TASKS if task and task.targets else RESERVED_SLUGS


def _checked_too_early(
    task: TaskCollection, checks: Mapping[Target, tuple[int, int]], shown: str
) -> Iterator[Finding]:
    """The targets that are said to have been checked before their latest result was published."""
    for target, (line, column) in checks.items():
        latest = max((str(r.published) for r in task.results if r.target == target.name), default="")
        checked = str(target.last_checked)
        if checked < latest[: len(checked)]:  # as text: a month is less than any day of it
            message = f"last_checked is {checked}, but {target.name} has a result of {latest}"
            yield CheckedTooEarly.found(shown, message, line=line, column=column, field="last_checked")


def _unreadable_task(path: Path) -> Task:
    """A task without targets, so that the rows beside a broken task.toml are checked all the same."""
    text, _ = read_text(path / TASK_FILE, TASK_FILE)
    match = re.search(r"""^\s*holds\s*=\s*["'](rates|devices)["']""", text or "", re.MULTILINE)
    task = Task(name=path.name, title=path.name, about=path.name)
    return replace(task, holds=cast("TaskHolds", match[1])) if match else task


def _csv_files(folder: _Folder) -> list[str]:
    """The names of the folder's CSV files; complains of everything else in it."""
    names = []
    for path in _listed(folder.path, folder.shown, "", folder.findings):
        if path.name.startswith(".") or path.name in {TASK_FILE, *FOLDERS}:
            continue
        if path.is_dir() or path.suffix != ".csv":
            folder.complain(path.name, "does not belong here", f"a task holds {HELD}")
        elif not is_slug(path.stem):
            hint = "use lower-case letters, digits and single hyphens, as in my-lab-2026.csv"
            folder.complain(path.name, "is not a valid name for a submission", hint)
        elif path.stem in RESERVED_SLUGS:
            folder.complain(path.name, "has a reserved name", "choose another")
        else:
            names.append(path.name)
    return names


def _listed(path: Path, shown: str, folder: str, findings: list[Finding]) -> list[Path]:
    """The paths in a folder, by name; none, and a finding, where there are too many to be read."""
    found = sorted(path.iterdir())
    if len(found) <= MOST_FILES:
        return found
    message = f"holds {len(found):,} files; at most {MOST_FILES:,} are read"
    findings.append(FileOutOfPlace.found(f"{shown}/{folder}".rstrip("/"), message, "make a second task"))
    return []


def _read_rows(folder: _Folder, files: Iterable[str], task: Task) -> TaskCollection:
    rows = [name for name in files if name != f"{STATED}.csv"]
    stated = folder.table(f"{STATED}.csv", Statement, task) if f"{STATED}.csv" in files else ()
    statements = tuple(row.value for row in stated)
    if task.holds == "rates":
        rates = tuple(row.value for name in rows for row in folder.table(name, Rate))
        return TaskCollection(task=task, statements=statements, rates=rates)
    if task.holds == "devices":
        devices = tuple(row.value for name in rows for row in folder.table(name, Device))
        return TaskCollection(task=task, statements=statements, devices=devices)
    results = [
        row.value
        for name in rows
        for row in folder.table(name, Result, task, submission=name.removesuffix(".csv"))
    ]
    attempts = [
        row.value
        for name in folder.files(ATTEMPTS, ".csv", "my-lab-2026.csv")
        for row in folder.table(f"{ATTEMPTS}/{name}.csv", Attempt, task, submission=name)
    ]
    reproductions = [
        row.value
        for name in folder.files(REPRODUCTIONS, ".csv", "my-lab-2026.csv")
        for row in folder.table(f"{REPRODUCTIONS}/{name}.csv", Reproduction, task, submission=name)
    ]
    curves = tuple(
        curve
        for name in folder.files(CURVES, ".csv", "resnet-50.csv")
        for curve in _curve(folder, task, name)
    )
    return TaskCollection(
        task=task,
        results=tuple(results),
        attempts=tuple(attempts),
        reproductions=tuple(reproductions),
        statements=statements,
        curves=curves,
        logs=tuple(_logs(folder, task)),
    )


def _curve(folder: _Folder, task: Task, name: str) -> Iterable[LearningCurve]:
    """The runs in one curve file, one for each seed."""
    by_seed: dict[int, list[StoredRow[CurvePoint]]] = {}
    folder.evaluations[name] = folder.table(f"{CURVES}/{name}.csv", CurvePoint)
    for row in folder.evaluations[name]:
        by_seed.setdefault(row.value.seed, []).append(row)
    for seed, rows in sorted(by_seed.items()):
        try:
            yield LearningCurve(task=task.name, name=name, seed=seed, points=tuple(row.value for row in rows))
        except ValueError as error:
            shown = f"{folder.shown}/{CURVES}/{name}.csv"
            folder.findings.append(CurveNotRising.found(shown, f"seed {seed}: {error}", line=rows[0].line))


def _logs(folder: _Folder, task: Task) -> Iterable[CommittedLog]:
    """The logs that could be read, each held against the curve of its name."""
    for name in folder.files(LOGS, ".jsonl", "resnet-50.jsonl"):
        shown = f"{folder.shown}/{LOGS}/{name}.jsonl"
        log, findings = read_log(folder.path / LOGS / f"{name}.jsonl", shown, task.name)
        folder.findings += findings
        if log is not None:
            rows = {(row.value.seed, row.value.step): row for row in folder.evaluations.get(name, ())}
            folder.findings += compare(log, rows, shown, f"{folder.shown}/{CURVES}/{name}.csv")
            yield log
