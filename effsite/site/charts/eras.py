"""The largest training runs over two eras: one log axis, two fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import one_line
from effsite.site.charts.axes import log_range, padded
from effsite.site.charts.chart import Chart, Words, finish
from effsite.site.charts.notes import trend_notes
from effsite.site.charts.paths import frontier_path, trend_path
from effsite.site.charts.scene import Axis, Label, Scene, milliseconds
from effsite.site.charts.target import result_marks
from effsite.site.charts.wording import legend, toggles
from effsite.site.estimates import amount
from effsite.site.trend_words import rate_sentences

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary
    from effsite.site.charts.palette import Role
    from effsite.site.charts.scene import Mark
    from effsite.site.charts.templates import Designs

_ROLES: tuple[Role, ...] = ("result", "withdrawn", "frontier")


def eras_chart(designs: Designs, modern: TargetSummary, first_era: TargetSummary, *, name: str) -> Chart:
    """Compute of the largest training runs over both eras, each with its own fitted trend.

    Raises ValueError when either era has no results.
    """
    if not (modern.results and first_era.results):
        raise ValueError("both eras need results")
    scene = eras_scene(modern, first_era)
    return finish(designs, scene, _words(modern, first_era, scene), name=name)


def eras_scene(modern: TargetSummary, first_era: TargetSummary) -> Scene:
    """Axes, points and trends that `eras_chart` draws."""
    both = (*first_era.results, *modern.results)
    days = [milliseconds(r.result.published.day) for r in both]
    values = [r.value for r in both]
    x_low, x_high = padded(min(days), max(days), before=0.03, after=0.06)
    ends = [end for r in both if r.ends for end in (r.ends.low, r.ends.high)]
    y_low, y_high = log_range([*values, *ends], share=0.05)
    x = Axis(low=x_low, high=x_high, ticks="dates")
    y = Axis(low=y_low, high=y_high, ticks="power", log=True, title="Compute of a whole training run, FLOP")
    turn = milliseconds(modern.results[0].result.published.day)
    trends = [
        trend_path(first_era, y),
        trend_path(modern, y),
    ]
    marks = [result_marks(s, x, y) for s in (first_era, modern)]
    return Scene(
        design="compute",
        x=x,
        y=y,
        y_linear=Axis(low=0.0, high=float(f"{max(values) * 1.06:.4g}"), ticks="plain"),
        bands=tuple(band for _, bands in trends for band in bands),
        paths=(
            *(path for paths, _ in trends for path in paths),
            *frontier_path(first_era.frontier_results, turn),
            *frontier_path(modern.frontier_results, max(days)),
        ),
        marks={role: _joined(marks, role) for role in _ROLES},
        notes=(
            *trend_notes(modern, trends[1][0], at=0.5),
            *trend_notes(first_era, trends[0][0], at=0.5),
            *_run_notes(modern),
            *_run_notes(first_era),
        ),
    )


def _joined(marks: list[dict[Role, tuple[Mark, ...]]], role: Role) -> tuple[Mark, ...]:
    return tuple(mark for group in marks for mark in group.get(role, ()))


def _run_notes(summary: TargetSummary) -> tuple[Label, ...]:
    """Names of the records: the last, the first, and the others as they find room, latest first."""
    records = summary.frontier_results
    order = [*records[-1:], *records[:1], *records[-2:0:-1]]
    return tuple(
        Label(
            text=one_line(r.result.system),
            x=milliseconds(r.result.published.day),
            y=r.value,
            side="above",
            bold=r is records[-1],
        )
        for r in order
    )


def _words(modern: TargetSummary, first_era: TargetSummary, scene: Scene) -> Words:
    eras = " ".join(f"{one_line(s.target.title)}: {' '.join(rate_sentences(s))}" for s in (modern, first_era))
    first, last = first_era.results[0], modern.frontier_results[-1]
    years = f"{first.result.published.day.year} to {last.result.published.day.year}"
    return Words(
        title=f"Compute of the largest training runs, {years}",
        alt=f"Chart: compute of the largest training runs, {years}, "
        f"from {amount(first.result, modern.measure)} "
        f"({one_line(first.result.system)}) to {amount(last.result, modern.measure)} "
        f"({one_line(last.result.system)}). {eras}",
        caption=f"Each mark is one training run; the blue steps follow the largest run so far. {eras}",
        legend=legend(modern, scene),
        toggles=toggles(scene),
    )
