"""How the cells of a row become values, counts and words, under one header of a table."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from effsite.ingest.log_columns import ROLES, canonical
from effsite.ingest.log_counts import Counts
from effsite.ingest.metric_names import keeps
from effsite.ingest.numbers import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.log import Evaluation
    from effsite.ingest.log_columns import Roles
    from effsite.ingest.log_counts import Clock
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.telling_words import Words

    RowKey = tuple[str, Words]

COUNTED = ("step", "epoch", "examples", "training_flop")
COUNT_NAMES = frozenset(name for role, names in ROLES.items() if role != "run" for name in names)


class RowLayout:
    """How one line of cells becomes values and counts, under one header."""

    def __init__(self, header: Sequence[str], columns: Roles, clock: Clock, words: Sequence[str]) -> None:
        self.header, self.columns = header, columns
        where = {name: position for position, name in reversed(list(enumerate(header)))}
        self.metrics = [(where[name], name) for name in columns.metrics]
        self.counts = {role: where[columns.by_role[role]] for role in COUNTED if role in columns.by_role}
        time = columns.clock()[0]
        if time:
            self.counts["time"] = where[time]
        self.run = where[columns.by_role["run"]] if "run" in columns.by_role else -1
        self.clock = clock
        self.percent: set[str] = set()
        self.words = tuple((where[name], name) for name in words)
        used = [self.run, *self.counts.values(), *(p for p, _ in self.metrics), *(p for p, _ in self.words)]
        gaps = not all(header[1:-1])
        self.widest = len(header) - 1 if gaps else max(used, default=0)
        """The last cell that a row must have: the very last, where a heading without a name may be a gap."""
        self.most = len(header)
        telling = [p for p in (self.run, *(p for p, _ in self.words)) if p >= 0]
        self.telling = itemgetter(*telling) if telling else None

    @property
    def used(self) -> set[str]:
        """The names of the columns of counts and metrics."""
        return {*self.columns.by_role.values(), *self.columns.metrics}

    def forget(self, name: str) -> None:
        """Look no more at a column of words."""
        self.words = tuple(pair for pair in self.words if pair[1] != name)
        telling = [p for p in (self.run, *(p for p, _ in self.words)) if p >= 0]
        self.telling = itemgetter(*telling) if telling else None

    def values(self, row: list[str]) -> dict[str, float] | None:
        """The finite values of the kept metrics, or None where a cell is missing or odd."""
        values: dict[str, float] = {}
        try:
            for position, name in self.metrics:
                cell = row[position]
                if cell:
                    value = float(cell)
                    if value - value != 0.0 or not is_plain(cell):
                        return None
                    values[name] = value
        except (ValueError, IndexError):
            return None
        return values if self.widest < len(row) <= self.most else None

    def odd_values(self, row: list[str], *, comma: bool) -> tuple[dict[str, float], list[str]]:
        """The values of a row with odd cells, and the names of the columns whose cells are no numbers.

        With `comma` a comma in a number may be a decimal one, so that it is none.
        """
        values: dict[str, float] = {}
        odd: list[str] = []
        for position, name in self.metrics:
            cell = row[position].strip()
            value = number(cell)
            if value is None and cell.endswith("%"):
                value = number(cell[:-1])
                self.percent.add(name)
            if value is not None and not (comma and "," in cell):
                values[name] = value
            elif cell:
                odd.append(name)
        return values, odd

    def evaluation(self, row: list[str], values: dict[str, float], line: int) -> Evaluation:
        """The evaluation of that row."""
        counts = {
            role: self.clock.read(row[position]) if role == "time" else number(row[position])
            for role, position in self.counts.items()
        }
        return Counts(**counts).evaluation(values, line, self.clock)

    def key(self, row: list[str]) -> RowKey:
        """What tells the run of a row from others: its run's cell and the words beside the value."""
        return row[self.run].strip() if self.run >= 0 else "", self.beside(row)

    def beside(self, row: list[str]) -> Words:
        """The words that stand in the row, with the names of their columns."""
        return tuple((name, row[position].strip()) for position, name in self.words)

    def is_header(self, row: list[str], options: ReadOptions) -> bool:
        """Whether a row repeats or changes the header: words alone, and two of them names that are known.

        Known are the names of the header, of counts, and those that fit the metric that is sought.
        """
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) < 2 or any(number(cell) is not None for cell in cells):
            return False
        known = {canonical(name) for name in self.header if name} | COUNT_NAMES
        sought = bool(options.metric or options.wanted)
        return sum(canonical(cell) in known or (sought and keeps(cell, options)) for cell in cells) >= 2


def is_plain(cell: str) -> bool:
    """Whether what float() takes is a number in a log too: no underscores, no digits of other scripts."""
    return cell.isascii() and "_" not in cell
