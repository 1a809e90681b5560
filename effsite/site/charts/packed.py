"""Columns of a live chart as its file has them: what is said again and again is said once.

Results of one round share their date, their labels, most of their address. A column is written as `of`, its
pieces, each once, and `at`, which of them each row has: one, or several that are put together with `by`.
The page's script reads it so (assets/effsite.js).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PARTED_BY = {"values": "\n", "url": "/"}
"""What parts the texts of a column into pieces that rows share, by the end of the column's name."""

_AROUND = len('{"of":[],"at":[],"by":"n"}')
_PIECE = len('"",')
_PLACE = len("10,")


def packed(columns: Mapping[str, object]) -> dict[str, object]:
    """The columns and scalars with each column in its shorter form; one without rows is left out."""
    return {name: _packed(name, value) for name, value in columns.items() if value != []}


def _packed(name: str, value: object) -> object:
    if not isinstance(value, list) or any(isinstance(each, list) for each in value):
        return value
    by = PARTED_BY.get(name.rpartition(".")[2])
    return _whole(value) if by is None else _parted(value, by)


def _whole(rows: Sequence[object]) -> object:
    numbers = {each: n for n, each in enumerate(dict.fromkeys(rows))}
    saved = sum(len(str(each)) + _PIECE for each in rows) - sum(len(str(each)) + _PIECE for each in numbers)
    if saved <= len(rows) * _PLACE + _AROUND:
        return rows
    return {"of": list(numbers), "at": [numbers[each] for each in rows]}


def _parted(rows: Sequence[str], by: str) -> object:
    parts = [each.split(by) for each in rows]
    numbers = {piece: n for n, piece in enumerate(dict.fromkeys(p for row in parts for p in row))}
    size = sum(len(piece) + _PIECE for piece in numbers) + sum(len(row) * _PLACE + 2 for row in parts)
    if size + _AROUND >= sum(len(each) + _PIECE for each in rows):
        return rows
    return {"of": list(numbers), "at": [[numbers[piece] for piece in row] for row in parts], "by": by}
