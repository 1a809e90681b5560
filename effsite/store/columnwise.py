"""The rows of a table, read a column at a time: what most rows need, because most have nothing wrong.

Of each column every distinct cell is read once: numbers are matched and converted in bulk, all others
by the function that reads single cells. Rows are filled a column at a time, too.
"""

# pandas was measured in this place (200,000 rows, 20 columns): 1.5 s of CPU for its reader, str.fullmatch
# and to_numeric, where csv, re and float take 1.4 s. Its own numbers cannot be used, because it takes some
# that the row types refuse (`.5`, ` 1`, `inf`), and its import costs 0.3 s and 40 MB in every small command.

from __future__ import annotations

import dataclasses
from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeVar

from effsite.records import columns
from effsite.records.fields import FieldError, check_number
from effsite.store.values import EXACT_DIGITS, INTEGER, NUMBER, are_taken, parse_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from effsite.records.fields import Kind
    from effsite.store.values import Context

T = TypeVar("T")

_WRONG: Any = object()
"""Stands for a cell that its column does not take."""


def read_columns(
    header: Sequence[str], lines: Sequence[Sequence[str]], row_type: type[T], context: Context
) -> list[T | None]:
    """The row on each line, or None where anything in it is wrong: read that line alone to say what.

    `header` names columns of the row type, each once.
    """
    rows: list[T | None] = [None] * len(lines)
    whole = [n for n, cells in enumerate(lines) if len(cells) == len(header)]
    if not whole:
        return rows
    reader = _ColumnReader(row_type, context)
    contradicts_itself = _contradicts_itself if hasattr(row_type, "refuse_contradiction") else _never
    cells_of = zip(*(lines[n] for n in whole), strict=True)
    read = {name: reader.read(cells, name) for name, cells in zip(header, cells_of, strict=True)}
    filled = _filled(row_type, {**read, **_constants(row_type, context, header)}, len(whole))
    for n, (place, row) in enumerate(zip(whole, filled, strict=True)):
        if n not in reader.wrong and not contradicts_itself(row):
            rows[place] = row
    return rows


def _constants(row_type: type, context: Context, header: Sequence[str]) -> dict[str, Iterable[object]]:
    """What the fields hold that no column gives: what the context gives, else their default."""
    rest = [f for f in dataclasses.fields(row_type) if f.name not in header]
    values = {f.name: context.given.get(f.name, f.default) for f in rest}
    if missing := [name for name, value in values.items() if value is dataclasses.MISSING]:
        raise TypeError(f"neither a column nor the context gives {', '.join(missing)}")
    return {name: repeat(value) for name, value in values.items()}


def _filled(row_type: type[T], values: Mapping[str, Iterable[object]], count: int) -> list[T]:
    """So many rows with those values by field, made without their rules being looked at.

    A third of the time that their constructor takes, whose 34 steps for each row are Python's.
    """
    rows = list(map(object.__new__, repeat(row_type, count)))
    for name, column in values.items():
        deque(map(vars(row_type)[name].__set__, rows, column), maxlen=0)
    return rows


def _contradicts_itself(row: Any) -> bool:
    """Whether a row of which every cell is right, and so no number infinite, is none for its constructor."""
    try:
        row.refuse_contradiction()
    except ValueError:
        return True
    return False


def _never(row: object) -> bool:
    return False


class _ColumnReader:
    """Reads the columns of one table; `wrong` has the places of the rows of which a cell is not taken."""

    def __init__(self, row_type: type, context: Context) -> None:
        self._columns, self._context = columns(row_type), context
        fields = dataclasses.fields(row_type)
        self._defaults = {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}
        self.wrong: set[int] = set()

    def read(self, cells: Sequence[str], name: str) -> list[object]:
        """The value of each cell of the column of that name, and the field's default for an empty one."""
        texts = set(cells)
        values: dict[str, object] = {}
        if "" in texts and name in self._defaults:
            texts.remove("")
            values[""] = self._defaults[name]
        distinct = list(texts)
        values.update(zip(distinct, self._distinct(distinct, name), strict=True))
        read = [values[cell] for cell in cells]
        if any(value is _WRONG for value in values.values()):
            self.wrong.update(n for n, value in enumerate(read) if value is _WRONG)
        return read

    def _distinct(self, texts: Sequence[str], name: str) -> Sequence[object]:
        column = self._columns[name]
        if name not in self._context.known and are_taken(texts, column):
            return texts
        numbers = _numbers(texts, column.kind)
        if numbers:
            try:
                check_number(min(numbers), column)
                check_number(max(numbers), column)
            except FieldError:
                pass
            else:
                return numbers
        return [self._one(text, name) for text in texts]

    def _one(self, text: str, name: str) -> object:
        try:
            return parse_cell(text, name, self._columns[name], self._context)
        except FieldError:
            return _WRONG


def _numbers(texts: Sequence[str], kind: Kind) -> Sequence[float]:
    """The texts as numbers, where all of them can be converted in bulk; else nothing."""
    if kind == "number" and all(map(NUMBER.fullmatch, texts)):
        return list(map(float, texts))
    if kind == "integer" and all(map(INTEGER.fullmatch, texts)):
        return list(map(int, texts)) if all(len(text) < EXACT_DIGITS for text in texts) else ()
    return ()
