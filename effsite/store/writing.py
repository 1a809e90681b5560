"""Records -> results/: atomic, and without touching a byte of anybody else's rows."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from effsite.errors import RecordError, UsageError
from effsite.files import write_atomically
from effsite.records import columns
from effsite.store.tables import Context, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from effsite.records import Attempt, CurvePoint, Result, Statement

    Stored = Result | Attempt | Statement | CurvePoint


def write_rows(path: Path, rows: Sequence[Stored], *, replace: Iterable[Stored] = ()) -> None:
    """Add `rows` to a CSV file, leaving out the stored rows in `replace`.

    Every other line stays byte for byte as it was, and the header keeps its order. A new file
    gets the required columns and those that some row uses. The file is replaced in one step:
    a reader sees the old one or the new one. Raises RecordError when the file that is there
    cannot be read, and UsageError when its header has no column for a value of the new rows.
    """
    if not rows:
        return
    record = type(rows[0])
    if not path.exists():
        header = _header_for(rows)
        write_atomically(path, _csv([header, *_cells(rows, header)]))
        return
    given = {
        f.name: getattr(rows[0], f.name) for f in dataclasses.fields(record) if "column" not in f.metadata
    }
    today = datetime.datetime.now(datetime.UTC).date()
    table = read_table(path, str(path), record, Context(today=today, given=given))
    if table.findings:
        raise RecordError(table.findings)
    _refuse_missing(path, rows, table.header)
    unwanted = set(replace)
    dropped = {n for row in table.rows if row.value in unwanted for n in range(row.line, row.last_line + 1)}
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    kept = "".join(line for number, line in enumerate(lines, 1) if number not in dropped)
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if kept and not kept.endswith(("\n", "\r")):
        kept += ending
    write_atomically(path, kept + _csv(_cells(rows, table.header), ending))


def as_text(value: object) -> str:
    """A stored value as its cell: shortest digits that read back equal, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    """The shorter of plain and exponent notation, from the fewest digits that read back equal."""
    digits = Decimal(repr(value)).normalize()
    plain, scientific = f"{digits:f}", f"{digits:e}".replace("e+", "e")
    return plain if len(plain) <= len(scientific) else scientific


def _header_for(rows: Sequence[Stored]) -> list[str]:
    wanted = columns(type(rows[0]))
    return [n for n, c in wanted.items() if c.required or any(as_text(getattr(row, n)) for row in rows)]


def _cells(rows: Sequence[Stored], header: Sequence[str]) -> list[list[str]]:
    return [[as_text(getattr(row, name)) for name in header] for row in rows]


def _refuse_missing(path: Path, rows: Sequence[Stored], header: Sequence[str]) -> None:
    defaults = {f.name: f.default for f in dataclasses.fields(rows[0])}
    missing = sorted(
        {
            name
            for row in rows
            for name in columns(type(row))
            if name not in header and getattr(row, name) != defaults[name]
        }
    )
    if missing:
        raise UsageError(
            f"{path} has no column {', '.join(missing)}", "add to its header, or write to a new file"
        )


def _csv(rows: Iterable[Sequence[str]], ending: str = "\n") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=ending).writerows(rows)
    return buffer.getvalue()
