"""How far each of many targets fell, in the size of a word: a row's picture, on axes that all rows share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.sureness import sureness
from effsite.site.charts.axes import position
from effsite.site.charts.palette import PALETTE
from effsite.site.charts.scene import Axis, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.summary import TargetSummary
    from effsite.site.charts.palette import Role

WIDTH, HEIGHT, MARGIN = 120.0, 28.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Falls:
    """The axes that the pictures of some targets share: time across, and the factor down a log axis."""

    x: Axis
    y: Axis

    @classmethod
    def of(cls, summaries: Iterable[TargetSummary]) -> Falls | None:
        """The axes that hold every record of those that have a second one; None where none has."""
        shown = [s for s in summaries if s.factor is not None]
        if not shown:
            return None
        days = [milliseconds(r.result.published.day) for s in shown for r in s.frontier_results]
        most = max(s.factor or 1.0 for s in shown)
        return cls(
            x=Axis(low=min(days), high=max(max(days), min(days) + 1), ticks="none"),
            y=Axis(low=1.0, high=max(most, 1.01), ticks="none", log=True),
        )

    def svg(self, summary: TargetSummary) -> str:
        """An inline SVG of the steps in which what a target takes fell, from its first record to its latest.

        The line above is what the first took. Blue where its rate has an interval, dashed where it has no
        rate. Empty under two records. It says nothing that its row does not, and is hidden from those who
        hear the row.
        """
        if summary.factor is None:
            return ""
        kind = sureness(summary)
        role: Role = "frontier" if kind in ("bounded", "open", "study") else "other"
        line, end = self._steps(summary)
        ceiling = f"V{MARGIN:g}Z"
        dash = ' stroke-dasharray="3 2"' if kind == "factor" else ""
        colour = PALETTE[role].colour
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="eff-fall" aria-hidden="true" '
            f'viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
            f'<path class="eff-grid" d="M0 {MARGIN:g}H{WIDTH:g}" stroke="#d9dce1"/>'
            f'<path class="eff-f-{role} eff-area" d="{line}{ceiling}" fill="{colour}"/>'
            f'<path class="eff-s-{role}" d="{line}h{min(2.0, WIDTH - end):g}" fill="none" stroke="{colour}" '
            f'stroke-width="1.5"{dash}/></svg>'
        )

    def _steps(self, summary: TargetSummary) -> tuple[str, float]:
        """The steps as a path from the first record to the latest, and how far across they end."""
        spots = [
            (
                self._across(milliseconds(ranked.result.published.day)),
                MARGIN + position(self.y, max(ranked.factor or 1.0, 1.0)) * (HEIGHT - 2 * MARGIN),
            )
            for ranked in summary.frontier_results
        ]
        (start, first), *rest = spots
        steps = "".join(f"H{x:.1f}V{y:.1f}" for x, y in rest)
        return f"M{start:.1f} {first:.1f}{steps}", round(spots[-1][0], 1)

    def _across(self, day: float) -> float:
        return MARGIN + position(self.x, day) * (WIDTH - 2 * MARGIN)
