"""The page of a target at any level: its learning curves, and a level that the reader moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from effsite.analysis.frontier import frontier
from effsite.analysis.moved import moved, results_at, trained
from effsite.names import AT_ANY_LEVEL
from effsite.site import formats
from effsite.site.charts import Files, level_script
from effsite.site.pages.addresses import citation, embed
from effsite.site.pages.domains import down_to
from effsite.site.pages.environment import render
from effsite.site.pages.level_data import level_json, level_range, levels_told, measures_of
from effsite.site.pages.page import Page
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.frontier import Frontier
    from effsite.analysis.moved import TrainedSystem
    from effsite.analysis.summary import TargetSummary
    from effsite.records import Metric, Target
    from effsite.site.pages.kept_parts import KeptParts
    from effsite.site.pages.links import Links
    from effsite.site.pages.survey import Survey

INDEX = "any-level.md"
FEWEST_SYSTEMS = 2


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep its rows
class Movable:
    """A target whose level can be moved, for two systems or more have learning curves there."""

    summary: TargetSummary
    target: Target
    metric: Metric
    systems: tuple[TrainedSystem, ...]
    measures: tuple[str, ...]

    @property
    def address(self) -> str:
        """The address of its page in the docs folder."""
        return level_address(self.target)

    @property
    def name(self) -> str:
        """The name of its page for frames, as charts have one."""
        return self.address.removesuffix(".md")

    @property
    def title(self) -> str:
        """The title of its page."""
        return f"{self.summary.target.title}, at any level"

    @property
    def data(self) -> str:
        """The address of the file that its page loads."""
        return f"data/{self.target.task}/levels/{self.target.name}.json"

    @cached_property
    def rows(self) -> tuple[LevelRow, ...]:
        """A few levels across the range, the target's own among them."""
        told = levels_told(self.systems, self.target, self.metric)
        return tuple(_row(self, level) for level in told)

    @property
    def runs(self) -> int:
        """How many runs have a curve."""
        return sum(len(one.runs) for one in self.systems)

    @property
    def measure(self) -> str:
        """The measure that the page opens with: the target's own where curves give it."""
        own = self.target.measure
        return own if own in self.measures else self.measures[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One level in the table of the page: who reaches it, and the records there.

    `state` is what stands behind the `#` of the page's address to show it.
    """

    level: float
    state: str
    reached: int
    frontier: Frontier


Movables = dict[tuple[str, str], Movable]
"""By task and target."""


def level_address(target: Target) -> str:
    """The page of that target at any level."""
    return f"{target.task}/{target.name}{AT_ANY_LEVEL}.md"


def movables(survey: Survey) -> Movables:
    """By task and target, each whose level can be moved."""
    found = (_movable(s, survey) for s in (*survey.efficiency, *survey.open))
    return {(m.target.task, m.target.name): m for m in found if m is not None}


def _movable(summary: TargetSummary, survey: Survey) -> Movable | None:
    target = summary.target
    if target.metric is None or target.level is None or target.record_is != "least":
        return None
    systems = trained(survey.collection.task(target.task), target)
    measures = measures_of(systems)
    if len(systems) < FEWEST_SYSTEMS or not measures:
        return None
    return Movable(summary=summary, target=target, metric=target.metric, systems=systems, measures=measures)


def level_pages(all_: Movables, survey: Survey, parts: KeptParts) -> Iterator[Page]:
    """The page of each movable target, and the list of them."""
    for one in all_.values():
        yield _page(one, parts)
    if all_:
        most_runs_first = sorted(all_.values(), key=lambda m: -m.runs)
        yield Page(
            address=INDEX,
            title="Move the target",
            description="Targets whose level you can move: what each system took to get to any level.",
            body=render("any-level.md.jinja", targets=most_runs_first, links=survey.links(INDEX)),
        )


def level_files(all_: Movables, parts: KeptParts) -> Iterator[tuple[str, str]]:
    """The file that each of those pages loads, by its address."""
    for one in all_.values():
        yield one.data, kept_data(one, parts)


def kept_data(one: Movable, parts: KeptParts) -> str:
    """The text of the file that its page loads, as it is kept or written now."""
    return parts.text(one.target, "data at any level", partial(_data, one))


def kept_page_text(one: Movable, parts: KeptParts) -> str:
    """The Markdown of its page, as it is kept or written now."""
    return parts.text(one.target, "at any level", partial(_body, one))


def _data(one: Movable, survey: Survey) -> str:
    return level_json(one.systems, one.target, one.metric, survey.links(one.address))


def _page(one: Movable, parts: KeptParts) -> Page:
    runs, systems = counted(one.runs, "run"), counted(len(one.systems), "system")
    return Page(
        address=one.address,
        title=one.title,
        description=f"Move the level of {one.target.title}: what {runs} of {systems} took to get there.",
        body=kept_page_text(one, parts),
        hide=("navigation", "toc"),
    )


def _body(one: Movable, survey: Survey) -> str:
    links = survey.links(one.address)
    return render(
        "level.md.jinja",
        m=one,
        s=one.summary,
        title=one.title,
        trail=down_to(survey.domains, one.target.task),
        range=level_range(one.systems, one.target, one.metric),
        rows=one.rows,
        script=level_script(),
        files=level_links(one, links),
        runs=counted(one.runs, "run"),
        systems=counted(len(one.systems), "system"),
        links=links,
    )


def level_links(one: Movable, links: Links) -> Files:
    """The ways to the files of its page, as seen from a page of the site."""
    cited = f"{one.target.task}/{one.target.name}"
    return Files(
        frame=links.to(embed(one.name)),
        text=links.to(citation(cited, "txt")),
        bibtex=links.to(citation(cited, "bib")),
        cff=links.to(citation(cited, "cff")),
    )


def _row(one: Movable, level: float) -> LevelRow:
    at = moved(one.target, level)
    results = results_at(one.systems, at)
    return LevelRow(
        level=level,
        state=f"level={formats.significant(level, 10)}&measure={one.measure}",
        reached=len(results),
        frontier=frontier(at, results, one.measure),
    )
