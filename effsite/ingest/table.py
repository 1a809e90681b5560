"""A delimited table with a header, row by row in bounded memory -> the evaluations of its runs."""

from __future__ import annotations

import csv
import math
from collections import deque
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING

from effsite.ingest.epoch_base import from_zero
from effsite.ingest.log import Facts, LoggedRun
from effsite.ingest.log_columns import OF_THE_MODEL, SECONDS_IN, UNIT_UNKNOWN, Clock, canonical, roles
from effsite.ingest.numbers import number, whole
from effsite.ingest.points import NOWHERE, Points, over_all
from effsite.ingest.privacy import scrubbed
from effsite.ingest.report import LogError
from effsite.ingest.row_layout import RowLayout, is_plain
from effsite.ingest.telling_words import MOST_WORDS, NAMES_OF_SYSTEMS, Part, held_out, told_apart
from effsite.ingest.time_text import time_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from effsite.ingest.log import Form
    from effsite.ingest.log_file import LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report
    from effsite.ingest.telling_words import Words
    from effsite.ingest.time_text import TimeForm

    _Key = tuple[str, Words]
    _Numbered = tuple[int, list[str]]
    _Rows = Iterator[_Numbered]

DELIMITERS = ("\t", ",", ";")
MAX_COLUMNS = 2_000
LOOKED_AHEAD = 30
"""Rows after a header that are looked at to see what its columns hold."""

TOLD_OF = OF_THE_MODEL | UNIT_UNKNOWN
"""Columns about which the report says more than that they are not used."""

MOST_WORD_COLUMNS = 8
MOST_TOLD = 12
MAX_RUNS = 1_000
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


