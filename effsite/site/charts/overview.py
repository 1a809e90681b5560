"""All targets at once: how fast each fell and how sure that is, a row for each, by domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.interval import LEVEL
from effsite.analysis.sureness import is_unsure, rests_on_an_estimate, sureness
from effsite.escape import one_line
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.charts.axes import log_range
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.scene import Axis, Label, Mark, Polyline, Scene
from effsite.site.estimates import factor_of
from effsite.site.sure_words import SURENESS_WORDS
from effsite.site.trend_words import months_words, range_words, span_words
from effsite.units import MOORE_DOUBLING_MONTHS
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.sureness import Sureness
    from effsite.records.measures import Quantity
    from effsite.site.charts.palette import Role, Shape
    from effsite.site.charts.templates import Designs

TITLE = "Months to halve what a fixed capability takes (log scale)"
SHAPES: dict[Quantity, Shape] = {
    "compute": "circle",
    "number": "triangle",
    "duration": "square",
    "amount": "square",
    "money": "diamond",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Targets that stand together under a heading, which is not drawn where it is empty."""

    heading: str
    summaries: tuple[TargetSummary, ...]

    @property
    def rated(self) -> list[TargetSummary]:
        """Those that have a rate, the fastest first."""
        rated = [s for s in self.summaries if s.average_halving_time_months is not None]
        return sorted(rated, key=lambda s: (_months(s), _name(s)))


def overview_chart(designs: Designs, shelves: Sequence[Shelf], *, name: str) -> Chart:
    """The average halving times of targets with their intervals, in months on a log axis.

    A row for each target that has a rate, the fastest of a shelf first; its label says how many times less
    the latest record takes than the first. Blue is a rate whose interval has both ends; hollow is one without
    an interval, or whose first or latest figure is an estimate. Raises ValueError where no target has a rate.
    """
    shown = [s for shelf in shelves for s in shelf.rated]
    if not shown:
        raise ValueError("no target has a rate")
    return finish(designs, overview_scene(shelves), _words(shown, shelves), name=name)


def overview_scene(shelves: Sequence[Shelf]) -> Scene:
    """What `overview_chart` draws."""
    rows, headings = _placed(shelves)
    ends = [end for _, s in rows for end in (_months(s), *_interval(s)) if end is not None]
    low, high = log_range([MOORE_DOUBLING_MONTHS, *ends], share=0.04)
    count = len(rows) + len(headings)
    moore = Polyline(role="reference", xs=(MOORE_DOUBLING_MONTHS,) * 2, ys=(float(count), 0.0))
    return Scene(
        design="rates",
        x=Axis(low=low, high=high, ticks="plain", log=True, title=TITLE),
        y=Axis(low=float(count), high=0.0, ticks="none"),
        paths=(moore, *(_whisker(at, s, high) for at, s in rows if s.interval)),
        marks=_marks(rows),
        notes=(
            *(Label(text=text, x=low, y=at, fixed=True, bold=True) for at, text in headings),
            *(_note(at, s) for at, s in rows),
        ),
        rows=count,
    )


def _placed(
    shelves: Sequence[Shelf],
) -> tuple[list[tuple[float, TargetSummary]], list[tuple[float, str]]]:
    """The targets and the headings, each with its height in rows from the top."""
    rows: list[tuple[float, TargetSummary]] = []
    headings: list[tuple[float, str]] = []
    for shelf in shelves:
        if shelf.heading and shelf.rated:
            of = f"{len(shelf.rated)} of {counted(len(shelf.summaries), 'target')} with a rate"
            headings.append((len(rows) + len(headings) + 0.6, f"{one_line(shelf.heading)}: {of}"))
        start = len(rows) + len(headings) + 0.7
        rows += [(start + n, summary) for n, summary in enumerate(shelf.rated)]
    return rows, headings


def _name(summary: TargetSummary) -> str:
    return one_line(summary.target.title)


def _months(summary: TargetSummary) -> float:
    """The average halving time of a target that has one, at six digits: the same files on every processor."""
    return _short(summary.average_halving_time_months or 0.0)


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _interval(summary: TargetSummary) -> tuple[float, float | None]:
    interval = summary.interval
    return (interval.low, interval.high) if interval else (_months(summary), None)


def _whisker(at: float, summary: TargetSummary, edge: float) -> Polyline:
    """The interval of a row, drawn to the edge where it has no upper end."""
    low, high = _interval(summary)
    role: Role = "frontier" if sureness(summary) == "bounded" else "other"
    return Polyline(role=role, xs=(_short(low), edge if high is None else _short(high)), ys=(at, at))


