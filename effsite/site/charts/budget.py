"""The records of every level of a task on one axis, so that a budget is a line to follow across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.frontier import measured
from effsite.analysis.uncertainty import range_of
from effsite.escape import one_line
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.charts.axes import log_range, padded
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.hover import result_detail, row_key, source_address
from effsite.site.charts.paths import steps
from effsite.site.charts.scene import Axis, Label, Mark, Polyline, Scene, milliseconds
from effsite.site.charts.target import bar_of
from effsite.site.estimates import amount

if TYPE_CHECKING:
    from effsite.analysis.budget import Budgets, Level
    from effsite.records import Result
    from effsite.site.charts.palette import Role, Shape
    from effsite.site.charts.templates import Designs

_SHAPES: tuple[Shape, ...] = ("square", "triangle", "diamond", "circle")


def budget_chart(designs: Designs, table: Budgets, *, name: str) -> Chart:
    """The records of each level over time as steps on a log axis, those of the hardest level in the accent.

    `name` is its slug path.
    """
    return finish(designs, budget_scene(table), _words(table), name=name)


def budget_scene(table: Budgets) -> Scene:
    """What `budget_chart` draws."""
    records = {level.value: records_of(level) for level in table.levels}
    every = [r for rows in records.values() for r in rows]
    days = [milliseconds(r.published.day) for r in every]
    values = [measured(r, table.measure) for r in every]
    ends = [v for r in every if (e := range_of(r, table.measure)) for v in (e.low, e.high)]
    x_low, x_high = padded(min(days), max(days), before=0.05, after=0.12)
    y_low, y_high = log_range([*values, *ends])
    compute = MEASURES[table.measure].quantity == "compute"
    y = Axis(low=y_low, high=y_high, ticks="power" if compute else "plain", log=True, title=title(table))
    hardest = table.levels[-1].value
    roles: dict[float, Role] = {v: "frontier" if v == hardest else "other" for v in records}
    marks: dict[Role, list[Mark]] = {"other": [], "frontier": []}
    for n, level in enumerate(table.levels):
        shape = "circle" if level.value == hardest else _SHAPES[n % len(_SHAPES)]
        marks[roles[level.value]] += [_mark(table, r, level, shape, y) for r in records[level.value]]
    return Scene(
        design="compute" if compute else "quantity",
        x=Axis(low=x_low, high=x_high, ticks="dates"),
        y=y,
        y_linear=Axis(low=0.0, high=float(f"{max(values) * 1.06:.4g}"), ticks="plain"),
        paths=tuple(_path(table, level, records[level.value], max(days), roles) for level in table.levels),
        marks={role: tuple(found) for role, found in marks.items()},
        notes=tuple(_note(table, level, records[level.value], max(days)) for level in reversed(table.levels)),
    )


def records_of(level: Level) -> tuple[Result, ...]:
    """The records of a level in date order: each the least of all targets that stand for it, on its day."""
    days = sorted({r.published.day for s in level.summaries for r in s.frontier.results})
    standing = [r for day in days if (r := level.record_on(day)) is not None]
    return tuple(r for n, r in enumerate(standing) if n == 0 or r is not standing[n - 1])


def title(table: Budgets) -> str:
    """What the axis counts: Training compute to reach a top-5 accuracy, FLOP."""
    measure = MEASURES[table.measure]
    unit = f", {measure.unit}" if measure.unit else ""
    return f"{measure.label} to reach each level of {one_line(table.metric.label)}{unit}"


def _path(
    table: Budgets, level: Level, records: tuple[Result, ...], last: float, roles: dict[float, Role]
) -> Polyline:
    dots = [(milliseconds(r.published.day), measured(r, table.measure)) for r in records]
    return steps(dots, last, roles[level.value])


def _mark(table: Budgets, result: Result, level: Level, shape: Shape, y: Axis) -> Mark:
    (target,) = (s.target for s in level.summaries if s.target.name == result.target)
    return Mark(
        x=milliseconds(result.published.day),
        y=measured(result, table.measure),
        name=f"{one_line(result.system)} ({one_line(target.title)})",
        detail=result_detail(result, target, table.measure),
        shape=shape,
        row=row_key(result),
        url=source_address(result),
        bar=bar_of(range_of(result, table.measure), y),
    )


def _note(table: Budgets, level: Level, records: tuple[Result, ...], last: float) -> Label:
    hardest = level is table.levels[-1]
    return Label(
        text="",
        figure=formats.metric(table.metric, level.value),
        x=last,
        y=measured(records[-1], table.measure),
        role="frontier" if hardest else "ink",
        side="end",
        bold=hardest,
    )


def _words(table: Budgets) -> Words:
    levels = [formats.metric(table.metric, level.value) for level in table.levels]
    records = [records_of(level) for level in table.levels]
    told = "; ".join(
        f"{value} from {_at(table, rows[0])} to {_at(table, rows[-1])}"
        for value, rows in zip(levels, records, strict=True)
    )
    return Words(
        title=title(table),
        alt=f"Chart: {title(table)}, over time: {told}.",
        caption="The steps follow the record of each level. Follow a budget across: at each date it reached "
        "the hardest level whose steps lie at or below it.",
        legend=(
            LegendEntry(role="frontier", text=f"the hardest level, {levels[-1]}"),
            LegendEntry(role="other", text=f"easier levels: {', '.join(levels[:-1])}"),
        ),
        toggles=("log",),
    )


def _at(table: Budgets, result: Result) -> str:
    """What a record took, and when: 532 PFLOP in 2012."""
    return f"{amount(result, table.measure)} in {result.published.day.year}"
