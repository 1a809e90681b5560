"""The page of all targets, and the page of the largest training runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.checks import method_checks
from effsite.analysis.interval import LEVEL
from effsite.site import formats
from effsite.site.charts import Shelf
from effsite.site.pages.citation import Citation
from effsite.site.pages.claims import claim_rows
from effsite.site.pages.domains import TARGETS
from effsite.site.pages.environment import render
from effsite.site.pages.links import runs_address
from effsite.site.pages.page import Page
from effsite.site.pages.sources import sources
from effsite.site.pages.target import target_view
from effsite.site.pages.target_table import target_table
from effsite.site.pages.workings import workings
from effsite.site.sure_words import tally_sentence

if TYPE_CHECKING:
    from markupsafe import Markup

    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.links import Links
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey


def targets_page(survey: Survey, figures: PageCharts) -> Page:
    """All targets in one table by domain, under the chart of their rates."""
    links = survey.links(TARGETS)
    return Page(
        address=TARGETS,
        title="All targets",
        description="Every capability with its reduction factor, doubling time, interval and span.",
        hide=("navigation", "toc"),
        body=render(
            "targets.md.jinja",
            table=target_table(survey, survey.domains),
            open=survey.open,
            tally=tally_sentence(survey.falling),
            overview=figures.overview(shelves(survey), links),
            level=formats.percent(LEVEL),
            links=links,
        ),
    )


def shelves(survey: Survey) -> tuple[Shelf, ...]:
    """The targets at which something is to fall, by domain; the only domain of a site is no heading."""
    falling = set(map(id, survey.falling))
    return tuple(
        Shelf(
            heading=domain.name if domain.address else "",
            summaries=tuple(s for s in domain.summaries if id(s) in falling),
        )
        for domain in survey.domains
    )


def runs_page(survey: Survey, figures: PageCharts) -> Page | None:
    """The history of the largest training runs with its eras; None when it is not in the collection."""
    if not survey.runs:
        return None
    modern_first = sorted(survey.runs, key=lambda s: s.results[-1].result.published, reverse=True)
    task = modern_first[0].task
    address = runs_address(task.name)
    results = [row.result for s in modern_first for row in s.results]
    claims = [claim for s in modern_first for claim in s.claims]
    links = survey.links(address)
    eras = [target_view(s, survey, links) for s in modern_first]
    return Page(
        address=address,
        title=task.title,
        description=f"{task.title}: how the compute of the largest training runs has grown, era by era.",
        body=render(
            "runs.md.jinja",
            task=task,
            eras=eras,
            figure=_figure(modern_first, figures, links),
            checked=[c for r in results for c in method_checks(r) if c.method != r.flop_method],
            workings=workings(results, task.example),
            claims=claim_rows(claims),
            caveats=[caveat for s in modern_first for caveat in s.target.caveats],
            sources=sources(task.references, results, claims),
            citation=Citation(
                key=task.name,
                title=task.title,
                address=address,
                latest=max(r.published for r in results),
                site=survey.settings,
                edition=survey.edition,
            ),
            links=links,
        ),
    )


def _figure(modern_first: list[TargetSummary], figures: PageCharts, links: Links) -> Markup:
    if len(modern_first) == 1:
        return figures.target(modern_first[0], links)
    return figures.runs(modern_first[0], modern_first[-1], links)
