"""Doubling times side by side: a dot for each rate, a whisker for its interval, grouped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.escape import one_line, safe_url
from effsite.site import formats
from effsite.site.charts.axes import log_range
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.hover import cut
from effsite.site.charts.scene import Axis, Label, Mark, Polyline, Scene
from effsite.site.trend_words import months_words, range_words, shape_words, way

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Rate
    from effsite.site.charts.palette import Role
    from effsite.site.charts.templates import Designs

GROUPS = {
    "ours": "Compute to a fixed capability, this collection",
    "algorithms": "Algorithms, as published",
    "hardware": "Hardware",
    "compute": "Size of training runs",
    "reference": "Other technologies",
}


def rates_chart(
    designs: Designs, rates: Sequence[Rate], summaries: Sequence[TargetSummary] = (), *, name: str = "rates"
) -> Chart:
    """Doubling or halving times in months on a log axis, grouped, fastest first in each group.

    `summaries` are targets in the collection here whose average rates are set beside the published
    `rates`. A range without a middle is a whisker alone; rates with neither a doubling time nor both
    ends are left out. Raises ValueError when none is left.
    """
    lines = [*_ours(summaries), *_published(rates)]
    if not lines:
        raise ValueError("no rate has a doubling time")
    scene = rates_scene(lines)
    return finish(designs, scene, _words(lines), name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """One line of the chart: a rate from a source or from the collection here, in months.

    `months` is None for a range without a middle, which has both ends; `low` and `high` are the ends of
    its interval, None where there is none.
    """

    group: str
    name: str
    months: float | None
    low: float | None
    high: float | None
    detail: tuple[tuple[str, str], ...]
    url: str = ""

    @property
    def middle(self) -> float:
        """Its months, or the geometric mean of the two ends of a range."""
        if self.months is None:
            return math.sqrt((self.low or 0) * (self.high or 0))
        return self.months

    @property
    def figure(self) -> str:
        """What is written beside its name: its months to three digits, or the two ends of a range."""
        if self.months is None:
            return f"{self.low:.3g} to {self.high:.3g}"
        return f"{self.months:.3g}"


def _ours(summaries: Iterable[TargetSummary]) -> list[RateLine]:
    return [_from_average(s, average) for s in summaries if (average := s.average_halving_time_months)]


def _from_average(summary: TargetSummary, months: float) -> RateLine:
    """The average rate of a target's records."""
    shape, interval = shape_words(summary), summary.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return RateLine(
        group="ours",
        name=one_line(summary.target.title),
        months=months,
        low=low,
        high=high,
        detail=(
            (f"Average {way(summary)} time", months_words(months)),
            *_interval_detail(low, high, formats.percent(interval.level) if interval else ""),
            *((("Fitted", shape),) if shape else ()),
            ("Records", str(len(summary.frontier.results))),
        ),
    )


def _published(rates: Iterable[Rate]) -> list[RateLine]:
    return [_from_rate(rate) for rate in rates if rate.doubling_time_months or (rate.low and rate.high)]


def _from_rate(rate: Rate) -> RateLine:
    months = rate.doubling_time_months
    details = (
        ("Quantity", rate.quantity),
        (f"{rate.direction.capitalize()} time", "" if months is None else formats.months(months)),
        *_interval_detail(rate.low, rate.high, rate.interval_level),
        ("As printed", rate.as_printed),
        ("Years", rate.period),
        ("n", rate.n),
        ("Data", rate.data),
        ("Method", rate.method),
        ("Scale", rate.scale),
        ("Source", f"{rate.source_kind}: {rate.source}"),
    )
    return RateLine(
        group=rate.group,
        name=one_line(rate.name),
        months=months,
        low=rate.low,
        high=rate.high,
        detail=tuple((label, cut(value)) for label, value in details if value),
        url=safe_url(rate.source_url) or "",
    )


def _interval_detail(low: float | None, high: float | None, level: str) -> tuple[tuple[str, str], ...]:
    if low is None or high is None:
        return ()
    return ((f"Interval {level}".strip(), range_words(low, high)),)


def rates_scene(lines: Sequence[RateLine]) -> Scene:
    """What `rates_chart` draws: a row for each group's heading and for each of its rates."""
    rows, headings = _rows(lines)
    ends = [v for line in lines for v in (line.months, line.low, line.high) if v]
    low, high = log_range(ends, share=0.04)
    count = len(rows) + len(headings)
    return Scene(
        design="rates",
        x=Axis(
            low=low, high=high, ticks="plain", log=True, title="Doubling or halving time, months (log scale)"
        ),
        y=Axis(low=float(count), high=0.0, ticks="none"),
        paths=tuple(_whisker(at, line) for at, line in rows if line.low or line.high),
        marks=_marks(rows),
        notes=(*_heading_notes(headings, low), *_row_notes(rows)),
        rows=count,
    )


def _rows(lines: Sequence[RateLine]) -> tuple[list[tuple[float, RateLine]], list[tuple[float, str]]]:
    rows: list[tuple[float, RateLine]] = []
    headings: list[tuple[float, str]] = []
    for group, heading in GROUPS.items():
        members = sorted((r for r in lines if r.group == group), key=lambda r: (r.middle, r.name))
        if members:
            headings.append((len(rows) + len(headings) + 0.6, heading))
            start = len(rows) + len(headings) + 0.7
            rows += [(start + n, line) for n, line in enumerate(members)]
    return rows, headings


def _role(line: RateLine) -> Role:
    return "frontier" if line.group == "ours" else "other"


def _whisker(at: float, line: RateLine) -> Polyline:
    ends = (line.low or line.middle, line.high or line.middle)
    return Polyline(role=_role(line), xs=ends, ys=(at, at))


def _marks(rows: Sequence[tuple[float, RateLine]]) -> dict[Role, tuple[Mark, ...]]:
    groups: dict[Role, list[Mark]] = {"result": [], "frontier": []}
    for at, line in rows:
        if line.months is None:
            continue
        groups["frontier" if line.group == "ours" else "result"].append(
            Mark(x=line.months, y=at, name=line.name, detail=line.detail, url=line.url)
        )
    return {role: tuple(marks) for role, marks in groups.items()}


def _heading_notes(headings: Sequence[tuple[float, str]], low: float) -> tuple[Label, ...]:
    return tuple(Label(text=text, x=low, y=at, fixed=True, bold=True) for at, text in headings)


def _row_notes(rows: Sequence[tuple[float, RateLine]]) -> tuple[Label, ...]:
    return tuple(
        Label(text=line.name, figure=line.figure, x=line.middle, y=at, side="above", fixed=True)
        for at, line in rows
    )


def _months_words(line: RateLine) -> str:
    return f"{line.figure} months" if line.months is None else formats.months(line.months)


def _words(lines: Sequence[RateLine]) -> Words:
    listed = "; ".join(f"{line.name} {_months_words(line)}" for line in lines)
    present = {_role(line) for line in lines}
    texts: tuple[tuple[Role, str], ...] = (
        ("frontier", "on average here"),
        ("other", "as published"),
    )
    return Words(
        title="Doubling and halving times in months",
        alt=f"Chart: doubling times in months: {listed}.",
        caption="Doubling or halving times in months; further left is faster. Whiskers are the intervals "
        "that the sources give, at the levels that they state; a line without a dot is a range without a "
        "middle value.",
        legend=tuple(
            LegendEntry(role=role, text=text, drawn="mark") for role, text in texts if role in present
        ),
    )
