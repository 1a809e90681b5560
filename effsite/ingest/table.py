"""A delimited table with a header, row by row in bounded memory -> the evaluations of its runs."""

from __future__ import annotations

import csv
import math
from itertools import chain, repeat
from typing import TYPE_CHECKING

from effsite.ingest.epoch_base import from_zero
from effsite.ingest.log import Facts, LoggedRun
from effsite.ingest.log_columns import Clock, Counts, Roles, canonical, roles
from effsite.ingest.numbers import number, whole
from effsite.ingest.points import Points
from effsite.ingest.privacy import scrubbed
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.ingest.log import Evaluation, Form
    from effsite.ingest.log_file import LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

    _Numbered = tuple[int, list[str]]
    _Rows = Iterator[_Numbered]

DELIMITERS = ("\t", ",", ";")
MAX_COLUMNS = 2_000
MAX_RUNS = 1_000
COUNTED = ("step", "epoch", "examples", "training_flop")
PERCENT: Form = "percent"
NOT_A_VALUE = frozenset(
    {"nan", "none", "null", "na", "n/a", "-", "inf", "-inf", "+inf", "infinity", "-infinity"}
)


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
    return reader.runs(epochs_known=epochs_known)


def delimiter(line: str) -> str:
    """The delimiter that a header line uses: tab, comma or semicolon; comma where it has none."""
    return max(DELIMITERS, key=lambda d: (line.count(d), d == ","))


class _RowLayout:
    """How one line of cells becomes values and counts, under one header."""

    def __init__(self, header: Sequence[str], columns: Roles, clock: Clock) -> None:
        where = {name: position for position, name in reversed(list(enumerate(header)))}
        self.metrics = [(where[name], name) for name in columns.metrics]
        self.counts = {role: where[columns.by_role[role]] for role in COUNTED if role in columns.by_role}
        time = columns.clock()[0]
        if time:
            self.counts["time"] = where[time]
        self.run = where[columns.by_role["run"]] if "run" in columns.by_role else -1
        self.clock = clock
        self.percent: set[str] = set()
        self.widest = max([self.run, *self.counts.values(), *(p for p, _ in self.metrics)], default=0)

    def values(self, row: list[str]) -> dict[str, float] | None:
        """The finite values of the kept metrics, or None where a cell is missing or odd."""
        values: dict[str, float] = {}
        try:
            for position, name in self.metrics:
                cell = row[position]
                if cell:
                    value = float(cell)
                    if value - value != 0.0 or not _is_plain(cell):
                        return None
                    values[name] = value
        except (ValueError, IndexError):
            return None
        return values if len(row) > self.widest else None

    def odd_values(self, row: list[str]) -> tuple[dict[str, float], list[str]]:
        """The values of a row with odd cells, and the names of the columns whose cells are no numbers."""
        values: dict[str, float] = {}
        odd: list[str] = []
        for position, name in self.metrics:
            cell = row[position].strip()
            value = number(cell)
            if value is None and cell.endswith("%"):
                value = number(cell[:-1])
                self.percent.add(name)
            if value is not None:
                values[name] = value
            elif cell:
                odd.append(name)
        return values, odd

    def evaluation(self, row: list[str], values: dict[str, float], line: int) -> Evaluation:
        """The evaluation of that row."""
        counts = {role: number(row[position]) for role, position in self.counts.items()}
        return Counts(**counts).evaluation(values, line, self.clock)

    def is_header(self, row: list[str], header: Sequence[str]) -> bool:
        """Whether a row repeats or changes the header: words alone, and among them a known one."""
        cells = [cell.strip() for cell in row]
        known = {canonical(name) for name in header if name}
        return (
            len(cells) > 1
            and not any(number(cell) is not None for cell in cells)
            and sum(canonical(cell) in known for cell in cells if cell) >= 2
        )


