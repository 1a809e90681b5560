"""Charts for pages: each drawn once, its file remembered, its HTML ready for the page that shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from itertools import islice
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from effsite.names import BY, CURVES_OF
from effsite.records import MEASURES, PublicationDate
from effsite.site import charts, formats
from effsite.site.estimates import factor_of
from effsite.site.kept import Kept, fingerprint
from effsite.site.pages import addresses, downloads
from effsite.site.pages.fingerprints import Fingerprints
from effsite.site.pages.kept_charts import data_key, kept_card, kept_chart, kept_under
from effsite.site.pages.links import target_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from effsite.analysis.across import Across
    from effsite.analysis.budget import Budgets
    from effsite.analysis.pareto import Pareto
    from effsite.analysis.summary import TargetSummary
    from effsite.records import LearningCurve, Rate, Target
    from effsite.site.charts import Chart, Scene, Shelf
    from effsite.site.pages.links import Links

FEWEST_ROWS = 2
"""Targets with a rate that a chart of their rates needs: one says more on its own page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChart:
    """A drawn chart with where it is shown and what goes with it.

    `page` is the path in the docs folder of the page that it belongs to, `state` what stands behind the `#`
    of that page's address to show it, empty for the chart that the page opens with. `rows` is the CSV of the
    results behind it, below the site's root, of whose columns it shows `measure`, or two where that is empty;
    both are empty where there is no such file. `apart` says whether its page shows the pictures of its file,
    and has none itself: it does not open with it. `has_card` says whether there is a PNG of it. `cited` says
    whose citation goes with it: a target's, task/target, or the chart's own, by its name. `latest` is the
    date of the latest result of its target; None where it shows several.
    """

    chart: Chart
    page: str
    state: str = ""
    rows: str = ""
    measure: str = ""
    apart: bool = False
    has_card: bool = False
    cited: str
    latest: PublicationDate | None = None

    def files(self, links: Links) -> charts.Files:
        """The ways to its files from a page of the site."""
        return charts.Files(
            picture=links.to(addresses.picture(self.chart.name, "svg")),
            png=links.to(addresses.picture(self.chart.name, "png")) if self.has_card else "",
            rows=links.to(self.rows) if self.rows else "",
            measure=self.measure,
            frame=links.to(addresses.embed(self.chart.name)),
            text=links.to(addresses.citation(self.cited, "txt")),
            bibtex=links.to(addresses.citation(self.cited, "bib")),
            cff=links.to(addresses.citation(self.cited, "cff")),
        )


