"""CSV files -> stored rows, with the line of every row and every error of the file at once."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from effsite.errors import CollectionError, did_you_mean, way_out
from effsite.files import NotAFileError, read_regular
from effsite.records import columns
from effsite.records.fields import FieldError
from effsite.store.columnwise import read_columns
from effsite.store.file_rules import (
    CellsMiscounted,
    FileNotRead,
    FileNotText,
    MissingColumn,
    NotCsv,
    RepeatedColumn,
    UnknownColumn,
)
from effsite.store.relation_rules import RowContradictsItself
from effsite.store.values import Context, parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from effsite.errors import Finding
    from effsite.records import Column
    from effsite.rule import Rule

T = TypeVar("T")

MAX_BYTES = 64 * 1024 * 1024
MOST_COLUMNS = 200
MOST_LINES = 500_000
"""Most lines of a file in results/, its header included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow(Generic[T]):
    """A row of a table, and the line on which it begins."""

    value: T
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[T]):
    """The rows of one file that could be read, and what is wrong with the others."""

    rows: tuple[StoredRow[T], ...]
    findings: tuple[Finding, ...]
    header: tuple[str, ...] = ()


def read_table(path: Path, shown: str, row_type: type[T], context: Context) -> Table[T]:
    """Read the rows of a CSV file as values of `row_type`.

    `shown` is how errors name the file. Never raises on bad content: what cannot be read is in
    `findings`, with line and column, and the other rows are still there.
    """
    text, findings = read_text(path, shown)
    if text is None:
        return Table(rows=(), findings=findings)
    return _table(text, shown, row_type, context)


def read_rows(path: Path, row_type: type[T], today: date) -> Table[T]:
    """Read a CSV file that stands outside of a collection; raises CollectionError with every finding."""
    table = read_table(path, str(path), row_type, Context(today=today))
    if table.findings:
        raise CollectionError(table.findings)
    return table


def _table(text: str, shown: str, row_type: type[T], context: Context) -> Table[T]:
    lines = _Lines(text, shown)
    header = next(lines, None)
    if header is None:
        empty = NotCsv.found(shown, "is empty", "begin with a header line", line=1)
        return Table(rows=(), findings=tuple(lines.findings) or (empty,))
    problems = list(_check_header(header.cells, columns(row_type), shown))
    if problems:
        return Table(rows=(), findings=tuple(problems), header=tuple(header.cells))
    reader = _TableReader(row_type=row_type, header=header.cells, shown=shown, context=context)
    rows = reader.rows(list(lines))
    findings = (*lines.findings, *reader.findings)
    return Table(rows=rows, findings=findings, header=tuple(header.cells))


def read_text(path: Path, shown: str, limit: int = MAX_BYTES) -> tuple[str | None, tuple[Finding, ...]]:
    """The text of a file that strangers wrote, or None and why: no file, not UTF-8, too large."""
    if path.is_symlink():
        return None, (FileNotRead.found(shown, "is a symbolic link", "commit the file itself"),)
    try:
        size = path.stat().st_size
        raw = read_regular(path) if size <= limit else b""
    except OSError as error:
        return None, (unreadable(shown, error),)
    if size > limit:
        message = f"has {size / 1e6:.0f} MB; at most {limit / 1e6:.0f} MB are read"
        return None, (FileNotRead.found(shown, message, "split or thin it"),)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (not_utf8(shown, error),)
    if (nul := raw.find(b"\0")) >= 0:
        line, column = _position(raw, nul)
        finding = FileNotText.found(shown, "holds a NUL byte", "remove it", line=line, column=column)
        return None, (finding,)
    if (lines := text.count("\n") + (not text.endswith("\n"))) > MOST_LINES:
        message = f"has {lines:,} lines; at most {MOST_LINES:,} are read"
        return None, (FileNotRead.found(shown, message, "split or thin it"),)
    if text.startswith("\ufeff"):
        hint = "save as UTF-8 without a byte order mark"
        return None, (FileNotText.found(shown, "begins with a byte order mark", hint, line=1, column=1),)
    return text, ()


def not_utf8(shown: str, error: UnicodeDecodeError) -> Finding:
    """What is said of a file whose bytes are no UTF-8, with the line and column of the first that is none."""
    line, column = _position(error.object, error.start)
    message = f"is not UTF-8: byte 0x{error.object[error.start]:02x}"
    return FileNotText.found(shown, message, "save the file as UTF-8", line=line, column=column)


