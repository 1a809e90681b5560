"""Charts for pages: each drawn once, its file remembered, its HTML ready for the page that shows it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from markupsafe import Markup

from effsite.names import BY, CURVES_OF
from effsite.records import MEASURES
from effsite.site import charts, formats
from effsite.site.kept import Kept, fingerprint
from effsite.site.pages.kept_charts import data_key, kept_card, kept_chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from effsite.analysis.across import Across
    from effsite.analysis.budget import Budgets
    from effsite.analysis.pareto import Pareto
    from effsite.analysis.summary import TargetSummary
    from effsite.records import LearningCurve, Rate, Target
    from effsite.site.charts import Chart, Scene


class PageCharts:
    """The charts of one build. `files` has the JSON of live charts and of designs by path in docs/."""

    def __init__(self, cache: Path) -> None:
        """Draws with the designs kept in `cache`, and keeps there the charts that cost most."""
        self._designs = charts.Designs(cache)
        self._kept = Kept(cache / "charts")
        self._drawn: dict[str, Chart] = {}
        self._keys: dict[str, str] = {}
        self._scenes: dict[int, Scene] = {}

    @property
    def files(self) -> Iterator[tuple[str, str]]:
        """Path and content of every chart drawn so far, and of the designs that they share."""
        shared = {chart.design_file: chart.design for chart in self._drawn.values()}
        yield from ((chart.path, chart.json) for chart in self._drawn.values())
        for file, design in sorted(shared.items()):
            yield f"{charts.FOLDER}/{file}", self._designs.template(design).text

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
            name += f"{BY}{summary.measure.replace('_', '-')}"
        if name not in self._drawn:
            self._drawn[name] = kept_chart(
                self._kept,
                self._key(summary, name),
                lambda: charts.target_chart(self._designs, summary, name=name, scene=self._scene(summary)),
            )
        return _html(self._drawn[name])

    def card(self, summary: TargetSummary, site: str) -> bytes:
        """The PNG of the chart of a target's own measure; `site` is how the site is named in it."""
        words = charts.CardWords(title=summary.target.title, finding=_finding(summary), site=site)
        key = fingerprint(self._key(summary, f"{summary.task.name}/{summary.target.name}"), asdict(words))
        return kept_card(self._kept, key, lambda: charts.card_png(self._scene(summary), words))

    def _key(self, summary: TargetSummary, name: str) -> str:
        """What the pictures of a summary are kept under, made once for all of them."""
        if name not in self._keys:
            self._keys[name] = data_key(name, summary)
        return self._keys[name]

    def _scene(self, summary: TargetSummary) -> Scene:
        """What the pictures of a summary show, made once for all of them where one is to be drawn."""
        if id(summary) not in self._scenes:
            self._scenes[id(summary)] = charts.target_scene(summary)
        return self._scenes[id(summary)]

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

    def curves(
        self, curves: Sequence[LearningCurve], target: Target, systems: Mapping[str, str] | None = None
    ) -> Markup:
        """The learning curves behind a target's results; `systems` says by a curve's name whose it is."""
        name = f"{target.task}/{target.name}{CURVES_OF}"
        self._drawn[name] = charts.curve_chart(self._designs, curves, target, name=name, systems=systems)
        return _html(self._drawn[name])

    def pareto(self, found: Pareto) -> Markup:
        """The results of a target by two measures at once."""
        name = f"{found.target.task}/{found.target.name}-{found.pair.name}"
        self._drawn[name] = kept_chart(
            self._kept,
            data_key(name, found),
            lambda: charts.pareto_chart(self._designs, found, name=name),
        )
        return _html(self._drawn[name])

    def budget(self, table: Budgets, task: str) -> Markup:
        """The records of every level of a task, to follow a budget across."""
        name = f"{task}/budget-by-{table.measure.replace('_', '-')}"
        self._drawn[name] = charts.budget_chart(self._designs, table, name=name)
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
