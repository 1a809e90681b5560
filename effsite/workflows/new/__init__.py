"""A new result as a valid CSV file with its learning curve, ready to be committed.

`cells` reads what is given for the columns, `questions` says in which order the rest is asked for.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from effsite import store
from effsite.analysis.crossing import compute_to_target
from effsite.analysis.filled_in import from_curve, from_inputs
from effsite.errors import CollectionError, UsageError, did_you_mean
from effsite.names import TaskFolder, is_submission, slug
from effsite.records import CurvePoint, LearningCurve, Result, columns
from effsite.store.csv_text import as_text
from effsite.store.reading import utc_today
from effsite.workflows.check import with_arithmetic
from effsite.workflows.new.cells import Cells
from effsite.workflows.new.questions import ask_for_columns, choose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from effsite.errors import Finding
    from effsite.records import Collection, Target, TaskCollection
    from effsite.workflows.new.questions import Ask
    from effsite.workflows.options import NewOptions

__all__ = ["NewReport", "new"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A column that nobody gave, its cell as it is written, and in words from what it follows."""

    column: str
    text: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """The result that was written, its files, and what follows.

    `derived` are the columns that nobody gave, with what each follows from; `warnings` what a reviewer will
    ask about; `commands` lead from here to a branch.
    """

    result: Result
    files: tuple[Path, ...]
    derived: tuple[Followed, ...]
    warnings: tuple[Finding, ...]
    commands: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, without the result itself."""
        return {
            "files": [str(path) for path in self.files],
            "derived": {one.column: [one.text, one.how] for one in self.derived},
            "warnings": [str(finding) for finding in self.warnings],
            "commands": list(self.commands),
        }


def new(options: NewOptions, ask: Ask | None = None) -> NewReport:
    """Write a result that is not there yet as a file of its own, with its learning curve where one is given.

    What is missing is asked for, where somebody can be asked; what follows from other figures is derived, and
    what is not known stays empty. Raises UsageError for what is missing or wrong, or where a file would be
    overwritten, and CollectionError for a result that does not stand up to `effsite check`; nothing is
    written then.
    """
    results, today = options.project / "results", utc_today()
    collection = store.read(results, today).collection
    task = _task(collection, options, ask)
    target = _target(task, options, ask)
    cells = Cells(given=options.cells, task=task.task, target=target, today=today)
    curves = _curves(options, task, target, today)
    derived = list(from_curve(cells.values, curves, target)) if curves else []
    cells.take(derived)
    if ask is not None:
        ask_for_columns(cells, task.task, ask, curve=bool(curves))
    follows = list(from_inputs(cells.values, task.task.examples_per_epoch))
    cells.take(follows)
    cells.require()
    submission = _submission(options, cells.values)
    result = _result(cells.values, task.task.name, submission, curve=bool(curves))
    written = _write(result, [replace(curve, name=submission) for curve in curves], results)
    return NewReport(
        result=result,
        files=written.files,
        derived=tuple(
            Followed(column=one.column, text=as_text(one.value), how=one.how) for one in (*derived, *follows)
        ),
        warnings=written.warnings,
        commands=tuple(_commands(result, written.files)),
    )


def _task(collection: Collection, options: NewOptions, ask: Ask | None) -> TaskCollection:
    known = {t.task.name: t for t in collection.tasks if t.task.holds == "results" and t.task.targets}
    name = options.task or choose("task", "Task that the result is of.", list(known), ask)
    if name not in known:
        raise UsageError(f"no task {name!r}", did_you_mean(name, known) or "`effsite list` names all")
    return known[name]


def _target(task: TaskCollection, options: NewOptions, ask: Ask | None) -> Target:
    known = {target.name: target for target in task.task.targets if not target.awaits_level}
    name = options.target or choose("target", columns(Result)["target"].about, list(known), ask)
    if name not in known:
        hint = did_you_mean(name, known) or "`effsite list` names all"
        raise UsageError(f"task {task.task.name} has no target {name!r} that takes results", hint)
    return known[name]


def _curves(
    options: NewOptions, task: TaskCollection, target: Target, today: date
) -> tuple[LearningCurve, ...]:
    """The runs in the curve's file, each of which must reach the target."""
    path = options.curve
    if path is None:
        return ()
    if target.level is None:
        raise UsageError(f"target {target.name} has no level that a curve could reach", "leave --curve out")
    try:
        table = store.read_rows(path, CurvePoint, today)
    except CollectionError as error:
        hint = (
            "its columns are step, value and what `effsite fields curve` lists; `effsite ingest` reads logs"
        )
        raise UsageError("\n".join(map(str, error.findings)), hint) from None
    by_seed: dict[int, list[CurvePoint]] = {}
    for row in table.rows:
        by_seed.setdefault(row.value.seed, []).append(row.value)
    name, curves = task.task.name, []
    for seed, points in sorted(by_seed.items()):
        try:
            curve = LearningCurve(task=name, name="curve", seed=seed, points=tuple(points))
        except ValueError as error:
            raise UsageError(f"{path}: seed {seed}: {error}", "give the evaluations in their order") from None
        if not compute_to_target(curve, target).reached:
            best = (max if target.metric and target.metric.higher_is_better else min)(
                point.value for point in points
            )
            raise UsageError(
                f"{path}: seed {seed} never reaches {target.name} ({target.level:g}): its best is {best:g}",
                "a system of which a run stays short is a row of not-reached/: docs/contribute.md",
            )
        curves.append(curve)
    if not curves:
        raise UsageError(f"{path} has no evaluation", "give at least one line below the header")
    return tuple(curves)


def _submission(options: NewOptions, values: dict[str, Any]) -> str:
    name = options.submission or slug(str(values["system"]))
    if not is_submission(name):
        raise UsageError(
            f"{name!r} is no name for a submission",
            "give --submission: lower-case letters, digits and hyphens, at most 64",
        )
    return name


def _result(values: dict[str, Any], task: str, submission: str, *, curve: bool) -> Result:
    named = {**values, "curve": submission} if curve else values
    try:
        return Result(task=task, submission=submission, **named)
    except ValueError as error:
        raise UsageError(str(error), "`effsite fields` explains each column") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    files: tuple[Path, ...]
    warnings: tuple[Finding, ...]


def _write(result: Result, curves: Sequence[LearningCurve], results: Path) -> _Written:
    """Write the files, none of which may be there."""
    folder = TaskFolder(results / result.task)
    with store.submission(results, result.task) as draft:
        wanted = [folder.results(result.submission), *([folder.curve(result.submission)] if curves else [])]
        if there := [path for path in wanted if path.exists()]:
            raise UsageError(f"{there[0]} is there already", "give the new one another name: --submission")
        draft.put(result, curves)
        written = draft.commit(lambda reading: with_arithmetic(reading, results.name))
        checked = with_arithmetic(draft.reading, results.name)
    shown = f"{results.name}/{result.task}/{result.submission}.csv"
    files = tuple(path for path in wanted if path in written.files)
    return _Written(files=files, warnings=tuple(f for f in checked.findings if f.path == shown))


def _commands(result: Result, files: Sequence[Path]) -> list[str]:
    """What leads from the files to a branch; the folders are told as they are seen from here."""
    first, paths = str(files[0]), " ".join(shlex.quote(str(path)) for path in files)
    title = shlex.quote(f"Add {result.system} to {result.target}")
    return [
        f"effsite check {shlex.quote(first)}",
        f"effsite verify {shlex.quote(first)}",
        f"git switch -c {result.submission}",
        f"git add {paths}",
        f"git commit -m {title}",
    ]
