"""The labels that a chart over time asks for, the most telling first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.escape import one_line
from effsite.site.charts.labels import shortened
from effsite.site.charts.scene import Label, milliseconds
from effsite.site.estimates import factor_of
from effsite.site.trend_words import regime_words, shape_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.site.charts.scene import Polyline

LONGEST_NAME = 26


def target_notes(
    summary: TargetSummary, reference: Sequence[Polyline], trend: Sequence[Polyline]
) -> tuple[Label, ...]:
    """The two ends of the frontier, then the lines, then the records between."""
    records = frontier_notes(summary)
    return (*records[:2], *line_notes(summary, reference, trend), *records[2:])


def frontier_notes(summary: TargetSummary) -> tuple[Label, ...]:
    """Labels for the records: the latest first, then the first, then by how much each one gained."""
    records = summary.frontier_results
    falling = summary.target.record_is == "least"
    order = sorted(range(len(records)), key=lambda n: _gain_rank(records, n))
    return tuple(_record_note(summary, records[n], falling, bold=n == len(records) - 1) for n in order)


def _gain_rank(records: Sequence[RankedResult], n: int) -> float:
    if n == len(records) - 1:
        return -2.0
    if n == 0:
        return -1.0
    before, after = records[n - 1].value, records[n].value
    return min(before, after) / max(before, after)


def _record_note(summary: TargetSummary, ranked: RankedResult, falling: bool, *, bold: bool) -> Label:
    name = one_line(ranked.result.system)
    better = ranked.factor is not None and ranked.factor > 1 and falling
    return Label(
        text=name,
        figure=factor_of(summary, ranked) if better else "",
        narrow=_brief(name),
        x=milliseconds(ranked.result.published.day),
        y=ranked.value,
        side="below" if falling else "above",
        bold=bold,
    )


def _brief(name: str) -> str:
    """A name where all of it has no room, as on a phone: Record 8 of Record 8: input embedding."""
    head, colon, _ = name.partition(":")
    if len(name) <= LONGEST_NAME:
        return name
    return head if colon and len(head) <= LONGEST_NAME else shortened(name, LONGEST_NAME)


def line_notes(
    summary: TargetSummary, reference: Sequence[Polyline], trend: Sequence[Polyline]
) -> tuple[Label, ...]:
    """Labels for the reference line, at its end, and for the trend, at its middle."""
    notes = [
        Label(text="Moore’s law", x=p.xs[-1], y=p.ys[-1], role="reference", side="right") for p in reference
    ]
    return (*notes, *trend_notes(summary, trend))


def trend_notes(summary: TargetSummary, trend: Sequence[Polyline], *, at: float = 0.625) -> tuple[Label, ...]:
    """Labels of the fitted line with its rate: one at that share of a straight line, one a regime else."""
    if not trend:
        return ()
    xs, ys = trend[0].xs, trend[0].ys
    if summary.broken is None:
        middle = int(len(xs) * at)
        return (_rate_note(f"trend: {shape_words(summary)}", xs[middle], ys[middle]),)
    bend = xs.index(milliseconds(summary.broken.bend))
    places = (bend // 2, (bend + len(xs)) // 2)
    return tuple(
        _rate_note(regime_words(regime), xs[n], ys[n])
        for regime, n in zip(summary.broken.regimes, places, strict=True)
    )


def _rate_note(text: str, x: float, y: float) -> Label:
    return Label(text="", figure=text, x=x, y=y, role="trend", side="above")
