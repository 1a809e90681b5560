"""The front page: the headline and its chart, a card for each target, the latest records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.across import have_rates
from effsite.records import MEASURES
from effsite.site import formats
from effsite.site.estimates import factor_of
from effsite.site.pages.across import ACROSS
from effsite.site.pages.comparisons import COMBINED, POLICY, RATES, combined_target, has_rates
from effsite.site.pages.environment import render
from effsite.site.pages.links import runs_address
from effsite.site.pages.page import Page
from effsite.site.sure_words import tally_sentence

if TYPE_CHECKING:
    from markupsafe import Markup

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.domains import TaskGroup
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey

HOME = "index.md"
LATEST = 8
MOST_OF_A_TARGET = 2
MOST_CARDS = 12
MOST_ROWS = 12
"""Rates that the front page draws; all of them are on the page of all targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The target that the page opens with, and its chart."""

    summary: TargetSummary
    figure: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A target in brief."""

    summary: TargetSummary
    sparkline: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestRecord:
    """A record that beat an earlier one."""

    summary: TargetSummary
    row: RankedResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Everything on the front page; `answer` is its heading.

    `shown_here` are the tasks that show the tool, each with its targets, apart from the others.
    `compared` are the address and the words of each page of comparisons that the site has; `movable` says
    whether it has targets whose level a reader can move.
    """

    headline: Headline | None
    answer: str
    tally: str
    overview: Markup
    cards: tuple[Card, ...]
    latest: tuple[LatestRecord, ...]
    shown_here: tuple[TaskGroup, ...]
    compared: tuple[tuple[str, str], ...]
    movable: bool
    name: str
    title: str


def home_page(survey: Survey, figures: PageCharts, *, movable: bool) -> Page:
    """The front page; `movable` says whether any target's level can be moved."""
    main = survey.headline
    with_factor = tuple(s for s in survey.efficiency if s.factor is not None and not s.task.demonstrates)
    name, title = survey.settings.name or "This site", survey.settings.title_or_name
    answer = answer_of(main) if main else ""
    ordered = _ordered(with_factor, main)
    rated = [s for s in ordered if s.average_halving_time_months and s.target.record_is == "least"]
    home = Home(
        headline=Headline(summary=main, figure=figures.target(main, survey.links(HOME))) if main else None,
        answer=answer,
        tally=tally_sentence(survey.falling),
        overview=figures.brief(rated[:MOST_ROWS], survey.links(HOME)),
        cards=tuple(Card(summary=s, sparkline=figures.sparkline(s)) for s in ordered[:MOST_CARDS]),
        latest=_latest(with_factor),
        shown_here=tuple(g for domain in survey.domains for g in domain.groups if g.task.demonstrates),
        compared=_compared(survey),
        movable=movable,
        name=name,
        title=title,
    )
    return Page(
        address=HOME,
        title=title,
        description=f"{answer or title}. The collection, with every source.",
        body=render("home.md.jinja", home=home, links=survey.links(HOME)),
        hide=("navigation", "toc"),
    )


def _compared(survey: Survey) -> tuple[tuple[str, str], ...]:
    """Address and words of each page of comparisons that the collection has something for."""
    there = (
        (combined_target(survey) is not None, POLICY, "three minutes for policy readers"),
        (has_rates(survey), RATES, "published rates of progress"),
        (have_rates(survey.efficiency), ACROSS, "whether there is a Moore’s law of algorithms"),
        (combined_target(survey) is not None, COMBINED, "hardware and algorithms multiplied"),
        (bool(survey.runs), runs_address(survey.settings.runs), "the growth of the largest runs"),
    )
    return tuple((address, words) for is_there, address, words in there if is_there)


def answer_of(summary: TargetSummary) -> str:
    """The headline in one line: what fell, by how much, from which year to which."""
    if summary.factor is None or summary.baseline is None or summary.latest_record is None:
        return ""
    first, last = summary.baseline.published.day.year, summary.latest_record.published.day.year
    label = MEASURES[summary.measure].label.lower()
    return (
        f"Reaching {summary.target.title} took {factor_of(summary, write=formats.times)} less {label} "
        f"in {last} than in {first}"
    )


def _ordered(summaries: tuple[TargetSummary, ...], main: TargetSummary | None) -> list[TargetSummary]:
    """The headline's target first, then what others published and has a rate, the largest factor in front.

    Compute comes before other measures, which hold the machines too; what was measured here alone comes last.
    """
    return sorted(summaries, key=lambda s: (s is not main, *_weight(s)))


def _weight(summary: TargetSummary) -> tuple[bool, bool, bool, float]:
    records = summary.frontier_results
    return (
        all(row.result.source_kind == "measured" for row in records),
        summary.average_halving_time_months is None,
        MEASURES[summary.measure].quantity != "compute",
        -(summary.factor or 0),
    )


def _latest(summaries: tuple[TargetSummary, ...]) -> tuple[LatestRecord, ...]:
    """The newest records, no more than a few of any one target, which a busy one would fill alone."""
    found = [
        LatestRecord(summary=s, row=row)
        for s in summaries
        if s.target.record_is == "least"
        for row in s.frontier_results[1:][-MOST_OF_A_TARGET:]
    ]
    newest = sorted(found, key=lambda one: one.row.result.system)
    newest.sort(key=lambda one: one.row.result.published.day, reverse=True)
    return tuple(newest[:LATEST])
