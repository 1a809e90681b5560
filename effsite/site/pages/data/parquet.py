"""Flat tables as Parquet files, so that the addresses of data do not depend on what else is installed.

A library that writes Parquet is a download of 55 MB and decides by its version what the bytes are; a table of
texts, numbers, dates and flags needs one row group, one page a column and nothing of the rest of the format.
After https://parquet.apache.org/docs/file-format/ and the Thrift definition that it links.
"""

from __future__ import annotations

import gzip
import struct as packing
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from effsite.site.pages.data import thrift
from effsite.site.pages.data.thrift import I64

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal["text", "number", "integer", "date", "flag"]

MAGIC = b"PAR1"
PROGRAM = "effsite"
_BOOLEAN, _INT32, _INT64, _DOUBLE, _BYTE_ARRAY = 0, 1, 2, 5, 6
_PHYSICAL: dict[Kind, int] = {
    "text": _BYTE_ARRAY,
    "number": _DOUBLE,
    "integer": _INT64,
    "date": _INT32,
    "flag": _BOOLEAN,
}
_UTF8, _DATE = 0, 6
_OPTIONAL, _PLAIN, _RLE, _GZIP, _DATA_PAGE = 1, 0, 3, 2, 0
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column: its name, what its values are, and the values, None where a row has none."""

    name: str
    kind: Kind
    values: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainColumn:
    """One column as the format has it, to be joined with others of the name: the bytes of several add up.

    `there` has a byte for each row, 1 where it has a value; `plain` the values that are there, a flag as a
    byte of its own.
    """

    name: str
    kind: Kind
    there: bytes
    plain: bytes


def plain(column: TableColumn) -> PlainColumn:
    """The column in bytes."""
    values = [value for value in column.values if value is not None]
    there = bytes(value is not None for value in column.values)
    return PlainColumn(name=column.name, kind=column.kind, there=there, plain=_values(column.kind, values))


def parquet(columns: Sequence[PlainColumn], about: Mapping[str, str]) -> bytes:
    """The bytes of a Parquet file with those columns, all of one length, and those facts in its footer.

    Every column may lack values. Texts are UTF-8, numbers doubles, integers of 64 bits, dates days.
    """
    out = bytearray(MAGIC)
    rows = len(columns[0].there) if columns else 0
    chunks: list[thrift.Value] = []
    total = 0
    for column in columns:
        start, (page, size) = len(out), _page(column)
        out += page
        total += size
        described: thrift.Struct = {
            1: _PHYSICAL[column.kind],
            2: [_PLAIN, _RLE],
            3: [column.name],
            4: _GZIP,
            5: I64(rows),
            6: I64(size),
            7: I64(len(page)),
            9: I64(start),
        }
        chunks.append({2: I64(start), 3: described})
    footer = thrift.struct(
        {
            1: 1,
            2: [{4: "schema", 5: len(columns)}, *(_element(column.name, column.kind) for column in columns)],
            3: I64(rows),
            4: [{1: chunks, 2: I64(total), 3: I64(rows)}],
            5: [{1: name, 2: value} for name, value in about.items()],
            6: PROGRAM,
        }
    )
    return bytes(out) + footer + packing.pack("<I", len(footer)) + MAGIC


@cache
def _element(name: str, kind: Kind) -> bytes:
    element: thrift.Struct = {1: _PHYSICAL[kind], 3: _OPTIONAL, 4: name}
    if kind in ("text", "date"):
        converted, logical = (_UTF8, 1) if kind == "text" else (_DATE, 6)
        element |= {6: converted, 10: {logical: {}}}
    return thrift.struct(element)


def _page(column: PlainColumn) -> tuple[bytes, int]:
    """The one page of a column with its header, and how many bytes it is unpacked."""
    levels = _levels(column.there)
    values = _bits(column.plain) if column.kind == "flag" else column.plain
    whole = packing.pack("<I", len(levels)) + levels + values
    packed = gzip.compress(whole, compresslevel=6, mtime=0)
    said: thrift.Struct = {1: len(column.there), 2: _PLAIN, 3: _RLE, 4: _RLE}
    header = thrift.struct({1: _DATA_PAGE, 2: len(whole), 3: len(packed), 5: said})
    return header + packed, len(header) + len(whole)


def _levels(there: bytes) -> bytes:
    """Which rows have a value, one bit a row, as one bit-packed run of groups of eight."""
    groups = (len(there) + 7) // 8
    return thrift.varint(groups << 1 | 1) + _bits(there)


def _bits(flags: bytes) -> bytes:
    """Flags of a byte each, 0 or 1, as bits: the first is the lowest of its byte."""
    return np.packbits(np.frombuffer(flags, np.uint8), bitorder="little").tobytes()


def _values(kind: Kind, values: Sequence[object]) -> bytes:
    if kind == "text":
        raw = [str(value).encode() for value in values]
        return b"".join(packing.pack("<I", len(one)) + one for one in raw)
    if kind == "number":
        return packing.pack(f"<{len(values)}d", *values)
    if kind == "integer":
        return packing.pack(f"<{len(values)}q", *values)
    if kind == "date":
        days = (value.toordinal() - _EPOCH for value in values if isinstance(value, date))
        return packing.pack(f"<{len(values)}i", *days)
    return bytes(map(bool, values))
