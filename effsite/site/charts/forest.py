"""The rates of targets side by side with what they come to together: a forest plot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.analysis.interval import LEVEL
from effsite.escape import one_line
from effsite.site import formats
from effsite.site.charts.axes import log_range
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.scene import Axis, Label, Mark, Polyline, Scene
from effsite.site.trend_words import months_words, range_words, span_words
from effsite.units import MOORE_DOUBLING_MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.across import Across, MeanRate, TargetRate
    from effsite.site.charts.palette import Role
    from effsite.site.charts.templates import Designs

TITLE = "Months to halve the training compute (log scale)"
HEADINGS = {
    "entering": "One target of each task",
    "further": "Further targets, not in the mean",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row: a heading where `heading` is set, else months with their interval; a new target has no mark.

    `high` is None where the interval has no upper end.
    """

    name: str
    at: float
    role: Role = "other"
    months: float | None = None
    low: float = 0.0
    high: float | None = 0.0
    detail: tuple[tuple[str, str], ...] = ()
    hollow: bool = False
    heading: bool = False


def forest_chart(designs: Designs, across: Across, *, name: str = "across-targets") -> Chart:
    """The halving times of all targets with an interval, and their mean, in months on a log axis.

    Raises ValueError when there is no such target.
    """
    if not across.rates:
        raise ValueError("no target has a rate with an interval")
    scene = forest_scene(across)
    return finish(designs, scene, _words(across), name=name)


def forest_scene(across: Across) -> Scene:
    """What `forest_chart` draws: a row for each target, and two for the mean and for a new target."""
    rows = _placed(list(_rows(across)))
    drawn = [r for r in rows if not r.heading]
    ends = [MOORE_DOUBLING_MONTHS, *(v for r in drawn for v in (r.low, r.months, r.high) if v is not None)]
    low, high = log_range(ends, share=0.04)
    count = len(rows)
    moore = Polyline(role="reference", xs=(MOORE_DOUBLING_MONTHS,) * 2, ys=(float(count), 0.0))
    return Scene(
        design="rates",
        x=Axis(low=low, high=high, ticks="plain", log=True, title=TITLE),
        y=Axis(low=float(count), high=0.0, ticks="none"),
        paths=(moore, *(_whisker(r, high) for r in drawn)),
        marks=_marks(drawn),
        notes=tuple(_note(r, low) for r in rows),
        rows=count,
    )


def _whisker(row: _Row, edge: float) -> Polyline:
    """The interval of a row, drawn to the edge where it has no upper end."""
    high = edge if row.high is None else _short(row.high)
    return Polyline(role=row.role, xs=(_short(row.low), high), ys=(row.at, row.at))


def _rows(across: Across) -> Iterator[_Row]:
    further = [r for r in across.rates if r not in across.entering]
    for heading, rates in (("entering", across.entering), ("further", further)):
        if rates:
            yield _Row(name=HEADINGS[heading], at=0, heading=True)
            yield from (_of_target(r, hollow=heading == "further") for r in _fastest_first(rates))
    if across.overall.mean is not None:
        yield from _of_mean(across.overall.mean)


def _fastest_first(rates: Sequence[TargetRate]) -> list[TargetRate]:
    return sorted(rates, key=lambda r: (r.months, r.name))


def _of_target(rate: TargetRate, *, hollow: bool) -> _Row:
    return _Row(
        name=one_line(rate.target.title),
        at=0,
        months=rate.months,
        low=rate.low,
        high=rate.high,
        hollow=hollow,
        detail=(
            ("Task", one_line(rate.task.title)),
            ("Halving time", months_words(rate.months)),
            ("Interval", range_words(rate.low, rate.high)),
            ("Baseline", formats.compute(rate.baseline_flop)),
            ("Records", f"{rate.records} in {formats.span(rate.span_months)}"),
        ),
    )


def _of_mean(mean: MeanRate) -> Iterator[_Row]:
    ends = f"{formats.interval(mean.low, mean.high)} months"
    yield _Row(name="Together", at=0, heading=True)
    yield _Row(
        name=f"the mean of the {mean.n}",
        at=0,
        role="frontier",
        months=mean.months,
        low=mean.low,
        high=mean.high,
        detail=(("Halving time", formats.months(mean.months)), ("Interval", ends)),
    )
    yield _Row(name="What a new target may show", at=0, role="trend", low=mean.next_low, high=mean.next_high)


def _placed(rows: Sequence[_Row]) -> list[_Row]:
    """The rows each at its height, in rows from the top: headings a little above the middle of theirs."""
    return [replace(row, at=n + (0.6 if row.heading else 0.7)) for n, row in enumerate(rows)]


def _short(value: float) -> float:
    """The value at six digits: the same files on every processor."""
    return float(f"{value:.6g}")


def _marks(rows: Sequence[_Row]) -> dict[Role, tuple[Mark, ...]]:
    groups: dict[Role, list[Mark]] = {"result": [], "frontier": []}
    for row in rows:
        if row.months is not None:
            ours = row.role == "frontier"
            groups["frontier" if ours else "result"].append(
                Mark(
                    x=_short(row.months),
                    y=row.at,
                    name=row.name,
                    detail=row.detail,
                    shape="diamond" if ours else "circle",
                    hollow=row.hollow,
                )
            )
    return {role: tuple(marks) for role, marks in groups.items()}


def _note(row: _Row, left: float) -> Label:
    if row.heading:
        return Label(text=row.name, x=left, y=row.at, fixed=True, bold=True)
    at = row.low if row.months is None else row.months
    figure = "" if row.months is None else f"{row.months:.1f}"
    return Label(text=row.name, figure=figure, x=_short(at), y=row.at, side="above", fixed=True)


def _words(across: Across) -> Words:
    listed = "; ".join(
        f"{one_line(r.task.title)}, {one_line(r.target.title)} {r.months:.1f} ({span_words(r.low, r.high)})"
        for r in across.rates
    )
    mean = across.overall.mean
    together = ""
    if mean is not None:
        ends = formats.interval(mean.low, mean.high)
        together = f" The mean of one target of each task is {mean.months:.1f} ({ends})."
    whiskers = f"Whiskers are {formats.percent(LEVEL)} intervals"
    if any(r.high is None for r in across.rates):
        whiskers += "; one that runs to the right edge has no upper end"
    return Words(
        title="Months to halve the training compute, target by target",
        alt=f"Chart: months to halve the training compute, with intervals: {listed}.{together}",
        caption=f"Months to halve the training compute; further left is faster. {whiskers}.",
        legend=tuple(_legend(across)),
    )


def _legend(across: Across) -> Iterator[LegendEntry]:
    yield LegendEntry(role="result", text="a target, on average", drawn="mark")
    if len(across.entering) < len(across.rates):
        yield LegendEntry(role="result", text="not in the mean", drawn="mark", hollow=True)
    if across.overall.mean is not None:
        yield LegendEntry(role="frontier", text="mean of the tasks", drawn="mark", shape="diamond")
        yield LegendEntry(role="trend", text="what a new target may show")
    yield LegendEntry(role="reference", text="Moore’s law: two years")
