"""Which rows of a stretch of a plain table need to be looked at: the others would not be kept."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from effsite.ingest.json_text import flat_array

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from effsite.ingest.points import Points

    _Numbered = tuple[int, list[str]]


class Skim:
    """A quick pass over stretches of lines for one metric, which stands in one of `width` columns.

    It gives the rows that cross a level, those whose turn it is, and the last of the stretch; of a
    sparse column those that have a value. A stretch with anything out of the ordinary, or with rows of
    several runs, is given whole. `run` is the place of the column that names the run, -1 where there is
    none; `points` gives the points of the run of that name, which a line of that number speaks of.
    """

    def __init__(
        self,
        position: int,
        width: int,
        delimiter: str,
        name: str,
        run: int,
        points: Callable[[str, int], Points],
    ) -> None:
        self.position, self.width, self.delimiter = position, width, delimiter
        self.name, self.run, self.points = name, run, points

    def rows(self, first: int, text: str) -> Iterator[_Numbered]:
        """The rows to look at, with their line numbers; `text` is whole lines, the first numbered `first`.

        Counts the evaluations that are passed over.
        """
        numbers = self._numbers(text)
        cells = self._cells(text) if numbers is None else numbers
        run = None if cells is None else self._run(cells)
        if cells is None or run is None:
            yield from enumerate((line.split(self.delimiter) for line in text.split("\n")), first)
        elif numbers is not None:
            yield from self._in_turn(first, numbers, self._column(numbers), self.points(run, first))
        else:
            yield from self._some(first, cells, self.points(run, first))

    def _column(self, cells: list[Any]) -> list[Any]:
        return cells[self.position :: self.width + 1]

    def _run(self, cells: list[Any]) -> str | None:
        """The run that all rows are of, or None where they are of several."""
        if self.run < 0:
            return ""
        names = set(cells[self.run :: self.width + 1])
        return str(names.pop()).strip() if len(names) == 1 else None

    def _numbers(self, text: str) -> list[Any] | None:
        """The cells of a stretch that holds numbers alone and in every row all of them, or None.

        After the cells of each row but the last stands a None, as after those of `_cells` a line end.
        """
        if self.delimiter != ",":
            if "," in text:
                return None
            text = text.replace(self.delimiter, ",")
        if "n" in text:
            return None
        numbers = flat_array(text.replace("\n", ",null,"))
        if numbers is None or not self._even(numbers, None, text.count("\n")):
            return None
        return numbers if self.run < 0 or isinstance(numbers[self.run], int) else None

    def _cells(self, text: str) -> list[str] | None:
        """The cells of a stretch in which every row has all of them and none an underscore, or None."""
        if "_" in text:
            return None
        cells = text.replace("\n", f"{self.delimiter}\n{self.delimiter}").split(self.delimiter)
        return cells if self._even(cells, "\n", text.count("\n")) else None

    def _even(self, cells: list[Any], end: str | None, ends: int) -> bool:
        """Whether all `ends` that were put in stand where rows of the right width end.

        No cell is an end, so that this means: no row is longer or shorter than the others.
        """
        found = cells[self.width :: self.width + 1]
        return found.count(end) == len(found) == ends and len(cells) == ends + (ends + 1) * self.width

    def _some(self, first: int, cells: list[str], points: Points) -> Iterator[_Numbered]:
        """The rows of a sparse column that have a value, or those to look at of a full one."""
        column = self._column(cells)
        if "" in column:
            yield from self._rows(first, cells, [n for n, cell in enumerate(column) if cell])
            return
        try:
            values = list(map(float, column))
        except ValueError:
            values = [math.nan]
        if math.isfinite(sum(values)):
            yield from self._in_turn(first, cells, values, points)
        else:
            yield from self._rows(first, cells, range(len(column)))

    def _in_turn(
        self, first: int, cells: list[Any], values: list[float], points: Points
    ) -> Iterator[_Numbered]:
        seen = points.seen
        for number, row in self._rows(first, cells, self._picked(values, points)):
            points.seen = seen + number - first
            yield number, row
        points.seen = seen + len(values)

    def _rows(self, first: int, cells: list[Any], places: Iterable[int]) -> Iterator[_Numbered]:
        """The rows at those places, their cells as text (a number as text is that number again)."""
        step = self.width + 1
        for place in places:
            yield first + place, list(map(str, cells[place * step : place * step + self.width]))

    def _picked(self, values: list[float], points: Points) -> list[int]:
        """The places of the rows to look at."""
        above, below = points.watched(self.name)
        crossing: list[int] = []
        if (above < math.inf and max(values) >= above) or (below > -math.inf and min(values) <= below):
            crossing = [n for n, value in enumerate(values) if value >= above or value <= below]
        in_turn = range((-points.seen - 1) % points.stride, len(values), points.stride)
        return sorted({*crossing, *in_turn, len(values) - 1})