class _LogTableReader:
    """One pass over a table."""

    def __init__(self, source: LogFile, options: ReadOptions, report: Report) -> None:
        self.source, self.options, self.report = source, options, report
        self.points: dict[_Key, Points] = {}
        self.line = 0
        self.delimiter = ","
        self.run: _Key = ("", ())
        self.header: tuple[str, ...] = ()
        self.final: dict[_Key, tuple[RowLayout, list[str], dict[str, float], int]] = {}
        self.beside: dict[_Key, list[str]] = {}
        self.ahead: deque[_Numbered] = deque()
        self.layouts: list[RowLayout] = []
        self.met: dict[str, set[str]] = {}

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
        self.layouts.append(row_of)
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
                self._take(row, values, row_of, number_)
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
        if not columns.metrics and self.layouts:
            self.report.ignored("rows under a header without the metric", self.line)
        taken = {*columns.by_role.values(), *columns.metrics}
        words = [n for n in self.header if n in first and n not in taken and not forms[n]]
        words = [n for n in words if first[n].casefold() not in NOT_A_VALUE and not first[n].endswith("%")]
        clock = Clock.of(columns, forms)
        before = self.layouts[-1] if self.layouts else None
        if before and (before.columns.clock(), before.clock.form) == (columns.clock(), clock.form):
            clock = before.clock
        return RowLayout(self.header, columns, clock, words[:MOST_WORD_COLUMNS])

    def _notable(self, rows: _Rows, row_of: RowLayout) -> _Rows:
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
        telling, widest, most = row_of.telling, row_of.widest, row_of.most
        told: object = None
        below, above, passing, left = math.inf, -math.inf, 0, 0
        low, high = NOWHERE
        last: _Numbered | None = None
        for numbered in rows:
            row = numbered[1]
            try:
                cell = row[at]
                if widest < len(row) <= most and (telling is None or telling(row) == told):
                    if not cell:
                        continue
                    if left and below < (value := float(cell)) < above and is_plain(cell):
                        left -= 1
                        last = numbered
                        if not low <= value <= high:
                            low, high = min(low, value), max(high, value)
                        continue
            except (ValueError, IndexError):
                pass
            self._count(passing - left, last, row_of, (name, low, high))
            last, (low, high) = None, NOWHERE
            yield numbered
            points = self.points.get(self.run)
            telling = row_of.telling
            try:
                told = telling(row) if telling and self._key(row, row_of) == self.run else None
            except IndexError:
                told = None
            if points is not None:
                above, below = points.watched(name)
                passing = left = -(points.seen + 1) % points.stride
        self._count(passing - left, last, row_of, (name, low, high))

    def _count(
        self, passed: int, last: _Numbered | None, row_of: RowLayout, met: tuple[str, float, float]
    ) -> None:
        """Count rows that were passed over, and remember the last of them: it may be the last of its run."""
        if last is not None:
            line, row = last
            self.points[self.run].seen += passed
            self.points[self.run].widen(*met)
            self.final[self.run] = (row_of, row, row_of.values(row) or {}, line)

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

    def _take(self, row: list[str], values: dict[str, float], row_of: RowLayout, line: int) -> None:
        run = self.run = self._key(row, row_of)
        points = self._points(run, line)
        if points.wants(values):
            points.take(row_of.evaluation(row, values, line))
        if run not in self.final:
            self.beside[run] = [n for n, cell in zip(self.header, row, strict=False) if cell.strip()]
            self._drop_notes(row_of)
        self.final[run] = (row_of, row, values, line)

    @staticmethod
    def _key(row: list[str], row_of: RowLayout) -> _Key:
        """What tells the run of a row from others: its run's cell and the words beside the value."""
        return row[row_of.run].strip() if row_of.run >= 0 else "", row_of.beside(row)

    def _drop_notes(self, row_of: RowLayout) -> None:
        """Stop looking at columns of words in which there are too many for names of systems."""
        for name, word in self.run[1]:
            self.met.setdefault(name, set()).add(word)
        for name in [n for _, n in row_of.words if len(self.met[n]) > MOST_WORDS]:
            if canonical(name) in NAMES_OF_SYSTEMS:
                hint = f"name the runs with --column run={name}, or take the column out"
                raise LogError(f"column {name} has more than {MOST_WORDS} different words", hint)
            row_of.forget(name)
        if len(self.points) > MOST_WORDS and row_of.words:
            row_of.forget(max((name for _, name in row_of.words), key=lambda n: len(self.met[n])))

    def _points(self, run: _Key, line: int) -> Points:
        if run not in self.points:
            if len(self.points) >= MAX_RUNS:
                hint = "name another column: --column run=NAME"
                raise LogError(f"has more than {MAX_RUNS} runs", hint, line=line)
            self.points[run] = Points(self.options)
        return self.points[run]

    def runs(self, *, epochs_known: bool) -> Iterator[LoggedRun]:
        """The runs in the order of their first row; raises LogError when no row had a value."""
        if not self.final:
            shown = ", ".join(name for name in self.header if name)[:300]
            raise LogError(
                "has no row with a value of the metric", f"name a column with --metric; it has: {shown}"
            )
        for run, (row_of, row, values, line) in self.final.items():
            self.points[run].last(row_of.evaluation(row, values, line))
            self._check(row_of, row, line)
            row_of.clock.say(self.report)
        parts = [
            (name, part) for name in dict.fromkeys(n for n, _ in self.final) for part in self._parts(name)
        ]
        self._say({column for _, part in parts for column, _ in part.words})
        for name, part in parts:
            yield self._run(name, part, epochs_known=epochs_known)

    def _parts(self, name: str) -> Sequence[Part]:
        """The evaluations of the run of that name, system by system where words tell several apart."""
        of_run = [run for run in self.final if run[0] == name]
        live = {column for one in self.layouts for _, column in one.words}
        parts = [
            Part(words=tuple(w for w in run[1] if w[0] in live), evaluations=self.points[run].kept)
            for run in of_run
        ]
        return told_apart(held_out(parts, self.options, self.report), self.report)

    def _run(self, name: str, part: Part, *, epochs_known: bool) -> LoggedRun:
        """The run of these evaluations, put together of what stands beside its words."""
        own = [run for run in self.final if run[0] == name and set(part.words) <= set(run[1])]
        timed = not self.final[own[0]][0].clock.absolute
        beside = self.beside[own[0]]
        later = not epochs_known and from_zero(part.evaluations, beside, self.report, timed=timed)
        system = " ".join(word for _, word in part.words)
        percent = {column for run in own for column in self.final[run][0].percent}
        return LoggedRun(
            evaluations=part.evaluations,
            name=system or name,
            facts=Facts(system=system, seed=whole(name), epochs_from_zero=later),
            thinned=sum(self.points[run].thinned for run in own),
            ranges=over_all(self.points[run].ranges for run in own),
            forms=dict.fromkeys(percent, PERCENT),
        )

    def _say(self, telling: set[str]) -> None:
        """Say which columns were read, of those that had what was looked for, and which were not used."""
        kept = [e for points in self.points.values() for e in points.kept]
        for role, name in dict.fromkeys(pair for one in self.layouts for pair in one.columns.by_role.items()):
            at = "seconds" if role in SECONDS_IN else role
            if role == "run" or any(getattr(e, at) is not None for e in kept):
                self.report.understood(f"{role} is read from {name}")
                self._say_of_role(role)
        used = {name for one in self.layouts for name in one.used} | telling
        others = dict.fromkeys(n for one in self.layouts for n in one.header if n and n not in used)
        unused = [n for n in others if canonical(n) not in TOLD_OF]
        if unused:
            more = f" and {len(unused) - MOST_TOLD} more" if len(unused) > MOST_TOLD else ""
            self.report.ignored(f"columns that are not used: {', '.join(unused[:MOST_TOLD])}{more}")

    def _say_of_role(self, role: str) -> None:
        if role == "training_flop":
            self.report.guessed("the table's compute is taken to count 2 FLOP per multiply-add")
        if role == "timestamp":
            self.report.guessed("time runs from the first timestamp with a value of the metric")

    def _check(self, row_of: RowLayout, row: list[str], line: int) -> None:
        """Say so where the last row of a run has words where it should have counts."""
        for role, position in row_of.counts.items():
            cell = row[position].strip()
            read = row_of.clock.read(cell) if role == "time" else number(cell)
            if read is None and cell and cell.casefold() not in NOT_A_VALUE:
                self.report.ignored(f"{role}: {scrubbed(cell[:40])!r} is no number", line)


def _why_odd(text: str) -> str:
    return "decimal commas? save the table with decimal points" if "," in text else ""
