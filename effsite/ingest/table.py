"""A delimited table with a header, row by row in bounded memory -> the evaluations of its runs."""

from __future__ import annotations

import csv
import math
from collections import deque
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING

from effsite.ingest.log_columns import roles
from effsite.ingest.log_counts import Clock
from effsite.ingest.points import NOWHERE
from effsite.ingest.report import LogError
from effsite.ingest.row_layout import RowLayout
from effsite.ingest.table_runs import NOT_A_VALUE, TableRuns
from effsite.ingest.time_text import time_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.log_file import LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report
    from effsite.ingest.time_text import TimeForm

    _Numbered = tuple[int, list[str]]
    _Rows = Iterator[_Numbered]

DELIMITERS = ("\t", ",", ";")
MAX_COLUMNS = 2_000
LOOKED_AHEAD = 30
"""Rows after a header that are looked at to see what its columns hold."""

MOST_WORD_COLUMNS = 8


def read_table(
    source: LogFile, options: ReadOptions, report: Report, *, epochs_known: bool = False
) -> Iterator[LoggedRun]:
    """The runs in a table: one, or one for each value of its run or seed column.

    The header is the first line that is not empty; a line in the middle that repeats or changes it
    begins again with the new columns. Rows without a value of a kept metric are passed over.
    `epochs_known` says that the format lays down how epochs count: nothing is assumed about them then.
    Raises LogError for a table without a header, rows or a usable column.
    """
    reader = _LogTableReader(source, options, report)
    reader.read()
    return reader.gathered.runs(epochs_known=epochs_known)


def delimiter(line: str) -> str:
    """The delimiter that a header line uses: tab, comma or semicolon; comma where it has none."""
    return max(DELIMITERS, key=lambda d: (line.count(d), d == ","))


