"""The rows of targets as one table of typed columns, the same columns whatever the rows."""

from __future__ import annotations

import csv
import io
import struct as packing
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from effsite.files import json_text
from effsite.records import PublicationDate, Result, columns
from effsite.site.pages.data.parquet import PlainColumn, TableColumn, parquet, plain
from effsite.site.pages.downloads import CHECKS, DERIVED, MEANINGS, STORED, VERSION
from effsite.site.pages.table_rows import rows
from effsite.site.pages.workings import telling_checks
from effsite.store.csv_text import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Column
    from effsite.site.pages.data.parquet import Kind

ADDED = {
    "task": "Folder of the collection that the target belongs to.",
    "submission": "File of the collection that the row stands in.",
    "published_precision": "day, or month where the source gives no day: published is then the 15th.",
    "measure": "The measure whose record the target follows.",
    "measure_value": "The row's value of that measure, in the measure's unit.",
}
"""Columns that a row of one target needs none of, and one of all targets does."""

_NUMBERS = frozenset({"figure_low", "figure_high", "factor", "measure_value"})
_FLAGS = frozenset({"on_frontier", "competes", "estimated"})
_KINDS: dict[str, Kind] = {"number": "number", "integer": "integer", "date": "date", "flag": "flag"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataField:
    """One column of the table: `about` says what it holds, `unit` is empty for what has none."""

    name: str
    kind: Kind
    about: str
    unit: str = ""


def _field(name: str, column: Column) -> DataField:
    return DataField(name=name, kind=_KINDS.get(column.kind, "text"), about=column.about, unit=column.unit)


def _kind(name: str) -> Kind:
    if name in _NUMBERS:
        return "number"
    return "flag" if name in _FLAGS else "text"


def _fields() -> tuple[DataField, ...]:
    stored = [_field(name, column) for name, column in columns(Result).items()]
    made = {
        name: DataField(name=name, kind=_kind(name), about=about)
        for name, about in (ADDED | MEANINGS).items()
    }
    at = STORED.index("published") + 1
    first, rest = stored[:at], stored[at:]
    last = ("submission", "measure", "measure_value", *MEANINGS)
    return (made["task"], *first, made["published_precision"], *rest, *(made[name] for name in last))


FIELDS = _fields()
"""The columns, in their order: the stored ones, and what follows from the collection."""


@dataclass(frozen=True, slots=True)
class RowColumns:
    """Rows, column by column: `values` has for each of FIELDS that of every row, None or "" for nothing."""

    values: Mapping[str, Sequence[object]]

    @classmethod
    def of(cls, summary: TargetSummary) -> RowColumns:
        """The rows of one target, in date order."""
        shown = rows(summary)
        results = [row.result for row in shown]
        values: dict[str, Sequence[object]] = {
            **{name: list(map(attrgetter(name), results)) for name in STORED},
            **{name: list(map(attrgetter(name), shown)) for name in DERIVED},
            "task": [summary.task.name] * len(shown),
            "submission": [result.submission for result in results],
            "published_precision": [result.published.precision for result in results],
            "measure": [summary.measure] * len(shown),
            "measure_value": [result.measure(summary.measure) for result in results],
            CHECKS: ["; ".join(telling_checks(result)) for result in results],
        }
        return cls(values)

    @classmethod
    def together(cls, tables: Iterable[RowColumns]) -> RowColumns:
        """The rows of several, one after the other."""
        several = tuple(tables)
        return cls({f.name: list(chain.from_iterable(t.values[f.name] for t in several)) for f in FIELDS})

    def plain(self) -> PlainRows:
        """The rows in bytes, of which Parquet files are made."""
        table = (TableColumn(name=f.name, kind=f.kind, values=self._typed(f)) for f in FIELDS)
        return PlainRows(tuple(map(plain, table)))

    def csv(self) -> str:
        """The rows as CSV, with every column; dates as they are written in the collection."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow([field.name for field in FIELDS])
        writer.writerows(zip(*(map(_text, self.values[f.name]) for f in FIELDS), strict=True))
        return buffer.getvalue()

    def json(self) -> str:
        """The rows as JSON: what a row does not have is left out of it."""
        names = [field.name for field in FIELDS]
        whole = [
            {name: _plain(value) for name, value in zip(names, row, strict=True) if value not in (None, "")}
            for row in zip(*(self.values[name] for name in names), strict=True)
        ]
        return json_text({"schema_version": VERSION, "rows": whole}, indent=1) + "\n"

    def _typed(self, field: DataField) -> Sequence[object]:
        values = self.values[field.name]
        if field.kind == "date":
            return [value.day if isinstance(value, PublicationDate) else None for value in values]
        return [value or None for value in values] if field.kind == "text" else values


@dataclass(frozen=True, slots=True)
class PlainRows:
    """Rows as bytes, column by column in the order of FIELDS: what several targets have is put together.

    Texts of a hundred thousand rows take seconds to write; what did not change is kept in this form.
    """

    columns: tuple[PlainColumn, ...]

    @classmethod
    def together(cls, tables: Iterable[PlainRows]) -> PlainRows:
        """The rows of several, one after the other."""
        several = [table.columns for table in tables]
        return cls(tuple(_joined(n, [columns[n] for columns in several]) for n in range(len(FIELDS))))

    @classmethod
    def stored(cls, kept: bytes) -> PlainRows:
        """What `as_bytes` gave."""
        rows, *sizes = packing.unpack_from(f"<{len(FIELDS) + 1}Q", kept)
        at, found = 8 * (len(FIELDS) + 1), []
        for field, size in zip(FIELDS, sizes, strict=True):
            there, values = kept[at : at + rows], kept[at + rows : at + rows + size]
            found.append(PlainColumn(name=field.name, kind=field.kind, there=there, plain=values))
            at += rows + size
        return cls(tuple(found))

    def as_bytes(self) -> bytes:
        """The rows as one piece: how many, the size of each column's values, then the columns."""
        sizes = [len(column.plain) for column in self.columns]
        head = packing.pack(f"<{len(sizes) + 1}Q", len(self.columns[0].there), *sizes)
        return b"".join((head, *(part for c in self.columns for part in (c.there, c.plain))))

    def parquet(self, about: Mapping[str, str]) -> bytes:
        """The rows as a Parquet file, with every column; `about` goes into its footer."""
        return parquet(self.columns, {"schema_version": VERSION, **about})


def _joined(place: int, parts: list[PlainColumn]) -> PlainColumn:
    field = FIELDS[place]
    there, values = b"".join(part.there for part in parts), b"".join(part.plain for part in parts)
    return PlainColumn(name=field.name, kind=field.kind, there=there, plain=values)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else as_text(value)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, PublicationDate) else value
