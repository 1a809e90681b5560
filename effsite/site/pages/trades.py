"""Two measures at once on a target's page: what there is to choose, and what one result settles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.pareto import paretos
from effsite.site import formats
from effsite.site.charts import taken
from effsite.words import counted

if TYPE_CHECKING:
    from markupsafe import Markup

    from effsite.analysis.pareto import Pareto, Point
    from effsite.analysis.summary import TargetSummary
    from effsite.records import Measure, Result
    from effsite.site.pages.links import Links
    from effsite.site.pages.page_charts import PageCharts


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One pair of measures between which there is a choice, with its chart."""

    found: Pareto
    figure: Markup

    @property
    def title(self) -> str:
        """What is held against what: Training time and devices."""
        return f"{self.y.label} and {self.x.label.lower()}"

    @property
    def x(self) -> Measure:
        """The measure across."""
        return formats.named_measure(self.found.pair.x)

    @property
    def y(self) -> Measure:
        """The measure upwards."""
        return formats.named_measure(self.found.pair.y)

    @property
    def has_ends(self) -> bool:
        """Whether a figure of the frontier has a low and a high end."""
        return any(point.ends for point in self.found.front)

    @property
    def has_doubt(self) -> bool:
        """Whether a result is on the frontier only if its estimate is right."""
        return any(point.place != "front" for point in self.found.front)

    @property
    def has_hardware(self) -> bool:
        """Whether a result of the frontier names its hardware."""
        return any(point.result.device for point in self.found.front)

    @property
    def headline(self) -> str:
        """What lies between the two ends of the frontier, as a sentence without its final stop."""
        front = self.found.front
        count = f"Of {counted(len(self.found.points), 'result')}"
        if len(front) == 1:
            return f"{count} one takes the least of both, if the estimates are right"
        return f"{count} {len(front)} are on the frontier: from {self._at(front[0])} to {self._at(front[-1])}"

    def _at(self, point: Point) -> str:
        return (
            f"{taken(self.y.name, point.result, point.y)} with {taken(self.x.name, point.result, point.x)} "
            f"({point.result.system})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trades:
    """The pairs of measures of a target: those with a choice, and sentences on those without."""

    trades: tuple[Trade, ...]
    settled: tuple[str, ...]

    @property
    def results(self) -> frozenset[Result]:
        """The results that tables of the frontiers name."""
        return frozenset(point.result for trade in self.trades for point in trade.found.front)


def trades(summary: TargetSummary, figures: PageCharts | None, links: Links) -> Trades:
    """What the target's results say by two measures at once, on the page that `links` are from.

    There are no charts where `figures` is None.
    """
    rows = (*(r.result for r in summary.results), *summary.without_measure)
    found = paretos(summary.target, rows)
    open_ones = [p for p in found if p.is_trade] if figures is not None else []
    return Trades(
        trades=tuple(
            Trade(found=p, figure=figures.pareto(p, links, first=n == 0))
            for n, p in enumerate(open_ones)
            if figures is not None
        ),
        settled=tuple(_settled(p) for p in found if not p.is_trade),
    )


def _settled(found: Pareto) -> str:
    """That one result is the least of both."""
    (best,) = found.front
    y, x = (formats.named_measure(name).label.lower() for name in (found.pair.y, found.pair.x))
    return (
        f"Between {y} and {x} there is nothing to choose: of {counted(len(found.points), 'result')} "
        f"{best.result.system} takes the least of both, {taken(found.pair.y, best.result, best.y)} and "
        f"{taken(found.pair.x, best.result, best.x)}."
    )
