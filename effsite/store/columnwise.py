"""The cells of a table, a column at a time: what most tables need, because most have nothing wrong.

Of each column every distinct cell is read once: numbers are matched and converted in bulk, all others
by the function that reads single cells.
"""

# pandas was measured in this place (200,000 rows, 20 columns): 1.5 s of CPU for its reader, str.fullmatch
# and to_numeric, where csv, re and float take 1.4 s. Its own numbers cannot be used, because it takes some
# that the row types refuse (`.5`, ` 1`, `inf`), and its import costs 0.3 s and 40 MB in every small command.

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from effsite.records import columns
from effsite.records.fields import FieldError, check_number
from effsite.store.values import EXACT_DIGITS, INTEGER, NUMBER, parse_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.store.values import Context

T = TypeVar("T")


def read_columns(
    header: Sequence[str], lines: Sequence[Sequence[str]], row_type: type[T], context: Context
) -> list[T] | None:
    """The row on each line, or None where anything is wrong: read line by line to say what.

    `header` names columns of the row type, each once.
    """
    if any(len(line) != len(header) for line in lines):
        return None
    reader = _ColumnReader(row_type, context)
    make = partial(row_type, **context.given)
    try:
        read = [
            reader.read(cells, name) for name, cells in zip(header, zip(*lines, strict=True), strict=False)
        ]
        return [make(**dict(zip(header, values, strict=True))) for values in zip(*read, strict=True)]
    except (FieldError, ValueError):
        return None


class _ColumnReader:
    """Reads the columns of one table; raises FieldError where a cell is wrong."""

    def __init__(self, row_type: type, context: Context) -> None:
        self._columns, self._context = columns(row_type), context
        fields = dataclasses.fields(row_type)
        self._defaults = {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}

    def read(self, cells: Sequence[str], name: str) -> list[object]:
        """The value of each cell of the column of that name, and the field's default for an empty one."""
        texts = set(cells)
        values: dict[str, object] = {}
        if "" in texts and name in self._defaults:
            texts.remove("")
            values[""] = self._defaults[name]
        distinct = list(texts)
        values.update(zip(distinct, self._distinct(distinct, name), strict=True))
        return [values[cell] for cell in cells]

    def _distinct(self, texts: Sequence[str], name: str) -> Sequence[object]:
        column = self._columns[name]
        numbers: Sequence[float] = ()
        if column.kind == "number" and all(map(NUMBER.fullmatch, texts)):
            numbers = list(map(float, texts))
        elif column.kind == "integer" and all(map(INTEGER.fullmatch, texts)):
            numbers = list(map(int, texts)) if all(len(text) < EXACT_DIGITS for text in texts) else ()
        if not numbers:
            return [parse_cell(text, name, column, self._context) for text in texts]
        check_number(min(numbers), column)
        check_number(max(numbers), column)
        return numbers
