"""The page of one target: its headline, its charts by every measure, its tables and its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.decomposition import time_parts
from effsite.analysis.exchange import exchanged
from effsite.analysis.hindsight import looks
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.estimates import factor_of
from effsite.site.headline_words import titled
from effsite.site.pages.addresses import picture
from effsite.site.pages.citation import Citation
from effsite.site.pages.claims import ClaimRow, claim_rows
from effsite.site.pages.domains import Way, down_to
from effsite.site.pages.environment import render
from effsite.site.pages.evidence import Again, CurveFiles, curve_files, run_again
from effsite.site.pages.level import level_rule
from effsite.site.pages.links import target_address
from effsite.site.pages.page import Page
from effsite.site.pages.result_table import ResultTable, result_table
from effsite.site.pages.sources import Sources, sources
from effsite.site.pages.survey import FEWEST_FOR_A_CHART, FEWEST_FOR_A_PANEL, MOST_DRAWN, curves_of
from effsite.site.pages.table_rows import TableRow, rows
from effsite.site.pages.trades import Trades, trades
from effsite.site.pages.workings import Working, workings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from effsite.analysis.choices import Choice
    from effsite.analysis.decomposition import TimeParts
    from effsite.analysis.exchange import Exchanged
    from effsite.analysis.hindsight import Look
    from effsite.analysis.summary import TargetSummary
    from effsite.records import Attempt
    from effsite.site.pages.levels import Movable
    from effsite.site.pages.links import Links
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey


TARGET_BOOST = 2.0
"""How many times more than a page of a system one of a target counts in the search, once it has a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One measure of a target with its chart."""

    summary: TargetSummary
    figure: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPage:
    """Everything that stands on a target's page, in the order of the collection."""

    summary: TargetSummary
    title: str
    trail: tuple[Way, ...]
    panels: tuple[Panel, ...]
    in_words: tuple[TargetSummary, ...]
    table: ResultTable
    workings: tuple[Working, ...]
    claims: tuple[ClaimRow, ...]
    sources: Sources
    level: str
    attempts: tuple[Attempt, ...]
    again: tuple[Again, ...]
    curves: Markup | None
    any_level: str
    curve_files: tuple[CurveFiles, ...]
    citation: Citation | None
    choices: tuple[Choice, ...]
    choices_figure: Markup | None
    looks: tuple[Look, ...]
    exchanges: tuple[Exchanged, ...]
    at_once: Trades
    time_parts: TimeParts | None

    @property
    def figure(self) -> Markup:
        """The chart of the target's own measure."""
        return self.panels[0].figure

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """Every result of the target."""
        return self.table.rows

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that occur among the rows, each once."""
        return tuple(dict.fromkeys(row.result.status for row in self.rows))

    @property
    def doubled(self) -> bool:
        """Whether every figure was entered from a source that counts 1 operation per multiply-add."""
        return all(w.result.source_flop_per_mac == 1 for w in self.workings)

    @property
    def some_are_no_record(self) -> bool:
        """Whether the records are a part of the results only, so that two tables say more than one."""
        return not all(r.on_frontier for r in self.rows)

    def attempts_give(self, field: str) -> bool:
        """Whether some attempt has a value in that field, so that a column of it says something."""
        return any(getattr(attempt, field) not in (None, "") for attempt in self.attempts)

    @property
    def agreeing(self) -> int:
        """How many of the stated figures agree with the collection."""
        return sum(claim.agrees for claim in self.claims)


def target_page(
    summary: TargetSummary, survey: Survey, figures: PageCharts, movable: Movable | None = None
) -> Page:
    """The page of an efficiency target, with results or still without; `movable` where it has any level."""
    address = target_address(summary.task.name, summary.target.name, runs=survey.settings.runs)
    any_level = movable.address if movable else ""
    links = survey.links(address)
    view = target_view(summary, survey, links, figures, any_level=any_level)
    return Page(
        address=address,
        title=view.title,
        description=described(summary),
        body=render("target.md.jinja", t=view, links=links),
        hide=("navigation", "toc"),
        card=picture("/".join((summary.task.name, summary.target.name)), "png")
        if len(summary.results) >= FEWEST_FOR_A_CHART
        else "",
        boost=TARGET_BOOST if view.rows else 1.0,
    )


def target_view(
    summary: TargetSummary,
    survey: Survey,
    links: Links,
    figures: PageCharts | None = None,
    *,
    any_level: str = "",
) -> TargetPage:
    """The view of a target on the page that `links` are from; without charts where `figures` is None."""
    shown = rows(summary)
    at_once = trades(summary, figures, links)
    table = result_table(summary, shown, survey.places, at_once.results)
    in_page = [row.result for row in table.shown]
    attempts = survey.attempts(summary)
    curves = curves_of(survey.collection.task(summary.task.name), summary.target)
    files = curve_files(survey.collection.task(summary.task.name), curves)
    owners = {file.name: file.systems for file in files}
    others = survey.others.of(summary.task.name, summary.target.name)
    published = summary.task.name in survey.settings.redirected  # its charts have addresses in use
    drawn, in_words = _by_measure(summary, others, FEWEST_FOR_A_CHART if published else FEWEST_FOR_A_PANEL)
    title = titled(summary)
    return TargetPage(
        summary=summary,
        title=title,
        trail=down_to(survey.domains, summary.task.name),
        panels=tuple(
            Panel(summary=s, figure=figures.target(s, links, first=n == 0)) for n, s in enumerate(drawn)
        )
        if figures is not None
        else (),
        in_words=in_words,
        table=table,
        workings=workings(in_page, summary.task.example),
        claims=claim_rows(summary.claims),
        sources=sources(summary.task.references, in_page, summary.claims, attempts),
        level=level_rule(summary.target),
        attempts=attempts,
        again=run_again(survey.collection.task(summary.task.name), summary),
        curves=figures.curves(
            curves,
            summary.target,
            links,
            systems=owners,
            latest=max((row.result.published for row in summary.results), default=None),
        )
        if 0 < len(curves) <= MOST_DRAWN and figures is not None
        else None,
        any_level=any_level,
        curve_files=files,
        choices=summary.choices,
        choices_figure=figures.choices(summary) if figures is not None else None,
        looks=looks(summary.frontier, summary.target.record_is),
        exchanges=_exchanges(summary, attempts),
        at_once=at_once,
        time_parts=_time_parts(summary, survey),
        citation=target_citation(summary, survey),
    )


def _by_measure(
    summary: TargetSummary, others: Sequence[TargetSummary], fewest: int
) -> tuple[list[TargetSummary], tuple[TargetSummary, ...]]:
    """The measures that have a chart, and those of fewer than `fewest` results: a sentence says as much."""
    few = [s for s in others if len(s.results) < fewest]
    own = [summary] if len(summary.results) >= FEWEST_FOR_A_CHART else []
    drawn = [*own, *(s for s in others if len(s.results) >= fewest)]
    if not drawn and few:
        drawn = [few.pop(0)]
    return drawn, tuple(few)


def target_citation(summary: TargetSummary, survey: Survey) -> Citation | None:
    """How to cite a target; None where nobody published anything about it."""
    names = summary.task.name, summary.target.name
    results = (*(row.result for row in summary.results), *summary.without_measure)
    attempts = survey.attempts(summary)
    dates = [*(result.published for result in results), *(attempt.published for attempt in attempts)]
    if not dates:
        return None
    return Citation(
        key="-".join(names),
        title=titled(summary),
        address=target_address(*names, runs=survey.settings.runs),
        latest=max(dates),
        site=survey.settings,
        edition=survey.edition,
    )


def _exchanges(summary: TargetSummary, attempts: Sequence[Attempt]) -> tuple[Exchanged, ...]:
    """The task's exchanges of parts as this target fills them; none where the most of the measure is best."""
    if summary.target.record_is != "least":
        return ()
    found = (exchanged(one, summary.results, attempts) for one in summary.task.exchanges)
    return tuple(one for one in found if one is not None)


def _time_parts(summary: TargetSummary, survey: Survey) -> TimeParts | None:
    """What made training to the target faster; None where no two records of time tell, or most is best."""
    if summary.target.record_is != "least":
        return None
    results = survey.collection.task(summary.task.name).results_for(summary.target.name)
    return time_parts(summary.target, results)


def described(summary: TargetSummary) -> str:
    """One sentence for search engines and previews."""
    label = MEASURES[summary.measure].label.lower()
    if not summary.results and not summary.without_measure:
        return f"{titled(summary)}: no result in the collection yet. The level, the rules and what was tried."
    if summary.factor is None or summary.span_months is None:
        return f"{titled(summary)}: the results in the collection by {label}, with their sources."
    way = "more" if summary.target.record_is == "most" else "less"
    return (
        f"{titled(summary)}: {factor_of(summary, write=formats.times)} {way} {label} in "
        f"{formats.span(summary.span_months)}. Chart, records, all results, sources and data."
    )
