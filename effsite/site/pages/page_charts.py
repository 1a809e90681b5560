"""Charts for pages: each drawn once, its file remembered, its HTML ready for the page that shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from effsite.records import MEASURES
from effsite.site import charts, formats
from effsite.site.kept import Kept
from effsite.site.pages.kept_charts import kept_card, kept_chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from effsite.analysis.across import Across
    from effsite.analysis.summary import TargetSummary
    from effsite.records import LearningCurve, Rate, Target
    from effsite.site.charts import Chart


class PageCharts:
    """The charts of one build. `files` has the live charts' JSON by path in the docs folder."""

    def __init__(self, cache: Path) -> None:
        """Draws with the designs kept in `cache`, and keeps there the charts that cost most."""
        self._designs = charts.Designs(cache)
        self._kept = Kept(cache / "charts")
        self._drawn: dict[str, Chart] = {}

    @property
    def files(self) -> Iterator[tuple[str, str]]:
        """Path and content of every chart drawn so far."""
        return ((chart.path, chart.json) for chart in self._drawn.values())

    def __len__(self) -> int:
        """How many charts were drawn."""
        return len(self._drawn)

    def drop_the_oldest(self) -> None:
        """Delete what earlier builds kept and this one did not use, where it has become too much."""
        self._kept.drop_the_oldest()

    def target(self, summary: TargetSummary) -> Markup:
        """The chart of one measure of one target."""
        name = f"{summary.task.name}/{summary.target.name}"
        if summary.measure != summary.target.measure:
            name += f"-by-{summary.measure.replace('_', '-')}"
        if name not in self._drawn:
            draw = partial(charts.target_chart, self._designs, summary, name=name)
            self._drawn[name] = kept_chart(self._kept, name, summary, draw)
        return _html(self._drawn[name])

    def card(self, summary: TargetSummary, site: str) -> bytes:
        """The PNG of the chart of a target's own measure; `site` is how the site is named in it."""
        words = charts.CardWords(title=summary.target.title, finding=_finding(summary), site=site)
        name = f"{summary.task.name}/{summary.target.name}"
        return kept_card(self._kept, name, (summary, words), partial(charts.target_card, summary, words))

    @property
    def drawn(self) -> Iterator[Chart]:
        """Every chart drawn so far."""
        return iter(self._drawn.values())

    def overview(self, summaries: Sequence[TargetSummary], headline: TargetSummary | None) -> Markup:
        """The reduction factors of all targets, that of `headline` in the accent."""
        if "overview" not in self._drawn:
            self._drawn["overview"] = charts.overview_chart(self._designs, summaries, headline=headline)
        return _html(self._drawn["overview"])

    def runs(self, modern: TargetSummary, first_era: TargetSummary) -> Markup:
        """The largest training runs over two eras."""
        chart = charts.eras_chart(self._designs, modern, first_era, name=modern.task.name)
        self._drawn[chart.name] = chart
        return _html(chart)

    def rates(self, rates: Sequence[Rate], trends: Sequence[TargetSummary]) -> Markup:
        """Published doubling times beside those of the collection."""
        chart = charts.rates_chart(self._designs, rates, trends)
        self._drawn[chart.name] = chart
        return _html(chart)

    def forest(self, across: Across) -> Markup:
        """The rates of all targets with an interval, and their mean."""
        chart = charts.forest_chart(self._designs, across)
        self._drawn[chart.name] = chart
        return _html(chart)

    def curves(self, curves: Sequence[LearningCurve], target: Target) -> Markup:
        """The learning curves behind a target's results."""
        name = f"{target.task}/{target.name}-curves"
        self._drawn[name] = charts.curve_chart(self._designs, curves, target, name=name)
        return _html(self._drawn[name])

    def choices(self, summary: TargetSummary) -> Markup:
        """The picture of the target's rate by every choice; empty where there is one choice or none."""
        if len(summary.choices) < 2:
            return Markup("")
        name = f"{summary.task.name}/{summary.target.name}-choices"
        picture = charts.choices_picture(summary, name=name)
        return Markup(charts.picture_html(picture))  # noqa: S704 - escaped by its own template

    def sparkline(self, summary: TargetSummary) -> Markup:
        """The chart of a target's records as an SVG of the size of a word; empty for fewer than two."""
        return Markup(charts.sparkline_svg(summary))  # noqa: S704 - escaped by the drawing


def _finding(summary: TargetSummary) -> str:
    """What the chart shows, in a few words; empty under two records."""
    if summary.factor is None or summary.span_months is None:
        return ""
    way = "more" if summary.target.record_is == "most" else "less"
    label = MEASURES[summary.measure].label.lower()
    return f"{formats.factor(summary.factor)} {way} {label} in {formats.span(summary.span_months)}"


def _html(chart: Chart) -> Markup:
    return Markup(charts.figure_html(chart))  # noqa: S704 - escaped by its own template
