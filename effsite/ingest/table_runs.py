"""What the rows of a table come to, run by run: evaluations by the run's cell and the words beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.epoch_base import from_zero
from effsite.ingest.log import Facts, LoggedRun
from effsite.ingest.log_columns import SECONDS_IN, canonical, say_unused
from effsite.ingest.log_counts import since
from effsite.ingest.numbers import number, whole
from effsite.ingest.points import Points
from effsite.ingest.privacy import scrubbed
from effsite.ingest.report import LogError
from effsite.ingest.telling_words import MOST_WORDS, NAMES_OF_SYSTEMS, Part, columns_of, held_out, told_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.ingest.log import Form
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report
    from effsite.ingest.row_layout import RowKey, RowLayout

MAX_RUNS = 1_000
PERCENT: Form = "percent"
NOT_A_VALUE = frozenset(
    {"nan", "none", "null", "na", "n/a", "-", "inf", "-inf", "+inf", "infinity", "-infinity"}
)


class TableRuns:
    """The evaluations of each run of a table, in bounded memory.

    `run` is that of the last row; `layouts` are those of the table's headers, in their order. `final` holds
    the last row of each run, `beside` the columns that have a cell in its first; `of_data` are columns that
    say what data a row is about.
    """

    def __init__(self, options: ReadOptions, report: Report) -> None:
        self.options, self.report = options, report
        self.run: RowKey = ("", ())
        self.points: dict[RowKey, Points] = {}
        self.final: dict[RowKey, tuple[RowLayout, list[str], dict[str, float], int]] = {}
        self.beside: dict[RowKey, list[str]] = {}
        self.layouts: list[RowLayout] = []
        self.met: dict[str, set[str]] = {}
        self.of_data: set[str] = set()

    def take(self, row: list[str], values: dict[str, float], row_of: RowLayout, line: int) -> None:
        """Take the values of a row for its run."""
        run = self.run = row_of.key(row)
        points = self._points(run, line)
        if points.wants(values):
            points.take(row_of.evaluation(row, values, line))
        if run not in self.final:
            self.beside[run] = [n for n, cell in zip(row_of.header, row, strict=False) if cell.strip()]
            self._drop_notes(row_of)
        self.final[run] = (row_of, row, values, line)

    def passed_over(
        self,
        count: int,
        last: tuple[int, list[str]] | None,
        row_of: RowLayout,
        met: tuple[str, float, float],
    ) -> None:
        """Count rows of the run that would not be kept, the `last` of which may be the last of the run.

        `met` is the metric, and the least and the greatest value in them.
        """
        if last is not None:
            line, row = last
            self.points[self.run].seen += count
            self.points[self.run].widen(*met)
            self.final[self.run] = (row_of, row, row_of.values(row) or {}, line)

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

    def _points(self, run: RowKey, line: int) -> Points:
        if run not in self.points:
            if len(self.points) >= MAX_RUNS:
                hint = "name another column: --column run=NAME"
                raise LogError(f"has more than {MAX_RUNS} runs", hint, line=line)
            self.points[run] = Points(self.options)
        return self.points[run]

    def runs(self, *, epochs_known: bool) -> Iterator[LoggedRun]:
        """The runs in the order of their first row; raises LogError when no row had a value."""
        if not self.final:
            shown = ", ".join(name for name in self.layouts[-1].header if name)[:300]
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
        self._say(columns_of(part for _, part in parts) | self.of_data)
        for name, part in parts:
            yield self._run(name, part, epochs_known=epochs_known, alone=len(parts) == 1)

    def _parts(self, name: str) -> Sequence[Part]:
        """The evaluations of the run of that name, system by system where words tell several apart."""
        of_run = [run for run in self.final if run[0] == name]
        live = {column for one in self.layouts for _, column in one.words}
        parts = [Part.of(tuple(w for w in run[1] if w[0] in live), self.points[run]) for run in of_run]
        kept = held_out(parts, self.options, self.report)
        self.of_data |= columns_of(parts) - columns_of(kept)
        return told_apart(kept, self.report)

    def _run(self, name: str, part: Part, *, epochs_known: bool, alone: bool) -> LoggedRun:
        """The run of these evaluations, put together of what stands beside its words.

        One that is `alone` in the log began with its first timestamp, another with that of its first value.
        """
        own = [run for run in self.final if run[0] == name and set(part.words) <= set(run[1])]
        last = self.final[own[0]][0]
        timed = not last.clock.absolute
        beside = self.beside[own[0]]
        later = not epochs_known and from_zero(part.evaluations, beside, self.report, timed=timed)
        began = last.clock.began() if alone else part.began(absolute=last.clock.absolute)
        system = " ".join(word for _, word in part.words)
        percent = {column for run in own for column in self.final[run][0].percent}
        return LoggedRun(
            evaluations=since(began, part.evaluations),
            name=system or name,
            facts=Facts(system=system, seed=whole(name), epochs_from_zero=later),
            extents=last.columns.extents(moments=last.clock.absolute),
            thinned=part.thinned,
            ranges=part.ranges,
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
        others = dict.fromkeys(name for one in self.layouts for name in one.header)
        say_unused(others, used, "columns", self.report)

    def _say_of_role(self, role: str) -> None:
        if role == "training_flop":
            self.report.guessed("the table's compute is taken to count 2 FLOP per multiply-add")
        if role == "timestamp":
            self.report.guessed("time runs from the first timestamp of the log, or of each run in it")

    def _check(self, row_of: RowLayout, row: list[str], line: int) -> None:
        """Say so where the last row of a run has words where it should have counts."""
        for role, position in row_of.counts.items():
            cell = row[position].strip()
            read = row_of.clock.read(cell) if role == "time" else number(cell)
            if read is None and cell and cell.casefold() not in NOT_A_VALUE:
                self.report.ignored(f"{role}: {scrubbed(cell[:40])!r} is no number", line)
