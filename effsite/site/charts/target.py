"""Compute (or another measure) to a target over time: the chart of every target's page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from effsite.analysis.frontier import is_estimate
from effsite.analysis.reproductions import reproductions_of
from effsite.escape import one_line, safe_url
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.charts.axes import log_range, padded, positions
from effsite.site.charts.chart import Chart, finish
from effsite.site.charts.hover import (
    attempt_detail,
    reproduction_detail,
    result_detail,
    row_key,
    source_address,
    told_of,
)
from effsite.site.charts.notes import target_notes
from effsite.site.charts.palette import shape_of
from effsite.site.charts.paths import frontier_path, moore_path, trend_path
from effsite.site.charts.scene import Axis, Mark, Polyline, Scene, milliseconds
from effsite.site.charts.thin import MOST_BESIDE, MOST_MARKS, kept_spots
from effsite.site.charts.wording import axis_title, methods, target_words
from effsite.site.estimates import factor_of

LENGTH, HEAD, HALF_HEAD = 0.055, 0.018, 0.005
"""An arrow's length and its head's, as shares of the y axis, and half of its head's width, of the x axis."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.attempts import LowerBound
    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.uncertainty import Range
    from effsite.site.charts.palette import Role
    from effsite.site.charts.scene import Ticks
    from effsite.site.charts.templates import Designs

LEAST_BAR = 0.025
"""The share of an axis that a bar must span to be seen beside its mark."""


def target_chart(
    designs: Designs, summary: TargetSummary, *, name: str, scene: Scene | None = None, shares: str = ""
) -> Chart:
    """The chart of one measure of one target over time, on a log axis.

    Shows every result in grey, the frontier as blue steps up to the last date in the collection, the
    fitted line where it describes the curve, Moore's law from the same baseline where the measure
    is compute or cost, and an arrow upwards from what each system spent that stayed short of the level.
    `name` is its slug path, `scene` what `target_scene` gives where that is at hand, `shares` as in `Chart`.
    Raises ValueError for a summary without results.
    """
    scene = scene or target_scene(summary)
    total = len(summary.results) + len(scene.marks["other"])
    return finish(designs, scene, target_words(summary, scene), name=name, total=total, shares=shares)


def target_scene(summary: TargetSummary) -> Scene:
    """What `target_chart` draws."""
    if not summary.results:
        raise ValueError(f"no result of {summary.target.name} gives {summary.measure}")
    days = [milliseconds(r.result.published.day) for r in summary.results]
    reference = moore_path(summary, max(days))
    spent = [b.value for b in summary.more_than]
    again = again_marks(summary)
    spread = [r.value for r in summary.results] + [y for p in reference for y in p.ys] + spent
    spread += [mark.y for mark in again]
    all_days = days + [milliseconds(b.attempt.published.day) for b in summary.more_than]
    x_low, x_high = padded(min(all_days), max(all_days), before=0.05, after=0.09)
    ends = [end for r in summary.results if r.ends for end in (r.ends.low, r.ends.high)]
    y_low, y_high = log_range([*spread, *ends])
    x = Axis(low=x_low, high=x_high, ticks="dates")
    y = Axis(low=y_low, high=y_high, ticks=_ticks(summary.measure), log=True, title=axis_title(summary))
    linear = Axis(low=0.0, high=float(f"{max(spread) * 1.06:.4g}"), ticks="plain")
    trend, band = trend_path(summary, y)
    return Scene(
        design="compute" if _is_compute(summary.measure) else "quantity",
        x=x,
        y=y,
        y_linear=linear,
        bands=band,
        paths=(
            *reference,
            *trend,
            *(_arrow(b, x, y) for b in summary.more_than),
            *frontier_path(summary.frontier_results, max(days)),
        ),
        marks=result_marks(summary, x, y)
        | {"other": (*(_short_mark(summary, b) for b in summary.more_than), *again)},
        notes=target_notes(summary, reference, trend),
    )


def _short_mark(summary: TargetSummary, bound: LowerBound) -> Mark:
    """What a system spent that stayed short of the level, pale because it can set no record."""
    attempt = bound.attempt
    return Mark(
        x=milliseconds(attempt.published.day),
        y=bound.value,
        name=one_line(attempt.system),
        detail=attempt_detail(attempt, summary.target, summary.measure, bound.value),
        pale=True,
        url=safe_url(attempt.source_url) or safe_url(attempt.paper_url) or "",
    )


