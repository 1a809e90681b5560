"""Results -> results/<task>/: the rows and their learning curves, or everything as it was."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from effsite.cli.ingest.thinning import thinned
from effsite.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.cli.ingest.outcome import Ingested, Outcome
    from effsite.cli.ingest.settings import Settings
    from effsite.records import CurvePoint, Result, Target

    Pair = tuple[Ingested, Result]


def write(outcome: Outcome, chosen: Settings) -> Outcome:
    """Write every row that is complete, each with its curves; the outcome with what was written.

    A row of the same system, target and submission gives way to the new one, the others stay byte for
    byte, unless the file lacks a column that a new row needs: it is then written anew. What does not
    stand up to `effsite check` is taken back and refused, row by row.
    """
    pairs = [(result, result.row) for result in outcome.results if result.row is not None]
    written: list[str] = []
    for _, group in groupby(sorted(pairs, key=_table_of), key=_table_of):
        together = list(group)
        if _write(together, chosen):
            written += _files(together, chosen)
            continue
        for pair in together:
            if wrong := _write_or_say([pair], chosen):
                pair[0].report.refused(f"{pair[1].system} is not written: {wrong}")
            else:
                written += _files([pair], chosen)
    return replace(outcome, written=tuple(dict.fromkeys(written)))


def _table_of(pair: Pair) -> tuple[str, str]:
    return pair[1].task, pair[1].submission


def _write(pairs: Sequence[Pair], chosen: Settings) -> bool:
    return not _write_or_say(pairs, chosen)


def _files(pairs: Sequence[Pair], chosen: Settings) -> list[str]:
    return [path.relative_to(chosen.project).as_posix() for path in _paths(pairs, chosen)]


def _paths(pairs: Sequence[Pair], chosen: Settings) -> list[Path]:
    """The files that hold these rows and their curves: the table first."""
    folder = chosen.project / "results" / pairs[0][1].task
    submission = f"{pairs[0][1].submission}.csv"
    named = [row.curve for _, row in pairs if row.curve]
    curves = [folder / "curves" / f"{name}.csv" for name in named]
    logs = [folder / "logs" / f"{name}.jsonl" for name in named]
    return [folder / submission, folder / "not-reached" / submission, *curves, *logs]


def _write_or_say(pairs: Sequence[Pair], chosen: Settings) -> str:
    """Write rows of one submission; when they do not stand, take them back and say what is wrong."""
    paths = _paths(pairs, chosen)
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    try:
        _put([row for _, row in pairs], paths[0])
        for result, row in pairs:
            if row.curve and chosen.target is not None:
                _put_curve(result, row, chosen.target, paths[0].parent)
        wrong = _errors(chosen.project / "results", paths)
    except BaseException:
        _restore(before)
        raise
    if wrong:
        _restore(before)
    return "; ".join(wrong)


def _put(rows: Sequence[Result], table: Path) -> None:
    """Add rows to their submission, in place of those of the same systems at the same targets."""
    from effsite import store
    from effsite.store import write_rows

    if not table.exists():
        write_rows(table, rows)
        return
    record = store.read(table.parent.parent).record
    known = [r for t in record.tasks for r in t.results if t.task.name == rows[0].task]
    there = [r for r in known if r.submission == rows[0].submission]
    new = {_identity(row) for row in rows}
    same = [r for r in there if _identity(r) in new]
    try:
        write_rows(table, rows, replace=same)
    except UsageError:
        _replace(table, [*(r for r in there if r not in same), *rows])


def _identity(row: Result) -> tuple[str, str]:
    return (row.target, row.system)


def _put_curve(result: Ingested, row: Result, target: Target, folder: Path) -> None:
    """Write the row's curve; the log of the runs behind an earlier curve of that name goes with it."""
    points = [point for curve in result.curves for point in thinned(curve, target).points]
    _replace(folder / "curves" / f"{row.curve}.csv", points)
    (folder / "logs" / f"{row.curve}.jsonl").unlink(missing_ok=True)


def _replace(path: Path, rows: Sequence[Result] | Sequence[CurvePoint]) -> None:
    """Put a table of those rows in place of the one at `path`, in one step."""
    from effsite.files import write_atomically
    from effsite.store import write_rows

    with TemporaryDirectory() as scratch:
        fresh = Path(scratch, path.name)
        write_rows(fresh, rows)
        write_atomically(path, fresh.read_text("utf-8"))


def _errors(results: Path, paths: Sequence[Path]) -> list[str]:
    from effsite.workflows.check import read_checked

    shown = {f"{results.name}/{path.relative_to(results).as_posix()}" for path in paths}
    found = read_checked(results).findings
    return [str(f) for f in found if f.severity == "error" and f.path in shown]


def _restore(before: dict[Path, bytes | None]) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
