"""Which rows of a block of a plain table need to be looked at: the others would not be kept."""

from __future__ import annotations

import math
from operator import itemgetter, methodcaller
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.points import Points


class Skim:
    """A quick pass over blocks of lines for one metric, which stands in one column.

    It gives the rows that cross a level, those whose turn it is, and the last of the block; of a sparse
    column those that have a value. A block with anything out of the ordinary is given whole.
    """

    def __init__(self, position: int, delimiter: str, name: str, points: Points) -> None:
        self.delimiter, self.name, self.points = delimiter, name, points
        self._split_far = methodcaller("split", delimiter, position + 1)
        self._cell = itemgetter(position)

    def rows(self, first: int, block: list[str], text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows to look at, with their line numbers; `text` is the block in one piece.

        Counts the evaluations that are passed over.
        """
        cells = self._cells(block)
        if cells is None or "_" in text:
            yield from self._split(first, block, range(len(block)))
        elif "" in cells:
            yield from self._split(first, block, [n for n, cell in enumerate(cells) if cell])
        elif (picked := self._picked(cells)) is None:
            yield from self._split(first, block, range(len(block)))
        else:
            seen = self.points.seen
            for number in picked:
                self.points.seen = seen + number
                yield first + number, block[number].split(self.delimiter)
            self.points.seen = seen + len(block)

    def _cells(self, block: list[str]) -> list[str] | None:
        """The metric's cells, or None where a line has too few."""
        try:
            return list(map(self._cell, map(self._split_far, block)))
        except IndexError:
            return None

    def _split(
        self, first: int, block: list[str], numbers: range | list[int]
    ) -> Iterator[tuple[int, list[str]]]:
        for number in numbers:
            yield first + number, block[number].split(self.delimiter)

    def _picked(self, cells: list[str]) -> list[int] | None:
        """The places of the rows to look at, or None where a cell is no finite number."""
        try:
            values = list(map(float, cells))
        except ValueError:
            return None
        if not math.isfinite(sum(values)):
            return None
        above, below = self.points.watched(self.name)
        crossing: list[int] = []
        if max(values) >= above or min(values) <= below:
            crossing = [n for n, value in enumerate(values) if value >= above or value <= below]
        stride = self.points.stride
        in_turn = range((-self.points.seen - 1) % stride, len(values), stride)
        return sorted({*crossing, *in_turn, len(values) - 1})
