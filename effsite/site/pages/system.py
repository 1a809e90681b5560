"""The page of one reported system: what it reached, with what, and how the figures are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from effsite.site import formats
from effsite.site.charts import row_id
from effsite.site.headline_words import titled
from effsite.site.pages.claims import claim_rows
from effsite.site.pages.environment import fill, render
from effsite.site.pages.facts import Fact, facts, sentence
from effsite.site.pages.page import Page
from effsite.site.pages.result_table import in_page
from effsite.site.pages.sources import sources
from effsite.site.pages.table_rows import TableRow, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Result
    from effsite.site.pages.kept_parts import KeptParts
    from effsite.site.pages.links import Links
    from effsite.site.pages.survey import Survey
    from effsite.site.pages.systems import System


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep its facts
class ResultSection:
    """One result of the system on its page; `details` is what is known of it, as HTML."""

    result: Result
    heading: str
    sentence: str
    details: Markup
    target_link: str
    placed: PlacedRows

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """What is known of the result, line by line, for a template of a project's own."""
        summary, row, _ = self.placed[self.result]
        return tuple(facts(summary, row))


Placed = tuple["TargetSummary", TableRow, bool]
"""The summary and the row of a result, and whether the row stands in the page of its target."""


class PlacedRows:
    """Results with their summaries and rows, those of a target worked out once, when one is asked for."""

    def __init__(self, survey: Survey) -> None:
        """The results that the survey has summaries of."""
        self.summaries = {(s.task.name, s.target.name): s for s in (*survey.efficiency, *survey.runs)}
        self._found: dict[tuple[str, str], dict[Result, Placed]] = {}

    def __getitem__(self, result: Result) -> Placed:
        """What is told of that result."""
        key = result.task, result.target
        if key not in self._found:
            summary = self.summaries[key]
            shown = rows(summary)
            there = {id(row) for row in in_page(shown)}
            self._found[key] = {row.result: (summary, row, id(row) in there) for row in shown}
        return self._found[key][result]


class Sections:
    """The parts of systems' pages of one build; those of a task are kept while its folder stays the same."""

    def __init__(self, survey: Survey, parts: KeptParts) -> None:
        """Of the systems that have a page of their own."""
        self._parts, self._placed = parts, PlacedRows(survey)
        self._wanted: dict[str, list[Result]] = {}
        for system in survey.systems:
            for result in system.results if system.own_page else ():
                self._wanted.setdefault(result.task, []).append(result)
        self._told: dict[str, dict[int, list[str]]] = {}

    def summary(self, task: str, target: str) -> TargetSummary:
        """The summary of a target with results."""
        return self._placed.summaries[task, target]

    def of(self, result: Result, links: Links) -> ResultSection:
        """The part about that result, on the page that the links are for."""
        if result.task not in self._told:
            wanted = self._wanted[result.task]
            names = [[r.target, r.system, r.submission, str(r.published)] for r in wanted]
            what = ("sections", self._parts.task(result.task), names)
            told = self._parts.pieces(what, lambda: [self._made(one) for one in wanted])
            self._told[result.task] = dict(zip(map(id, wanted), told, strict=True))
        heading, said, details, anchor = self._told[result.task][id(result)]
        return ResultSection(
            result=result,
            heading=heading,
            sentence=said,
            details=Markup(details),  # noqa: S704 - escaped by the template that it was made with
            target_link=f"{links.target(result.task, result.target)}#{anchor}",
            placed=self._placed,
        )

    def _made(self, result: Result) -> list[str]:
        """Heading, sentence, details, and the place on its target's page, of one result."""
        summary, row, there = self._placed[result]
        details = fill("result-details.jinja", facts=tuple(facts(summary, row)), result=result)
        return [titled(summary), sentence(summary, row), details, _place(result, there)]


def system_page(system: System, survey: Survey, sections: Sections) -> Page:
    """The page of a system with one section for each of its results."""
    links = survey.links(system.address)
    results = sorted(system.results, key=lambda r: r.task == survey.settings.runs)
    entries = [sections.of(result, links) for result in results]
    names = {result.system for result in system.results}
    targets = dict.fromkeys((result.task, result.target) for result in system.results)
    summaries = [sections.summary(*target) for target in targets]
    claims = [c for s in summaries for c in s.claims if c.statement.system in names]
    return Page(
        address=system.address,
        title=system.name,
        description=f"{system.name}, {formats.month_year(system.results[0].published)}: {_reached(entries)}",
        body=render(
            "system.md.jinja",
            system=system,
            lede=_lede(system, entries),
            entries=entries,
            claims=claim_rows(claims, _titles(summaries)),
            cited=sources((), (), claims),
            links=links,
        ),
        hide=("navigation", "toc"),
    )


def _place(result: Result, there: bool) -> str:
    """Where on its target's page a result stands: its row, or the table that is read from a file."""
    return row_id(result) if there else "all-results"


def _titles(summaries: Iterable[TargetSummary]) -> dict[tuple[str, str], str]:
    return {(s.task.name, s.target.name): s.target.title for s in summaries}


def _lede(system: System, entries: list[ResultSection]) -> str:
    if len(entries) == 1:
        return entries[0].sentence
    return f"Published in {formats.month_year(system.results[0].published)}; {len(entries)} results."


def _reached(entries: list[ResultSection]) -> str:
    count = "one result" if len(entries) == 1 else f"{len(entries)} results"
    return f"{count} in the collection, with compute, method and sources."
