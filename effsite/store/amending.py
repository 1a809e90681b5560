"""Single cells of a CSV file changed, and every other byte of it as it was."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from effsite.errors import UsageError
from effsite.files import read_regular
from effsite.store.committing import Written, commit_files, task_to_change

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from effsite.store.committing import Check


def amend_cells(
    results: Path,
    task: str,
    path: Path,
    column: str,
    cells: Mapping[str, str],
    check: Check,
    today: date | None = None,
) -> Written:
    """Write other cells into one column of a task's CSV file; `cells` has them by the whole line as it was.

    A line is told by its text, so that none is changed that was edited meanwhile. A column that the file does
    not have yet is put last. Raises UsageError where a line is gone, or when another program is writing, and
    CollectionError, the file being as it was, for what does not stand up to `check`.
    """
    with task_to_change(results, task, today) as place:
        text = amended(read_regular(path).decode("utf-8"), column, cells, place.shown(path))
        written, _ = commit_files(place, {path: text.encode()}, check)
        return written


def amended(text: str, column: str, cells: Mapping[str, str], shown: str) -> str:
    """The text of a CSV file with other cells in a column, by the lines that they are for.

    A table that can be read has one line for each row: a line break within a cell is refused.
    """
    lines = text.splitlines(keepends=True)
    header = next(csv.reader([lines[0]]))
    if gone := [line for line in cells if lines[1:].count(line) != 1]:
        hint = "run it again: the file was changed meanwhile"
        raise UsageError(f"{shown} has no line {gone[0].strip()[:60]!r} any more", hint)
    if column in header:
        at = header.index(column)
        rest = [_replaced(line, at, cells[line]) if line in cells else line for line in lines[1:]]
        return "".join([lines[0], *rest])
    rest = [_appended(line, cells.get(line, "")) for line in lines[1:]]
    return "".join([_appended(lines[0], column), *rest])


def lines_of(path: Path) -> list[str]:
    """The lines of a CSV file, each with its ending; line n of a finding is at n - 1."""
    return read_regular(path).decode("utf-8").splitlines(keepends=True)


def _replaced(line: str, at: int, cell: str) -> str:
    """The line with another cell at that place, its other cells in the quotation marks that they had."""
    start, end = _span(line, at)
    return line[:start] + _written(cell) + line[end:]


def _span(line: str, at: int) -> tuple[int, int]:
    """Where the cell of that number begins and ends in a line of CSV, its quotation marks included."""
    start, quoted, number = 0, False, 0
    body = line.rstrip("\r\n")
    for position, character in enumerate(body):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            if number == at:
                return start, position
            start, number = position + 1, number + 1
    return start, len(body)


def _appended(line: str, cell: str) -> str:
    body = line.rstrip("\r\n")
    return f"{body},{_written(cell)}{line[len(body) :]}"


def _written(cell: str) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="").writerow([cell, ""])
    return buffer.getvalue()[:-1]
