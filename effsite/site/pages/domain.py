"""The page of a domain, with its tasks and their targets, and that of a task with several targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.interval import LEVEL
from effsite.site import formats
from effsite.site.pages.domains import TARGETS, Way, down_to
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.site.pages.domains import TaskGroup
    from effsite.site.pages.survey import Survey


def domain_pages(survey: Survey) -> Iterator[Page]:
    """The page of each domain, where there are several."""
    for domain in survey.domains:
        if domain.address:
            about = f"{domain.name}: {counted(len(domain.groups), 'task')} with the targets and their rates."
            trail = (Way("Targets", TARGETS),)
            yield _page(survey, Way(domain.name, domain.address), about, domain.groups, trail)


def task_pages(survey: Survey) -> Iterator[Page]:
    """The page of each task with several targets; that of the largest runs has its own."""
    for domain in survey.domains:
        for group in domain.groups:
            if group.address and group.task.name != survey.settings.runs:
                here = Way(group.task.title, group.address)
                trail = down_to(survey.domains, group.task.name)[:-1]
                about = f"{group.task.title}: its targets, its rules and its data."
                yield _page(survey, here, about, (group,), trail)


def _page(
    survey: Survey, here: Way, about: str, groups: tuple[TaskGroup, ...], trail: tuple[Way, ...]
) -> Page:
    return Page(
        address=here.address,
        title=here.title,
        description=about,
        body=render(
            "domain.md.jinja",
            title=here.title,
            trail=trail,
            groups=groups,
            of_task=here.address == groups[0].address,
            level=formats.percent(LEVEL),
            links=survey.links(here.address),
        ),
    )