class _LogTableReader:
    """One pass over a table."""

    def __init__(self, source: LogFile, options: ReadOptions, report: Report) -> None:
        self.source, self.options, self.report = source, options, report
        self.points: dict[str, Points] = {}
        self.line = 0
        self.delimiter = ","
        self.run_cell = ""
        self.header: tuple[str, ...] = ()
        self.final: dict[str, tuple[_RowLayout, list[str], dict[str, float], int]] = {}
        self.beside: dict[str, list[str]] = {}

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
        columns = roles(self.header, self.options, self.report)
        time, unit = columns.clock()
        clock = Clock(unit, absolute=time != "" and columns.by_role.get("timestamp") == time)
        self._say(columns, clock)
        row_of = _RowLayout(self.header, columns, clock)
        for number_, row in self._notable(rows, row_of):
            values = row_of.values(row)
            if values is None:
                if row_of.is_header(row, self.header):
                    self.report.understood("the columns change in mid-file", number_)
                    return number_, row
                values = self._odd(row, row_of, number_)
            if values:
                self._take(row, values, row_of, number_)
        return None

    def _notable(self, rows: _Rows, row_of: _RowLayout) -> _Rows:
        """The rows that need a look; the others are counted here, for they would not be kept.

        The speed of reading comes from here, and no answer may change by it. Passed over is, where one
        metric is kept, a row without a value, and a row of the run under way whose value is a plain
        number that meets no level while it is not the row's turn to be kept. After each row that was
        looked at, which may change all of this, the bounds are asked for anew.
        """
        if len(row_of.metrics) != 1:
            yield from rows
            return
        ((at, name),) = row_of.metrics
        run_at, widest = row_of.run, row_of.widest
        run = ""
        below, above, passing, left = math.inf, -math.inf, 0, 0
        last: _Numbered | None = None
        for numbered in rows:
            row = numbered[1]
            try:
                cell = row[at]
                if len(row) > widest and (run_at < 0 or row[run_at] == run):
                    if not cell:
                        continue
                    if left and below < float(cell) < above and _is_plain(cell):
                        left -= 1
                        last = numbered
                        continue
            except (ValueError, IndexError):
                pass
            self._count(passing - left, last, row_of)
            last = None
            yield numbered
            run = self.run_cell
            points = self.points.get(run.strip())
            if points is not None:
                above, below = points.watched(name)
                passing = left = -(points.seen + 1) % points.stride
        self._count(passing - left, last, row_of)

    def _count(self, passed: int, last: _Numbered | None, row_of: _RowLayout) -> None:
        """Count rows that were passed over, and remember the last of them: it may be the last of its run."""
        if last is not None:
            line, row = last
            run = self.run_cell.strip()
            self.points[run].seen += passed
            self.final[run] = (row_of, row, row_of.values(row) or {}, line)

    def _odd(self, row: list[str], row_of: _RowLayout, line: int) -> dict[str, float]:
        """What can be had from a row that is not plain numbers, with a word on what cannot."""
        if not any(cell.strip() for cell in row):
            return {}
        if len(row) <= row_of.widest:
            self.report.refused("a row with too few cells", line, "is the file cut off?")
            return {}
        values, odd = row_of.odd_values(row)
        for name in odd:
            text = row[self.header.index(name)].strip().casefold()
            if text in NOT_A_VALUE:
                self.report.ignored(f"{name}: a value that is missing or not finite", line)
            elif self.options.metric == name or self.options.wanted is not None:
                self.report.refused(f"{name}: a value that is not a number", line)
            else:
                self.report.ignored(f"{name}: text, not numbers", line)
        return values

    def _take(self, row: list[str], values: dict[str, float], row_of: _RowLayout, line: int) -> None:
        self.run_cell = row[row_of.run] if row_of.run >= 0 else ""
        run = self.run_cell.strip()
        points = self._points(run, line)
        if points.wants(values):
            points.take(row_of.evaluation(row, values, line))
        if run not in self.final:
            self.beside[run] = [n for n, cell in zip(self.header, row, strict=False) if cell.strip()]
        self.final[run] = (row_of, row, values, line)

    def _points(self, run: str, line: int) -> Points:
        if run not in self.points:
            if len(self.points) >= MAX_RUNS:
                hint = "name another column: --column run=NAME"
                raise LogError(f"has more than {MAX_RUNS} runs", hint, line=line)
            self.points[run] = Points(self.options)
        return self.points[run]

    def _say(self, columns: Roles, clock: Clock) -> None:
        for role, name in columns.by_role.items():
            self.report.understood(f"{role} is read from {name}")
        if "training_flop" in columns.by_role:
            self.report.guessed("the table's compute is taken to count 2 FLOP per multiply-add")
        if clock.absolute:
            self.report.guessed("time runs from the first timestamp with a value of the metric")

    def runs(self, *, epochs_known: bool) -> Iterator[LoggedRun]:
        """The runs in the order of their first row; raises LogError when no row had a value."""
        if not self.final:
            shown = ", ".join(name for name in self.header if name)[:300]
            raise LogError(
                "has no row with a value of the metric", f"name a column with --metric; it has: {shown}"
            )
        for name, (row_of, row, values, line) in self.final.items():
            points = self.points[name]
            points.last(row_of.evaluation(row, values, line))
            self._check(row_of, row, line)
            row_of.clock.say(self.report)
            timed = not row_of.clock.absolute
            later = not epochs_known and from_zero(points.kept, self.beside[name], self.report, timed=timed)
            yield LoggedRun(
                evaluations=points.kept,
                name=name,
                facts=Facts(seed=whole(name), epochs_from_zero=later),
                thinned=points.thinned,
                forms=dict.fromkeys(row_of.percent, PERCENT),
            )

    def _check(self, row_of: _RowLayout, row: list[str], line: int) -> None:
        """Say so where the last row of a run has words where it should have counts."""
        for role, position in row_of.counts.items():
            cell = row[position].strip()
            if number(cell) is None and cell and cell.casefold() not in NOT_A_VALUE:
                self.report.ignored(f"{role}: {scrubbed(cell[:40])!r} is no number", line)


def _is_plain(cell: str) -> bool:
    """Whether what float() takes is a number in a log too: no underscores, no digits of other scripts."""
    return cell.isascii() and "_" not in cell
