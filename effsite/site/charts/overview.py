"""All targets at once: how many times less compute each record took than the first, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import one_line
from effsite.site import formats
from effsite.site.charts.axes import log_range, padded
from effsite.site.charts.chart import Chart, LegendEntry, Words, finish
from effsite.site.charts.hover import result_detail, row_id, source_address
from effsite.site.charts.paths import steps
from effsite.site.charts.scene import Axis, Label, Mark, Scene, milliseconds
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.site.charts.palette import Role, Shape
    from effsite.site.charts.templates import Designs

_SHAPES: tuple[Shape, ...] = ("square", "triangle", "diamond", "circle")


def overview_chart(
    designs: Designs,
    summaries: Sequence[TargetSummary],
    *,
    headline: TargetSummary | None,
    name: str = "overview",
) -> Chart:
    """The reduction factors of all targets over time, as steps on a log axis.

    `summaries` are of targets that follow compute. `headline` is drawn in the accent, the others in grey with
    markers of their own.
    Targets with fewer than two records have no factor and are left out. Raises ValueError when
    none is left.
    """
    shown = [s for s in summaries if s.factor is not None]
    if not shown:
        raise ValueError("no target has two records to compare")
    first = _key(headline) if headline else ""
    scene = overview_scene(shown, first)
    return finish(designs, scene, _words(shown, first), name=name)


def _key(summary: TargetSummary) -> str:
    return f"{summary.task.name}/{summary.target.name}"


def overview_scene(summaries: Sequence[TargetSummary], headline: str) -> Scene:
    """What `overview_chart` draws; `headline` is task/target, empty where none stands out."""
    records = {_key(s): s.frontier_results for s in summaries}
    days = [milliseconds(r.result.published.day) for rs in records.values() for r in rs]
    factors = [r.factor for rs in records.values() for r in rs if r.factor is not None]
    last = max(days)
    x_low, x_high = padded(min(days), last, before=0.04, after=0.27)
    _, y_high = log_range(factors, share=0.12)
    title = "Times less compute than the first system to reach the same level"
    return Scene(
        design="factor",
        x=Axis(low=x_low, high=x_high, ticks="dates"),
        y=Axis(low=0.8, high=y_high, ticks="factor", log=True, title=title),
        y_linear=Axis(low=0.0, high=float(f"{max(factors) * 1.06:.4g}"), ticks="factor"),
        paths=tuple(
            steps([(m.x, m.y) for m in _marks(s, "circle")], last, _path_role(s, headline)) for s in summaries
        ),
        marks=_mark_groups(summaries, headline),
        notes=_notes(summaries, headline, last),
    )


def _path_role(summary: TargetSummary, headline: str) -> Role:
    return "frontier" if _key(summary) == headline else "other"


def _mark_groups(summaries: Sequence[TargetSummary], headline: str) -> dict[Role, tuple[Mark, ...]]:
    others: list[Mark] = []
    first: list[Mark] = []
    for n, summary in enumerate(s for s in summaries if _key(s) != headline):
        others += _marks(summary, _SHAPES[n % len(_SHAPES)])
    for summary in summaries:
        if _key(summary) == headline:
            first += _marks(summary, "circle")
    return {"other": tuple(others), "frontier": tuple(first)}


def _marks(summary: TargetSummary, shape: Shape) -> list[Mark]:
    return [_mark(summary, r, r.factor, shape) for r in summary.frontier_results if r.factor is not None]


def _mark(summary: TargetSummary, ranked: RankedResult, factor: float, shape: Shape) -> Mark:
    result = ranked.result
    detail = result_detail(result, summary.target, summary.measure, factor)
    return Mark(
        x=milliseconds(result.published.day),
        y=factor,
        name=f"{one_line(result.system)} ({one_line(summary.target.title)})",
        detail=detail,
        shape=shape,
        row=row_id(result),
        url=source_address(result),
    )


def _notes(summaries: Sequence[TargetSummary], headline: str, last: float) -> tuple[Label, ...]:
    """One label at the end of each line, the largest factors first."""
    order = sorted(summaries, key=lambda s: (_key(s) != headline, -(s.factor or 0), _key(s)))
    return tuple(
        Label(
            text=one_line(s.target.title),
            figure=formats.factor(s.factor or 1),
            x=last,
            y=s.frontier_results[-1].factor or 1,
            role="frontier" if _key(s) == headline else "ink",
            side="end",
            bold=_key(s) == headline,
        )
        for s in order
    )


def _words(summaries: Sequence[TargetSummary], headline: str) -> Words:
    listed = "; ".join(
        f"{one_line(s.target.title)} {formats.factor(s.factor or 1)} from "
        f"{formats.month_year(s.frontier_results[0].result.published)} to "
        f"{formats.month_year(s.frontier_results[-1].result.published)}"
        for s in summaries
    )
    named = next((s for s in summaries if _key(s) == headline), None)
    entries = [LegendEntry(role="other", text="record of each other target")]
    if named:
        entries.insert(0, LegendEntry(role="frontier", text=one_line(named.target.title)))
    return Words(
        title=f"Compute to a fixed capability, {counted(len(summaries), 'target')}",
        alt="Chart: reduction of the compute to a fixed capability, "
        f"{counted(len(summaries), 'target')}: {listed}.",
        caption="Each line follows one target: how many times less compute the record of each date needs "
        "than the first system in the collection. A target starts at 1x with that system.",
        legend=tuple(entries),
        toggles=("log",),
    )