class _LogTableReader:
    """One pass over a table."""

    def __init__(self, source: LogFile, options: ReadOptions, report: Report) -> None:
        self.source, self.options, self.report = source, options, report
        self.gathered = TableRuns(options, report)
        self.line = 0
        self.delimiter = ","
        self.header: tuple[str, ...] = ()
        self.ahead: deque[_Numbered] = deque()

    def read(self) -> None:
        head = next((line for line in self.source.head().text.splitlines() if line.strip()), "")
        self.delimiter = delimiter(head)
        rows = chain.from_iterable(self._rows())
        try:
            header = next(((line, row) for line, row in rows if any(cell.strip() for cell in row)), None)
            if header is None:
                raise LogError("is empty")
            while header is not None:
                header = self._section(*header, rows)
        except csv.Error as error:
            hint = "is a quotation mark missing?"
            raise LogError(f"is no table that can be read: {error}", hint, line=self.line) from None

    def _rows(self) -> Iterator[_Rows]:
        """The rows, stretch by stretch, with their line numbers.

        Split at the delimiter where no quotation mark is; read by the csv module where they come in
        pairs, and by it to the end where one stays open, for what it opens may go on for any number
        of lines.
        """
        pieces = self.source.pieces()
        for number_, text in pieces:
            if marks := text.count('"'):
                later = (text for _, text in pieces) if marks % 2 else ()
                lines = chain.from_iterable(map(str.split, chain([text], later), repeat("\n")))
                reader = csv.reader(lines, delimiter=self.delimiter, skipinitialspace=True)
                yield ((number_ - 1 + reader.line_num, row) for row in reader)
            else:
                yield enumerate(map(str.split, text.split("\n"), repeat(self.delimiter)), number_)

    def _section(self, line: int, names: list[str], rows: _Rows) -> _Numbered | None:
        """Read rows until the end or the next header, which it gives."""
        self.line = line
        self.header = tuple(name.strip() for name in names)
        if len(self.header) > MAX_COLUMNS:
            raise LogError(f"has more than {MAX_COLUMNS} columns", line=line)
        self.ahead.extend(islice(rows, LOOKED_AHEAD - len(self.ahead)))
        row_of = self._layout(self._first_cells())
        self.gathered.layouts.append(row_of)
        for number_, row in self._notable(chain(iter(self._next_ahead, None), rows), row_of):
            values = row_of.values(row)
            if values is None:
                if row_of.is_header(row, self.options):
                    same = [cell.strip() for cell in row] == list(self.header)
                    said = "the header is repeated" if same else "the columns change"
                    self.report.understood(f"{said} in mid-file", number_)
                    return number_, row
                values = self._odd(row, row_of, number_)
            if values:
                self.gathered.take(row, values, row_of, number_)
        return None

    def _next_ahead(self) -> _Numbered | None:
        return self.ahead.popleft() if self.ahead else None

    def _first_cells(self) -> dict[str, str]:
        """The first cell that is not empty of each column, among the rows that were looked at ahead."""
        first: dict[str, str] = {}
        for _, row in reversed(self.ahead):
            first |= {n: cell.strip() for n, cell in zip(self.header, row, strict=False) if cell.strip()}
        return {name: cell for name, cell in first.items() if name}

    def _layout(self, first: Mapping[str, str]) -> RowLayout:
        """How the rows under the header are read, by its names and by the first cells of its columns."""
        forms: dict[str, TimeForm] = {name: time_form(cell) for name, cell in first.items()}
        columns = roles(self.header, self.options, self.report, forms)
        if not columns.metrics and self.gathered.layouts:
            self.report.ignored("rows under a header without the metric", self.line)
        taken = {*columns.by_role.values(), *columns.metrics}
        words = [n for n in self.header if n in first and n not in taken and not forms[n]]
        words = [n for n in words if first[n].casefold() not in NOT_A_VALUE and not first[n].endswith("%")]
        clock = Clock.of(columns, forms)
        before = self.gathered.layouts[-1] if self.gathered.layouts else None
        if before and (before.columns.clock(), before.clock.form) == (columns.clock(), clock.form):
            clock = before.clock
        clock(clock.read(first.get(columns.clock()[0], "")))
        row_of = RowLayout(self.header, columns, clock, words[:MOST_WORD_COLUMNS])
        self._refuse_doubles(row_of)
        return row_of

    def _refuse_doubles(self, row_of: RowLayout) -> None:
        """Raise LogError for two columns of one name, one of which would be read, that differ."""
        for name in sorted(n for n in row_of.used if self.header.count(n) > 1):
            places = [at for at, own in enumerate(self.header) if own == name]
            rows = [[row[at].strip() for at in places] for _, row in self.ahead if len(row) > places[-1]]
            if any(len(set(cells)) > 1 for cells in rows):
                said = f"has {len(places)} columns named {name!r} with different values"
                raise LogError(said, "give them names of their own", line=self.line)

    def _notable(self, rows: _Rows, row_of: RowLayout) -> _Rows:
        """The rows that need a look; the others are counted here, for they would not be kept.

        The speed of reading comes from here, and no answer may change by it. Passed over is, where one
        metric is kept, a row without a value, and a row of the run under way whose value is a plain
        number that meets no level while it is not the row's turn to be kept. After each row that was
        looked at, which may change all of this, the bounds are asked for anew. What `is_plain` asks stands
        here in full: a call for each row would cost a tenth of the speed.
        """
        if len(row_of.metrics) != 1:
            yield from rows
            return
        ((at, name),) = row_of.metrics
        telling, widest, most = row_of.telling, row_of.widest, row_of.most
        told: object = None
        below, above, passing, left = math.inf, -math.inf, 0, 0
        low, high = NOWHERE
        gathered = self.gathered
        last: _Numbered | None = None
        for numbered in rows:
            row = numbered[1]
            try:
                cell = row[at]
                if widest < len(row) <= most and (telling is None or telling(row) == told):
                    if not cell:
                        continue
                    if left and below < (value := float(cell)) < above and cell.isascii() and "_" not in cell:
                        left -= 1
                        last = numbered
                        if value < low:
                            low = value
                        if value > high:
                            high = value
                        continue
            except (ValueError, IndexError):
                pass
            gathered.passed_over(passing - left, last, row_of, (name, low, high))
            last, (low, high) = None, NOWHERE
            yield numbered
            points = gathered.points.get(gathered.run)
            telling = row_of.telling
            try:
                told = telling(row) if telling and row_of.key(row) == gathered.run else None
            except IndexError:
                told = None
            if points is not None:
                above, below = points.watched(name)
                passing = left = -(points.seen + 1) % points.stride
        gathered.passed_over(passing - left, last, row_of, (name, low, high))

    def _odd(self, row: list[str], row_of: RowLayout, line: int) -> dict[str, float]:
        """What can be had from a row that is not plain numbers, with a word on what cannot."""
        if not any(cell.strip() for cell in row):
            return {}
        if len(row) <= row_of.widest:
            self.report.refused("a row with too few cells", line, "is the file cut off?")
            return {}
        if any(cell.strip() for cell in row[row_of.most :]):
            over = f"a row of {len(row)} cells under {row_of.most} headings"
            self.report.refused(over, line, self._why_too_many(row))
            return {}
        values, odd = row_of.odd_values(row, comma=self.delimiter == ";")
        for name in odd:
            text = row[self.header.index(name)].strip().casefold()
            if text in NOT_A_VALUE:
                self.report.ignored(f"{name}: a value that is missing or not finite", line)
            elif self.options.metric == name or self.options.wanted is not None:
                self.report.refused(f"{name}: a value that is not a number", line, _why_odd(text))
            else:
                self.report.ignored(f"{name}: text, not numbers", line)
        return values

    def _why_too_many(self, row: list[str]) -> str:
        if self.delimiter == "\t" and not all(cell.strip() for cell in row[1:-1]):
            return "two tabs between cells? make it one, or read it as another format"
        if self.delimiter == ",":
            return "decimal commas? save the table with decimal points, or quote cells that hold a comma"
        return "a delimiter within a cell? quote it"


def _why_odd(text: str) -> str:
    return "decimal commas? save the table with decimal points" if "," in text else ""
