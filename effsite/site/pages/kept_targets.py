"""Pages of targets kept between builds with their charts: one that shows nothing that changed is put back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from effsite.site.pages.kept_parts import restored
from effsite.site.pages.target import target_page

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.kept_parts import KeptParts
    from effsite.site.pages.levels import Movable
    from effsite.site.pages.page import Page
    from effsite.site.pages.page_charts import PageCharts


def kept_target_page(
    parts: KeptParts, figures: PageCharts, summary: TargetSummary, movable: Movable | None = None
) -> Page:
    """The same as `target_page`: put back with its charts where these are kept, else written, and kept."""
    name = parts.name(summary.task.name, summary.target.name, movable.address if movable else "")
    kept = parts.same(name)
    if kept is not None and figures.put_back(kept["charts"]):
        return restored(kept["page"])
    places = parts.asked()
    before = len(figures)
    page = target_page(summary, parts.of_task(summary.task.name, places), figures, movable)
    charts = figures.drawn_since(before)
    parts.keep(name, {"places": places.asked, "charts": charts, "page": asdict(page)})
    return page
