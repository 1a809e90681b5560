"""The page of a domain, with its tasks and their targets, and that of a task with several targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.budget import budget_tables
from effsite.analysis.interval import LEVEL
from effsite.site import formats
from effsite.site.pages.domains import TARGETS, Way, down_to
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.site.pages.target_table import target_table
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from effsite.analysis.budget import Budgets
    from effsite.site.pages.domains import TaskGroup
    from effsite.site.pages.page_charts import PageCharts
    from effsite.site.pages.survey import Survey


def domain_pages(survey: Survey) -> Iterator[Page]:
    """The page of each domain, where there are several."""
    for domain in survey.domains:
        if domain.address:
            about = f"{domain.name}: {counted(len(domain.groups), 'task')} with the targets and their rates."
            trail = (Way("Targets", TARGETS),)
            yield _page(survey, Way(domain.name, domain.address), about, domain.groups, trail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What budgets of one measure reached at a task, with the chart of its levels."""

    table: Budgets
    figure: Markup


def task_pages(survey: Survey, figures: PageCharts) -> Iterator[Page]:
    """The page of each task with several targets; that of the largest runs has its own."""
    for domain in survey.domains:
        for group in domain.groups:
            if group.address and group.task.name != survey.settings.runs:
                here = Way(group.task.title, group.address)
                trail = down_to(survey.domains, group.task.name)[:-1]
                about = f"{group.task.title}: its targets, its rules and its data."
                links = survey.links(group.address)
                budgets = tuple(
                    Budget(table=table, figure=figures.budget(table, group.task.name, links))
                    for table in budget_tables(group.summaries)
                )
                yield _page(survey, here, about, (group,), trail, budgets)


def _page(
    survey: Survey,
    here: Way,
    about: str,
    groups: tuple[TaskGroup, ...],
    trail: tuple[Way, ...],
    budgets: tuple[Budget, ...] = (),
) -> Page:
    return Page(
        address=here.address,
        title=here.title,
        description=about,
        hide=("navigation", "toc"),
        body=render(
            "domain.md.jinja",
            title=here.title,
            trail=trail,
            groups=groups,
            budgets=budgets,
            of_task=here.address == groups[0].address,
            table=target_table(survey, ()),
            level=formats.percent(LEVEL),
            links=survey.links(here.address),
        ),
    )