def unreadable(shown: str, error: OSError) -> Finding:
    """What is said of a file or folder that the system does not let us read, or that is no file."""
    said = error.strerror if isinstance(error, NotAFileError) else f"cannot be read: {error.strerror}"
    return FileNotRead.found(shown, str(said), way_out(error))


@dataclass(frozen=True, slots=True)
class _Line:
    cells: list[str]
    number: int


class _Lines:
    """The lines of a CSV text with their numbers; a syntax error ends them and is kept."""

    def __init__(self, text: str, shown: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        self._shown = shown
        self.findings: list[Finding] = []

    def __iter__(self) -> Iterator[_Line]:
        return self

    def __next__(self) -> _Line:
        first = self._reader.line_num + 1
        try:
            return _Line(next(self._reader), first)
        except csv.Error as error:
            hint = "put quotation marks around cells with commas, and double them inside"
            message = f"is not valid CSV: {error}"
            self.findings.append(NotCsv.found(self._shown, message, hint, line=first))
            raise StopIteration from None


def _position(raw: bytes, offset: int) -> tuple[int, int]:
    before = raw[:offset]
    return before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1


def _check_header(header: list[str], wanted: Mapping[str, Column], shown: str) -> Iterator[Finding]:
    if len(header) > MOST_COLUMNS:
        message = f"has {len(header):,} columns; at most {MOST_COLUMNS} are read"
        yield NotCsv.found(shown, message, "leave out what is not a column of effsite's", line=1)
        return
    for position, name in enumerate(header, 1):
        if name not in wanted:
            message, hint = f"unknown column {name!r}", did_you_mean(name, wanted)
            yield UnknownColumn.found(shown, message, hint, line=1, column=position, field=name)
        elif name in header[: position - 1]:
            message = f"column {name!r} stands twice"
            yield RepeatedColumn.found(shown, message, line=1, column=position, field=name)
    missing = [name for name, column in wanted.items() if column.required and name not in header]
    if missing:
        message = f"missing column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        yield MissingColumn.found(shown, message, line=1, field=missing[0])


@dataclass(slots=True, kw_only=True)
class _TableReader(Generic[T]):
    """Makes rows of lines, and keeps what is wrong with those that cannot be made."""

    row_type: type[T]
    header: list[str]
    shown: str
    context: Context
    findings: list[Finding] = field(default_factory=list)

    def rows(self, lines: Sequence[_Line]) -> tuple[StoredRow[T], ...]:
        """The stored rows of the lines, read by columns; a line with anything wrong is read once more."""
        values = read_columns(self.header, [line.cells for line in lines], self.row_type, self.context)
        rows = (
            StoredRow(value=value, line=line.number) if value is not None else self.row(line)
            for line, value in zip(lines, values, strict=True)
        )
        return tuple(row for row in rows if row is not None)

    def row(self, line: _Line) -> StoredRow[T] | None:
        """The stored row, or None when anything in it is wrong."""
        values = self._values(line)
        if values is None:
            return None
        try:
            value = self.row_type(**{**self.context.given, **values})
        except ValueError as error:
            # The message of a broken invariant begins with the field that it is about, if it is about one.
            first = str(error).partition(" ")[0]
            name = first if first in columns(self.row_type) else ""
            self._complain(line, RowContradictsItself, name, str(error))
            return None
        return StoredRow(value=value, line=line.number)

    def _values(self, line: _Line) -> dict[str, object] | None:
        if len(line.cells) != len(self.header):
            hint = "" if line.cells else "remove the empty line"
            message = f"has {len(line.cells)} cells, the header has {len(self.header)}"
            self._complain(line, CellsMiscounted, "", message, hint)
            return None
        wanted = columns(self.row_type)
        values: dict[str, object] = {}
        before = len(self.findings)
        for name, cell in zip(self.header, line.cells, strict=True):
            try:
                value = parse_cell(cell, name, wanted[name], self.context)
            except FieldError as error:
                self._complain(line, error.rule, name, f"{name} {error.message}", error.hint)
            else:
                if value is not None:
                    values[name] = value
        return values if len(self.findings) == before else None

    def _complain(self, line: _Line, rule: type[Rule], name: str, message: str, hint: str = "") -> None:
        column = self.header.index(name) + 1 if name in self.header else 0
        self.findings.append(
            rule.found(self.shown, message, hint, line=line.number, column=column, field=name)
        )