class PageCharts:
    """The charts of one build. `files` has what live charts and their designs read, by path in docs/.

    Each method that gives a page's figure is told by `links` from which page that is.
    """

    def __init__(self, cache: Path) -> None:
        """Draws with the designs kept in `cache`, and keeps there the charts that cost most."""
        self._designs = charts.Designs(cache)
        self._kept = Kept(cache / "charts")
        self._drawn: dict[str, ShownChart] = {}
        self._keys: dict[str, str] = {}
        self._kept_under: dict[str, str] = {}
        self._scenes: dict[int, Scene] = {}
        self.fingerprints = Fingerprints()

    @property
    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of the files of every chart drawn so far, and of the designs that they share."""
        drawn = [shown.chart for shown in self._drawn.values()]
        sharing: dict[str, list[Chart]] = {}
        for chart in drawn:
            if chart.shares:
                sharing.setdefault(chart.shares, []).append(chart)
            else:
                yield f"{charts.FOLDER}/{chart.file}", charts.gzipped(chart.json)
        for those in sharing.values():
            yield from self._together(those)
        for file, design in sorted({chart.design_file: chart.design for chart in drawn}.items()):
            yield f"{charts.FOLDER}/{file}", self._designs.template(design).text.encode()

    def __len__(self) -> int:
        """How many charts were drawn."""
        return len(self._drawn)

    def drop_the_oldest(self) -> None:
        """Delete what earlier builds kept and this one did not use, where it has become too much."""
        self._kept.drop_the_oldest()

    def target(self, summary: TargetSummary, links: Links, *, first: bool = True) -> Markup:
        """The chart of one measure of one target; of several measures only the `first` shows at first."""
        task, target, measure = summary.task.name, summary.target.name, summary.measure
        own = measure == summary.target.measure
        name = f"{task}/{target}" if own else f"{task}/{target}{BY}{measure.replace('_', '-')}"
        if name not in self._drawn:
            chart = self._chart(
                name,
                self._key(summary, name),
                lambda: charts.target_chart(
                    self._designs, summary, name=name, scene=self._scene(summary), shares=f"{task}/{target}"
                ),
            )
            self._drawn[name] = ShownChart(
                chart=chart,
                page=target_address(task, target, runs=links.runs),
                state="" if own else f"measure={measure}",
                rows=downloads.address(task, target, "csv"),
                measure=measure,
                apart=not first,
                has_card=own,
                cited=f"{task}/{target}",
                latest=max(row.result.published for row in summary.results),
            )
        return _html(self._drawn[name], links)

    def card(self, summary: TargetSummary, site: str) -> bytes:
        """The PNG of the chart of a target's own measure; `site` is how the site is named in it."""
        words = charts.CardWords(title=summary.target.title, finding=_finding(summary), site=site)
        key = fingerprint(self._key(summary, f"{summary.task.name}/{summary.target.name}"), asdict(words))
        return kept_card(self._kept, key, lambda: charts.card_png(self._scene(summary), words))

    def _chart(self, name: str, key: str, draw: Callable[[], Chart]) -> Chart:
        """The chart that is kept under that key, or drawn and kept."""
        self._kept_under[name] = key
        return kept_chart(self._kept, key, draw)

    def _together(self, those: Sequence[Chart]) -> Iterator[tuple[str, bytes]]:
        """The files of charts of one target, kept under the keys of all of them."""
        others = [chart for chart in those if chart.name != chart.shares]
        yield f"{charts.FOLDER}/{those[0].shared_address}", self._packed(charts.opening_file, those)
        if others:
            yield f"{charts.FOLDER}/{others[0].file}", self._packed(charts.beside_file, others)

    def _packed(self, pack: Callable[[Sequence[Chart]], bytes], those: Sequence[Chart]) -> bytes:
        key = fingerprint(pack.__name__, [self._kept_under[chart.name] for chart in those])
        stored = self._kept.get(key)
        if stored is None:
            stored = pack(those)
            self._kept.put(key, stored)
        return stored

    def drawn_since(self, count: int) -> list[dict[str, Any]]:
        """What `put_back` needs of the charts that were drawn after so many; all of these are kept."""
        return [
            {
                **{f.name: getattr(shown, f.name) for f in fields(shown)},
                "chart": self._kept_under[shown.chart.name],
                "latest": str(shown.latest) if shown.latest else "",
            }
            for shown in islice(self._drawn.values(), count, None)
        ]

    def put_back(self, stored: Sequence[Mapping[str, Any]]) -> bool:
        """Take charts of an earlier build for drawn; False, and none of them, where one is not there."""
        found = [kept_under(self._kept, one["chart"]) for one in stored]
        for one, chart in zip(stored, found, strict=True):
            if chart is not None and all(found):
                latest = PublicationDate.parse(one["latest"]) if one["latest"] else None
                self._kept_under[chart.name] = one["chart"]
                self._drawn[chart.name] = ShownChart(**{**one, "chart": chart, "latest": latest})
        return all(found)

    def _key(self, summary: TargetSummary, name: str) -> str:
        """What the pictures of a summary are kept under, made once for all of them."""
        if name not in self._keys:
            self._keys[name] = data_key(name, self.fingerprints.of_summary(summary))
        return self._keys[name]

    def _scene(self, summary: TargetSummary) -> Scene:
        """What the pictures of a summary show, made once for all of them where one is to be drawn."""
        if id(summary) not in self._scenes:
            self._scenes[id(summary)] = charts.target_scene(summary)
        return self._scenes[id(summary)]

    def kept_name(self, shown: ShownChart) -> str:
        """What the chart follows from, as 64 hexadecimal digits; empty for one that is drawn each time."""
        return self._kept_under.get(shown.chart.name, "")

    @property
    def drawn(self) -> Iterator[ShownChart]:
        """Every chart drawn so far."""
        return iter(self._drawn.values())

    def overview(self, shelves: Sequence[Shelf], links: Links) -> Markup:
        """The rates of all targets with their intervals; empty under two of them."""
        return self._rated("overview", shelves, links, state="")

    def brief(self, summaries: Sequence[TargetSummary], links: Links) -> Markup:
        """The rates of a few targets, on a page that opens with another chart; empty under two of them."""
        shelf = charts.Shelf(heading="", summaries=tuple(summaries))
        return self._rated("targets-in-brief", [shelf], links, state="chart=targets-in-brief")

    def _rated(self, name: str, shelves: Sequence[Shelf], links: Links, *, state: str) -> Markup:
        if sum(len(shelf.rated) for shelf in shelves) < FEWEST_ROWS:
            return Markup("")
        chart = charts.overview_chart(self._designs, shelves, name=name)
        self._drawn[name] = ShownChart(chart=chart, page=links.address, state=state, cited=name)
        return _html(self._drawn[name], links)

    def runs(self, modern: TargetSummary, first_era: TargetSummary, links: Links) -> Markup:
        """The largest training runs over two eras."""
        return self._on(charts.eras_chart(self._designs, modern, first_era, name=modern.task.name), links)

    def rates(self, rates: Sequence[Rate], trends: Sequence[TargetSummary], links: Links) -> Markup:
        """Published doubling times beside those of the collection."""
        return self._on(charts.rates_chart(self._designs, rates, trends), links)

    def forest(self, across: Across, links: Links) -> Markup:
        """The rates of all targets with an interval, and their mean."""
        return self._on(charts.forest_chart(self._designs, across), links)

    def _on(self, chart: Chart, links: Links) -> Markup:
        """The chart that a page opens with, and that stands nowhere else."""
        self._drawn[chart.name] = ShownChart(chart=chart, page=links.address, cited=chart.name)
        return _html(self._drawn[chart.name], links)

    def curves(
        self,
        curves: Sequence[LearningCurve],
        target: Target,
        links: Links,
        *,
        systems: Mapping[str, str],
        latest: PublicationDate | None,
    ) -> Markup:
        """The learning curves behind a target's results; `systems` says by a curve's name whose it is.

        `latest` is the date of the latest of those results.
        """
        name = f"{target.task}/{target.name}{CURVES_OF}"
        self._drawn[name] = ShownChart(
            chart=self._chart(
                name,
                data_key(name, self.fingerprints.of((curves, target, dict(systems)))),
                lambda: charts.curve_chart(self._designs, curves, target, name=name, systems=systems),
            ),
            page=target_address(target.task, target.name, runs=links.runs),
            state=f"chart={target.name}{CURVES_OF}",
            apart=True,
            cited=f"{target.task}/{target.name}",
            latest=latest,
        )
        return _html(self._drawn[name], links)

    def pareto(self, found: Pareto, links: Links, *, first: bool = True) -> Markup:
        """The results of a target by two measures at once; of several pairs the `first` alone is in sight."""
        task, target = found.target.task, found.target.name
        name = f"{task}/{target}-{found.pair.name}"
        self._drawn[name] = ShownChart(
            chart=self._chart(
                name,
                data_key(name, self.fingerprints.of_pareto(found)),
                lambda: charts.pareto_chart(self._designs, found, name=name, shares=f"{task}/{target}"),
            ),
            page=target_address(task, target, runs=links.runs),
            state=f"chart={target}-{found.pair.name}",
            rows=downloads.address(task, target, "csv"),
            apart=not first,
            cited=f"{task}/{target}",
            latest=max(point.result.published for point in found.points),
        )
        return _html(self._drawn[name], links)

    def budget(self, table: Budgets, task: str, links: Links) -> Markup:
        """The records of every level of a task, to follow a budget across."""
        chart = f"budget{BY}{table.measure.replace('_', '-')}"
        name = f"{task}/{chart}"
        self._drawn[name] = ShownChart(
            chart=charts.budget_chart(self._designs, table, name=name),
            page=links.address,
            state=f"chart={chart}",
            cited=name,
        )
        return _html(self._drawn[name], links)

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
    return f"{factor_of(summary)} {way} {label} in {formats.span(summary.span_months)}"


def _html(shown: ShownChart, links: Links) -> Markup:
    html = charts.apart_html if shown.apart else charts.figure_html
    return Markup(html(shown.chart, shown.files(links)))  # noqa: S704 - escaped by its own template
