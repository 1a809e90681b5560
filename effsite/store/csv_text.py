"""Stored rows -> the text of their CSV file, without touching a byte of the rows that stay."""

from __future__ import annotations

import csv
import dataclasses
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from effsite.errors import CollectionError
from effsite.files import read_regular
from effsite.records import columns
from effsite.store.tables import read_table
from effsite.store.values import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from effsite.records import Attempt, CurvePoint, Reproduction, Result, Statement

    Stored = Result | Attempt | Reproduction | Statement | CurvePoint

PLAIN_FROM = 0.1
"""From here on, a number without zeros at its end is shortest in plain notation."""


def table_text(rows: Sequence[Stored]) -> str:
    """A new CSV file with those rows of one type: the required columns and those that some row uses.

    Empty where there is no row.
    """
    if not rows:
        return ""
    header = _header_for(rows)
    return _csv([header, *_cells(rows, header)])


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to become of a table: rows that go and rows that come; of a row in both the new one stays."""

    dropped: Collection[Stored]
    added: Sequence[Stored]
    order: Callable[[Stored], tuple[str, ...]]
    """A row's place among the others: a new row stands before the first one that comes after it."""


def edited_text(path: Path, shown: str, row_type: type[Stored], edit: Edit, today: date) -> str:
    """The text of the CSV file at `path` after an edit; empty where no row is left.

    Every row that stays is there byte for byte, and the header keeps its order, unless it lacks a column
    that an added row has a value for: the table is then written anew. A file that is not there yet is
    made. Raises CollectionError, with all findings, when the file that is there cannot be read.
    """
    if not path.exists():
        return table_text(edit.added)
    names = (f.name for f in dataclasses.fields(row_type) if "column" not in f.metadata)
    some = next(iter([*edit.added, *edit.dropped]), None)
    given = {name: getattr(some, name) for name in names} if some is not None else {}
    table = read_table(path, shown, row_type, Context(today=today, given=given))
    if table.findings:
        raise CollectionError(table.findings)
    kept = [row for row in table.rows if row.value not in edit.dropped]
    if not kept:
        return table_text(edit.added)
    if _missing(edit.added, table.header):
        return table_text(sorted([*(row.value for row in kept), *edit.added], key=edit.order))
    # A table that can be read has one line for each row: a line break within a cell is refused.
    lines = read_regular(path).decode("utf-8").splitlines(keepends=True)
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    stretches = [(edit.order(r.value), lines[r.line - 1]) for r in kept]
    for row in edit.added:
        key, text = edit.order(row), _csv(_cells([row], table.header), ending)
        after = next((n for n, (other, _) in enumerate(stretches) if other > key), len(stretches))
        stretches.insert(after, (key, text))
    whole = [lines[0], *(text for _, text in stretches)]
    return "".join(text if text.endswith(("\n", "\r")) else text + ending for text in whole)


def as_text(value: object) -> str:
    """A stored value as its cell: shortest digits that read back equal, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    """The shorter of plain and exponent notation, from the fewest digits that read back equal."""
    text = repr(value)
    whole = text.removesuffix(".0")
    if "e" not in text and abs(value) >= PLAIN_FROM and not whole.endswith("0"):
        return whole  # with as many digits, an exponent only makes it longer
    digits = Decimal(text).normalize()
    plain, scientific = f"{digits:f}", f"{digits:e}".replace("e+", "e")
    return plain if len(plain) <= len(scientific) else scientific


def _header_for(rows: Sequence[Stored]) -> list[str]:
    wanted = columns(type(rows[0]))
    return [n for n, c in wanted.items() if c.required or any(as_text(getattr(row, n)) for row in rows)]


def _cells(rows: Sequence[Stored], header: Sequence[str]) -> list[list[str]]:
    return [[as_text(getattr(row, name)) for name in header] for row in rows]


def _missing(rows: Sequence[Stored], header: Sequence[str]) -> bool:
    """Whether some row has a value for which the header has no column."""
    return any(
        getattr(row, f.name) != f.default
        for row in rows
        for f in dataclasses.fields(row)
        if "column" in f.metadata and f.name not in header
    )


def _csv(rows: Iterable[Sequence[str]], ending: str = "\n") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=ending).writerows(rows)
    return buffer.getvalue()
