"""What is made of each target, made on all processors before the pages are put together.

Nothing is given back: what is kept is there when a page or a file asks for it, as if an earlier build had
made it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from effsite.site.pages.data.files import host, with_cards
from effsite.site.pages.data.kept_files import kept_curves, kept_frame, kept_parquet, kept_rows
from effsite.site.pages.kept_targets import kept_target_page
from effsite.site.pages.levels import kept_data, kept_page_text
from effsite.site.processors import do_on_all_processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.kept_parts import KeptParts
    from effsite.site.pages.levels import Movable, Movables
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey


def make_ahead(view: Survey, figures: PageCharts, parts: KeptParts, movable: Movables) -> None:
    """Make, and keep, the pages, charts and files of targets that are not kept yet: the largest first."""
    parts.read_all()
    jobs = [*_pages(view, figures, parts, movable), *_files(view, parts, movable)]
    jobs.sort(key=lambda sized: -sized[0])
    do_on_all_processors([job for _, job in jobs])


Sized = tuple[int, "Callable[[], object]"]
"""A job, and how many rows or points it goes through, for pages many times over."""

PASSES = 10
"""So many times a page goes through its rows, with its charts, as against one file of them."""


def _pages(view: Survey, figures: PageCharts, parts: KeptParts, movable: Movables) -> Iterator[Sized]:
    pictured = {id(summary) for summary in with_cards(view)}
    for summary in (*view.efficiency, *view.open):
        one = movable.get((summary.task.name, summary.target.name))
        card = host(view) if id(summary) in pictured else None
        yield PASSES * len(summary.results), partial(_page, parts, figures, summary, one, card)


def _page(
    parts: KeptParts, figures: PageCharts, summary: TargetSummary, one: Movable | None, card: str | None
) -> None:
    """The page of a target, and the card of the chart that it opens with where there is one."""
    kept_target_page(parts, figures, summary, one)
    if card is not None:
        figures.card(summary, card)


def _files(view: Survey, parts: KeptParts, movable: Movables) -> Iterator[Sized]:
    for summary in (*view.efficiency, *view.runs):
        yield len(summary.results), partial(_rows, view, parts, summary)
    for one in movable.values():
        points = sum(len(run.points) for system in one.systems for run in system.runs)
        yield points, partial(_level, parts, one)
    for task in view.collection.tasks:
        if task.curves:
            yield sum(len(curve.points) for curve in task.curves), partial(kept_curves, parts, task)


def _rows(view: Survey, parts: KeptParts, summary: TargetSummary) -> None:
    """The files of a target's rows."""
    list(kept_rows(view, parts, summary))
    kept_parquet(parts, summary)


def _level(parts: KeptParts, one: Movable) -> None:
    """All that shows a target at any level."""
    kept_page_text(one, parts)
    kept_data(one, parts)
    kept_frame(parts, one)