def again_marks(summary: TargetSummary) -> tuple[Mark, ...]:
    """What each result took when it was run again: a small mark at the date of the result.

    Times and what follows from them belong to the machine of the second run and are not drawn.
    """
    if MEASURES[summary.measure].depends_on_machine:
        return ()
    marks = []
    for ranked in summary.results:
        for again in reproductions_of(ranked.result, summary.reproductions):
            value = again.measure(summary.measure)
            if value is not None:
                detail = reproduction_detail(ranked.result, again, summary.target, summary.measure)
                name = f"{one_line(again.system)}, run again"
                x = milliseconds(ranked.result.published.day)
                marks.append(
                    Mark(x=x, y=value, name=name, detail=detail, url=safe_url(again.source_url) or "")
                )
    return tuple(marks)


def _arrow(bound: LowerBound, x: Axis, y: Axis) -> Polyline:
    """An arrow upwards from there: the target takes more than that."""
    at, decades = milliseconds(bound.attempt.published.day), math.log10(y.high / y.low)
    tip, neck = (float(f"{bound.value * 10 ** (share * decades):.6g}") for share in (LENGTH, LENGTH - HEAD))
    side = round((x.high - x.low) * HALF_HEAD)
    return Polyline(
        role="other", xs=(at, at, at - side, at, at + side), ys=(bound.value, tip, neck, tip, neck)
    )


def _ticks(measure: str) -> Ticks:
    return "power" if _is_compute(measure) else "plain"


def _is_compute(measure: str) -> bool:
    return MEASURES[measure].quantity == "compute"


def result_marks(summary: TargetSummary, x: Axis, y: Axis) -> dict[Role, tuple[Mark, ...]]:
    """The marks by role: frontier, withdrawn and all other results, the last thinned where there are many."""
    groups: dict[Role, list[RankedResult]] = {"result": [], "withdrawn": [], "frontier": []}
    for ranked in summary.results:
        groups[_role(ranked)].append(ranked)
    others = groups["result"]
    spots = [(milliseconds(r.result.published.day), r.value) for r in others]
    most = MOST_MARKS if summary.measure == summary.target.measure else MOST_BESIDE
    room = max(most - len(groups["frontier"]) - len(groups["withdrawn"]), 1)
    groups["result"] = [others[n] for n in kept_spots(spots, x, y, room)]
    shaped = len(methods(summary)) > 1
    return {role: _marks(summary, group, y, shaped=shaped) for role, group in groups.items()}


def _marks(
    summary: TargetSummary, group: Sequence[RankedResult], y: Axis, *, shaped: bool
) -> tuple[Mark, ...]:
    bars = bars_of([ranked.ends for ranked in group], y)
    return tuple(_mark(summary, ranked, bar, shaped=shaped) for ranked, bar in zip(group, bars, strict=True))


def bar_of(ends: Range | None, y: Axis) -> tuple[float, float] | None:
    """The low and the high end of a figure, where they lie farther apart than its mark is high."""
    return bars_of([ends], y)[0]


def bars_of(every: Sequence[Range | None], y: Axis) -> list[tuple[float, float] | None]:
    """The same of several figures."""
    there = [ends for ends in every if ends is not None]
    lows, highs = positions(y, (ends.low for ends in there)), positions(y, (ends.high for ends in there))
    apart = iter([high - low >= LEAST_BAR for low, high in zip(lows, highs, strict=True)])
    return [(ends.low, ends.high) if ends is not None and next(apart) else None for ends in every]


def _role(ranked: RankedResult) -> Role:
    if ranked.result.status == "withdrawn":
        return "withdrawn"
    return "frontier" if ranked.on_frontier else "result"


def _mark(
    summary: TargetSummary, ranked: RankedResult, bar: tuple[float, float] | None, *, shaped: bool
) -> Mark:
    """One result as a mark: hollow if estimated, pale if no record can be, its method's shape if `shaped`."""
    result = ranked.result
    factor = factor_of(summary, ranked, formats.factor_exact)
    return Mark(
        x=milliseconds(result.published.day),
        y=ranked.value,
        name=one_line(result.system),
        detail=result_detail(result, summary.target, summary.measure, factor, ranked.why_not),
        shape=shape_of(result.flop_method if shaped else None),
        hollow=is_estimate(result, summary.measure),
        pale=not ranked.competes,
        row=row_key(result),
        url=source_address(result),
        bar=bar,
        told=told_of(result, summary.target),
        dated=True,
    )
