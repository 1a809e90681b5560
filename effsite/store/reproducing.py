"""Reproductions are written: rows beside results, with the curves and logs behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import UsageError
from effsite.records import Reproduction
from effsite.store.committing import Written, commit_files, task_to_change
from effsite.store.csv_text import Edit, edited_text, table_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from effsite.records import Attempt, LearningCurve, Result, TaskCollection
    from effsite.store.committing import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The learning curves behind reproductions, and the text of the logs of their runs."""

    curves: Sequence[LearningCurve]
    log: str


def add_reproductions(
    results: Path,
    rows: Sequence[Reproduction],
    evidence: Evidence,
    check: Check,
    today: date | None = None,
) -> Written:
    """Write reproductions of one task that share a submission and a curve, all of them or none.

    A row takes the place of one under the same name of the same result, which is the same work done again;
    those of others stay. Raises UsageError where another row names the curve, and CollectionError, with
    nothing written, for what does not stand up to `check`.
    """
    first = rows[0]
    with task_to_change(results, first.task, today) as place:
        task, folder = place.collection, place.folder
        _refuse_curve_of_others(first, task)
        path = folder.reproductions(first.submission)
        dropped = [old for old in task.reproductions if any(_same(old, new) for new in rows)]
        edit = Edit(dropped=dropped, added=sorted(rows, key=_order), order=_order)
        points = [point for curve in evidence.curves for point in curve.points]
        files = {
            path: edited_text(path, place.shown(path), Reproduction, edit, place.today).encode(),
            folder.curve(first.curve): table_text(points).encode(),
            folder.log(first.curve): evidence.log.encode() or None,
        }
        written, _ = commit_files(place, files, check)
        return written


def _refuse_curve_of_others(row: Reproduction, task: TaskCollection) -> None:
    mine = [r for r in task.reproductions if r.submission == row.submission]
    rows: list[Result | Attempt | Reproduction] = [*task.results, *task.attempts, *task.reproductions]
    others = [r for r in rows if r.curve == row.curve and r not in mine]
    if others:
        raise UsageError(
            f"curves/{row.curve}.csv is that of {others[0].system!r} in {others[0].submission}.csv",
            "give the reproduction another name: --name",
        )


def _same(one: Reproduction, other: Reproduction) -> bool:
    return one.submission == other.submission and one.is_of(other.task, other.of, other.target, other.system)


def _order(row: object) -> tuple[str, ...]:
    """The order of a file's rows: what was run again, and when."""
    assert isinstance(row, Reproduction)  # noqa: S101 - only such rows are sorted by it
    return (row.of, row.target, row.system, row.reproduced.day.isoformat())
