"""The CSV export of a W&B chart: one column for each run and metric, and the least and most beside it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from effsite.ingest.log import Facts, LoggedRun
from effsite.ingest.log_columns import ROLES, SECONDS_IN, canonical
from effsite.ingest.log_counts import Clock, Counts, since
from effsite.ingest.metric_names import keeps
from effsite.ingest.numbers import number
from effsite.ingest.points import Points
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.ingest.log import Evaluation
    from effsite.ingest.log_file import LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

LOW, HIGH = "__MIN", "__MAX"
SEPARATOR = " - "
"""Parts the run from the metric in a column's name; a run's own name may hold it too."""

RELATIVE = frozenset({"relative_time", "relative_time_process", "relative_time_wall"})
OWN_STEP = "_step"
MAX_COLUMNS = 10_000


@dataclass(slots=True)
class _Curve:
    """The columns of one run: its metrics, the spread of each, its own steps, and what was read."""

    points: Points
    metrics: dict[str, int] = field(default_factory=dict)
    spread: dict[str, tuple[int, int]] = field(default_factory=dict)
    steps: int | None = None
    final: Evaluation | None = None


def read_chart(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """One run for each run in the chart; raises LogError when none has a value of the metric."""
    rows = csv.reader(text for _, text in source.lines())
    try:
        header = [name.strip() for name in next(rows)]
        chart = _Chart(header, options, report)
        for row in rows:
            chart.take(row, rows.line_num)
    except csv.Error as error:
        message = f"is no table that can be read: {error}"
        raise LogError(message, "is a quotation mark missing?", line=rows.line_num) from None
    yield from chart.runs()


class _Chart:
    """One pass over the rows of a chart's export."""

    def __init__(self, header: Sequence[str], options: ReadOptions, report: Report) -> None:
        if len(header) > MAX_COLUMNS:
            raise LogError(f"has more than {MAX_COLUMNS} columns", "export fewer runs at once", line=1)
        self.header, self.options, self.report = header, options, report
        self.role = _role(header[0], options)
        self.clock = Clock(SECONDS_IN.get(self.role, 1.0), absolute=self.role == "timestamp")
        self.curves = self._curves()
        self._say()

    def take(self, row: Sequence[str], line: int) -> None:
        """Take the values of one row, for every run that has one there."""
        if not any(cell.strip() for cell in row):
            return
        if len(row) < len(self.header):
            self.report.refused("a row with too few cells", line, "is the file cut off?")
            return
        numbers = [number(cell) for cell in row]
        for curve in self.curves.values():
            self._take(curve, numbers, line)
        for cell, value in zip(row, numbers, strict=True):
            if value is None and cell.strip():
                self.report.ignored("a cell that is no number", line)

    def runs(self) -> Iterator[LoggedRun]:
        """The runs in the order of their columns."""
        valued = {name: curve for name, curve in self.curves.items() if curve.points.seen}
        if not valued:
            shown = ", ".join(dict.fromkeys(_parts(name)[1] for name in self.header[1:] if name))[:300]
            raise LogError("has no value of the metric", f"name one with --metric; it has: {shown}")
        for name, curve in valued.items():
            curve.points.last(curve.final)
            points = curve.points
            began = points.first.seconds if points.first and self.clock.absolute else None
            yield LoggedRun(
                evaluations=since(began, points.kept),
                name=name,
                facts=Facts(system=name),
                thinned=points.thinned,
                ranges=points.ranges,
            )

    def _take(self, curve: _Curve, numbers: Sequence[float | None], line: int) -> None:
        values = {name: value for name, at in curve.metrics.items() if (value := numbers[at]) is not None}
        if not values:
            return
        for name in values.keys() & curve.spread.keys():
            low, high = (numbers[at] for at in curve.spread[name])
            if low != high:
                hint = "show each run by itself in the chart and export it again"
                self.report.guessed(f"{name}: means of several runs or points, not values", line, hint)
        at = numbers[0]
        own = numbers[curve.steps] if curve.steps is not None else None
        counts = Counts(
            step=at if self.role == "step" else own,
            epoch=at if self.role == "epoch" else None,
            examples=at if self.role == "examples" else None,
            time=at if self.role in SECONDS_IN else None,
        )
        curve.final = counts.evaluation(values, line, self.clock)
        curve.points.add(curve.final)

    def _curves(self) -> dict[str, _Curve]:
        where = {name: at for at, name in reversed(list(enumerate(self.header))) if at}
        curves: dict[str, _Curve] = {}
        for name, at in sorted(where.items(), key=lambda item: item[1]):
            run, metric = _parts(name)
            if name.endswith((LOW, HIGH)) or not name:
                continue
            curve = curves.setdefault(run, _Curve(Points(self.options)))
            if metric == OWN_STEP:
                curve.steps = at
            elif keeps(metric, self.options):
                curve.metrics[metric] = at
                if name + LOW in where and name + HIGH in where:
                    curve.spread[metric] = (where[name + LOW], where[name + HIGH])
        return curves

    def _say(self) -> None:
        name = self.header[0]
        if not self.role:
            hint = "name what it counts: --column step=, epoch= or seconds="
            self.report.guessed(f"the first column, {name}, is not known to count anything", 1, hint)
        elif canonical(name) == "step":
            hint = "it is the optimiser's step only where the script sets it"
            self.report.guessed("step is read from Step, W&B's count of log calls", 1, hint)
        elif canonical(name) in RELATIVE:
            self.report.guessed(f"{name} is taken to be in seconds", 1, "--column hours= if it is not")
        else:
            self.report.understood(f"{self.role} is read from {name}", 1)
        if self.role != "step" and any(curve.steps is not None for curve in self.curves.values()):
            hint = "it is the optimiser's step only where the script sets it"
            self.report.guessed(f"step is read from {OWN_STEP}, W&B's count of log calls", 1, hint)
        self.report.guessed("a chart is thinned by W&B: the target may have been met a little earlier")


def _role(name: str, options: ReadOptions) -> str:
    """What the first column counts, by the user's word first; empty where neither says."""
    named = next((role for role, column in options.columns.items() if column == name), "")
    word = canonical(name)
    known = "seconds" if word in RELATIVE else next((r for r, names in ROLES.items() if word in names), "")
    return named or ("step" if word == OWN_STEP else known)


def _parts(column: str) -> tuple[str, str]:
    """The run and the metric in a column's name."""
    run, _, metric = column.removesuffix(LOW).removesuffix(HIGH).rpartition(SEPARATOR)
    return run, metric
