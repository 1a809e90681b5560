"""What runs come to, written into a task's folder: the row, the curves and the logs behind it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from effsite.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from effsite.records import Attempt, LearningCurve, PublicationDate, Result, TaskRecord

    Row = Result | Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The curves of a row's runs, and their logs one after the other, which may be empty."""

    curves: Sequence[LearningCurve]
    log: str


def write_submission(folder: Path, row: Row, evidence: Evidence, task: TaskRecord) -> Path:
    """Write the row and its evidence into the task's folder; the file that has the row.

    What the submission had of the same system at the same target gives way, be it a result or an
    attempt that did not reach it: of the two only the latest stands. Where the curve is another than
    before, so do its rows that named the curve: their runs are gone from it. All other rows stay.
    Raises RecordError, with every file as it was, when the row would not stand up to `effsite check`.
    """
    own, other, curve, log = touched = _files(folder, row)
    before = {path: path.read_bytes() if path.exists() else None for path in touched}
    try:
        _replace(curve, [point for one in evidence.curves for point in one.points])
        _replace_text(log, evidence.log)
        renewed = before[curve] not in (None, curve.read_bytes())
        _put(row, own, other, task, renewed=renewed)
        _must_stand(folder, touched)
    except BaseException:
        _restore(before)
        raise
    return own


def _files(folder: Path, row: Row) -> tuple[Path, Path, Path, Path]:
    """The file of such a row, that of its opposite, and those of its curve and its log."""
    result, attempt = folder / f"{row.submission}.csv", folder / "not-reached" / f"{row.submission}.csv"
    tables = (result, attempt) if _is_result(row) else (attempt, result)
    return *tables, folder / "curves" / f"{row.curve}.csv", folder / "logs" / f"{row.curve}.jsonl"


def _is_result(row: Row) -> bool:
    from effsite.records import Result

    return isinstance(row, Result)


def _put(row: Row, own: Path, other: Path, task: TaskRecord, *, renewed: bool) -> None:
    there: Sequence[Row] = task.results if _is_result(row) else task.attempts
    opposite: Sequence[Row] = task.attempts if _is_result(row) else task.results
    rows: list[Row] = [*_staying(there, row, renewed=renewed), row]
    rows.sort(key=_in_order)
    _replace(own, rows)
    kept = _staying(opposite, row, renewed=renewed)
    if len(kept) < sum(r.submission == row.submission for r in opposite):
        _replace(other, kept)


def _restore(before: Mapping[Path, bytes | None]) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)


def _staying(rows: Iterable[Row], row: Row, *, renewed: bool) -> list[Row]:
    """The rows of the submission that `row` does not replace; `renewed` when its curve is a new one."""
    about = (row.target, row.system)
    return [
        r
        for r in rows
        if r.submission == row.submission
        and (r.target, r.system) != about
        and not (renewed and r.curve == row.curve)
    ]


def _in_order(row: Row) -> tuple[str, PublicationDate, str]:
    return row.target, row.published, row.system


def _replace(path: Path, rows: Sequence[object]) -> None:
    """Put a table of those rows in place of the one at `path`, in one step; of none, nothing."""
    from effsite.store import write_rows

    with TemporaryDirectory() as scratch:
        fresh = Path(scratch, path.name)
        write_rows(fresh, rows)  # type: ignore[arg-type]  # rows of one stored type, whichever it is
        _replace_text(path, fresh.read_text("utf-8") if rows else "")


def _replace_text(path: Path, text: str) -> None:
    from effsite.files import write_atomically

    if text:
        write_atomically(path, text)
    else:
        path.unlink(missing_ok=True)


def _must_stand(folder: Path, written: Sequence[Path]) -> None:
    from effsite.workflows.check import read_checked

    shown = {str(Path(folder.parent.name, path.relative_to(folder.parent))) for path in written}
    findings = read_checked(folder.parent).findings
    if wrong := [f for f in findings if f.path in shown and f.severity == "error"]:
        raise RecordError(wrong)