def _marks(rows: Sequence[tuple[float, TargetSummary]]) -> dict[Role, tuple[Mark, ...]]:
    groups: dict[Role, list[Mark]] = {"result": [], "frontier": []}
    for at, summary in rows:
        groups["frontier" if sureness(summary) == "bounded" else "result"].append(_mark(at, summary))
    return {role: tuple(marks) for role, marks in groups.items()}


def _mark(at: float, summary: TargetSummary) -> Mark:
    return Mark(
        x=_months(summary),
        y=at,
        name=_name(summary),
        detail=tuple(_detail(summary)),
        shape=SHAPES[MEASURES[summary.measure].quantity],
        hollow=is_unsure(summary),
    )


def _detail(summary: TargetSummary) -> Iterator[tuple[str, str]]:
    first, last = summary.frontier_results[0], summary.frontier_results[-1]
    dates = f"{formats.month_year(first.result.published)} to {formats.month_year(last.result.published)}"
    yield "Task", one_line(summary.task.title)
    yield "Measure", MEASURES[summary.measure].label
    yield "Takes", f"{factor_of(summary)} less, {dates}"
    yield "Halving time", months_words(_months(summary))
    yield "Interval", _interval_words(summary)
    yield "Records", str(len(summary.frontier_results))
    if rests_on_an_estimate(summary):
        yield "Estimated", "the first or the latest figure"


def _interval_words(summary: TargetSummary) -> str:
    if summary.interval is None:
        return "none"
    within = ", within one study" if summary.interval.within_one_study else ""
    return f"{range_words(*_interval(summary))}{within}"


def _note(at: float, summary: TargetSummary) -> Label:
    return Label(
        text=_name(summary),
        figure=factor_of(summary),
        x=_months(summary),
        y=at,
        side="above",
        fixed=True,
    )


def _words(shown: Sequence[TargetSummary], shelves: Sequence[Shelf]) -> Words:
    total = sum(len(shelf.summaries) for shelf in shelves)
    listed = "; ".join(
        f"{_name(s)} {_months(s):.1f} ({span_words(*_interval(s)) if s.interval else 'no interval'})"
        for s in shown
    )
    whiskers = f"Whiskers are {formats.percent(LEVEL)} intervals"
    if any(s.interval and s.interval.high is None for s in shown):
        whiskers += "; one that runs to the right edge has no upper end"
    count = counted(len(shown), "target")
    return Words(
        title=f"Months to halve what a fixed capability takes, {count}",
        alt=f"Chart: months to halve what a fixed capability takes, {count}: {listed}.",
        caption="Months to halve, on average from the first record to the latest; further left is faster. "
        "The figure before a name is how many times less the latest record takes than the first. "
        f"{whiskers}.{_left_out(total - len(shown))}",
        legend=tuple(_legend(shown)),
        toggles=("reference",),
    )


def _left_out(count: int) -> str:
    """How many targets have no row; empty where all have one."""
    if not count:
        return ""
    have = "target has" if count == 1 else "targets have"
    return f" A rate takes three records: {count} {have} none and {'is' if count == 1 else 'are'} left out."


def _legend(shown: Sequence[TargetSummary]) -> Iterator[LegendEntry]:
    kinds: set[Sureness] = {sureness(s) for s in shown}
    if "bounded" in kinds:
        yield LegendEntry(role="frontier", text=SURENESS_WORDS["bounded"], drawn="mark")
    if greys := [SURENESS_WORDS[kind] for kind in ("open", "study") if kind in kinds]:
        yield LegendEntry(role="result", text=", or ".join(greys), drawn="mark")
    if any(map(is_unsure, shown)):
        text = "no interval, or an estimated first or latest figure"
        yield LegendEntry(role="result", text=text, drawn="mark", hollow=True)
    yield LegendEntry(role="reference", text="Moore’s law: two years")
    yield from _shapes(shown)


def _shapes(shown: Sequence[TargetSummary]) -> Iterator[LegendEntry]:
    """What each shape counts, where there is more than one of them."""
    labels: dict[Shape, dict[str, None]] = {}
    for summary in shown:
        measure = MEASURES[summary.measure]
        labels.setdefault(SHAPES[measure.quantity], {})[measure.label.lower()] = None
    if len(labels) > 1:
        for shape in dict.fromkeys(SHAPES.values()):
            if shape in labels:
                yield LegendEntry(role="ink", text=", ".join(labels[shape]), drawn="mark", shape=shape)
