"""The page of one reported system: what it reached, with what, and how the figures are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site import formats
from effsite.site.charts import row_id
from effsite.site.pages.claims import claim_rows
from effsite.site.pages.environment import render
from effsite.site.pages.facts import Fact, facts, sentence
from effsite.site.pages.page import Page
from effsite.site.pages.result_table import in_page
from effsite.site.pages.sources import sources
from effsite.site.pages.table_rows import TableRow, rows
from effsite.site.pages.target import titled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Result
    from effsite.site.pages.kept_parts import KeptParts
    from effsite.site.pages.survey import Survey
    from effsite.site.pages.systems import System


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSection:
    """One result of the system on its page."""

    result: Result
    heading: str
    sentence: str
    facts: tuple[Fact, ...]
    target_link: str


Placed = tuple["TargetSummary", TableRow, bool]
"""The summary and the row of a result, and whether the row stands in the page of its target."""


class PlacedRows:
    """Results with their summaries and rows, those of a target worked out once, when one is asked for."""

    def __init__(self, survey: Survey) -> None:
        """The results that the survey has summaries of."""
        self._summaries = {(s.task.name, s.target.name): s for s in (*survey.efficiency, *survey.runs)}
        self._found: dict[tuple[str, str], dict[Result, Placed]] = {}

    def __getitem__(self, result: Result) -> Placed:
        """What is told of that result."""
        key = result.task, result.target
        if key not in self._found:
            summary = self._summaries[key]
            shown = rows(summary)
            there = {id(row) for row in in_page(shown)}
            self._found[key] = {row.result: (summary, row, id(row) in there) for row in shown}
        return self._found[key][result]


def kept_system_page(system: System, parts: KeptParts, placed: PlacedRows) -> Page:
    """The same as `system_page`, kept where nothing changed in the tasks that the system stands in."""
    stands = [(r.task, r.target, r.submission, r.system, str(r.published)) for r in system.results]
    tasks = dict.fromkeys(result.task for result in system.results)
    what = ("system", system.name, system.slug, stands)
    return parts.page(tasks, what, lambda view: system_page(system, view, placed))


def system_page(system: System, survey: Survey, placed: PlacedRows) -> Page:
    """The page of a system with one section for each of its results."""
    links = survey.links(system.address)
    entries = [
        ResultSection(
            result=result,
            heading=titled(summary),
            sentence=sentence(summary, row),
            facts=tuple(facts(summary, row)),
            target_link=f"{links.target(result.task, result.target)}#{_place(result, there)}",
        )
        for result in sorted(system.results, key=lambda r: r.task == survey.settings.runs)
        for summary, row, there in [placed[result]]
    ]
    names = {result.system for result in system.results}
    summaries = {id(placed[r][0]): placed[r][0] for r in system.results}
    claims = [c for s in summaries.values() for c in s.claims if c.statement.system in names]
    return Page(
        address=system.address,
        title=system.name,
        description=f"{system.name}, {formats.month_year(system.results[0].published)}: {_reached(entries)}",
        body=render(
            "system.md.jinja",
            system=system,
            lede=_lede(system, entries),
            entries=entries,
            claims=claim_rows(claims, _titles(summaries.values())),
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
