"""The frontier of one target in the size of a word, for a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import one_line, text
from effsite.site import formats
from effsite.site.charts.axes import log_range, position
from effsite.site.charts.palette import PALETTE
from effsite.site.charts.paths import frontier_path
from effsite.site.charts.scene import Axis, milliseconds
from effsite.site.estimates import factor_of

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary

WIDTH, HEIGHT, MARGIN = 160.0, 44.0, 5.0


def sparkline_svg(summary: TargetSummary) -> str:
    """An inline SVG of the frontier's steps on a log axis; empty for fewer than two records."""
    records = summary.frontier_results
    if len(records) < 2:
        return ""
    last = milliseconds(max(r.result.published.day for r in summary.results))
    first = milliseconds(records[0].result.published.day)
    low, high = log_range([r.value for r in records])
    x = Axis(low=first, high=max(last, first + 1), ticks="none")
    y = Axis(low=low, high=high, ticks="none", log=True)
    path = frontier_path(records, last)[0]
    dots = [(_across(x, a), _up(y, b)) for a, b in zip(path.xs, path.ys, strict=True)]
    line = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in dots)
    end = (_across(x, milliseconds(records[-1].result.published.day)), _up(y, records[-1].value))
    colour = PALETTE["frontier"].colour
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="eff-sparkline" role="img" '
        f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-label="{text(_label(summary))}">'
        f'<path class="eff-s-frontier" d="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<circle class="eff-f-frontier" cx="{end[0]:.1f}" cy="{end[1]:.1f}" r="3.5" fill="{colour}"/></svg>'
    )


def _across(axis: Axis, value: float) -> float:
    return MARGIN + position(axis, value) * (WIDTH - 2 * MARGIN)


def _up(axis: Axis, value: float) -> float:
    return HEIGHT - MARGIN - position(axis, value) * (HEIGHT - 2 * MARGIN)


def _label(summary: TargetSummary) -> str:
    records = summary.frontier_results
    verb = "fell" if summary.target.record_is == "least" else "grew"
    first, last = (formats.month_year(r.result.published) for r in (records[0], records[-1]))
    return f"{one_line(summary.target.title)}: {verb} {factor_of(summary) or '1x'}, {first} to {last}"
