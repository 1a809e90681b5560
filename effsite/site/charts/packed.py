"""Columns of a live chart as its file has them: what is said again and again is said once.

Results of one round share their date, their labels, most of their address. A column is written as `of`, its
pieces, each once, and `at`, which of them each row has: one, or several that are put together with `by`. Of
several, a piece that one row alone has stands there itself.
The page's script reads it so (assets/effsite.js).
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PARTED_BY = {"values": "\n", "url": "/"}
"""What parts the texts of a column into pieces that rows share, by the end of the column's name."""

_AROUND = len('{"of":[],"at":[],"by":"n"}')
_PIECE = len('"",')
_PLACE = len("10,")


def packed(columns: Mapping[str, object]) -> dict[str, object]:
    """The columns and scalars with each column in its shorter form; one without rows is left out.

    A row may be a tuple of pieces, of which a number stands for something that is told elsewhere.
    """
    return {name: _packed(name, value) for name, value in columns.items() if value != []}


def _packed(name: str, value: object) -> object:
    if not isinstance(value, list) or any(isinstance(each, list) for each in value):
        return value
    by = PARTED_BY.get(name.rpartition(".")[2])
    if by is None:
        return _whole(value)
    if isinstance(value[0], tuple):
        return _pieces(value, by)
    parted = _pieces([each.split(by) for each in value], by)
    return parted if len(str(parted)) < len(str(value)) else value


def _whole(rows: Sequence[object]) -> object:
    numbers = {each: n for n, each in enumerate(dict.fromkeys(rows))}
    saved = sum(len(str(each)) + _PIECE for each in rows) - sum(len(str(each)) + _PIECE for each in numbers)
    if saved <= len(rows) * _PLACE + _AROUND:
        return rows
    return {"of": list(numbers), "at": [numbers[each] for each in rows]}


def _pieces(rows: Sequence[Sequence[str | int]], by: str) -> dict[str, object]:
    times = Counter(chain.from_iterable(rows))
    again = (piece for piece, count in times.items() if count > 1 and isinstance(piece, str))
    numbers: dict[str | int, int] = {piece: n for n, piece in enumerate(again)}
    return {"of": list(numbers), "at": [[numbers.get(p, p) for p in row] for row in rows], "by": by}
