"""Pages that come with effsite: what the figures mean, and how to add a result.

Generated pages lead to them, so every site has them. A page of the project's own at the same address
stands in the place of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from effsite.records import MEASURES
from effsite.site.pages.environment import fill
from effsite.site.pages.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from effsite.site.pages.survey import Survey

PROVIDED = {
    "method.md": (
        "Method",
        "How compute is counted, what a record is, how trends and intervals are fitted, and how figures"
        " are checked: every definition and formula behind the pages.",
    ),
    "limitations.md": (
        "Limitations",
        "What figures of algorithmic efficiency can and cannot tell you, and which ways they are likely to"
        " be wrong.",
    ),
    "glossary.md": ("Glossary", "The words used on these pages, in a sentence or two each."),
    "contribute.md": (
        "Contribute",
        "How to add a result to the collection: from an empty CSV file to a pull request, with the commands"
        " that check it on the way.",
    ),
}
"""The title and the description of each page, by its address."""

_BOOST = {"contribute.md": 3.0}
"""How many times more than another page one counts in the search: each target has a section of its title."""

NEEDED_EXTENSIONS = ("footnotes", "def_list")
"""The extensions of Markdown that these pages are written with, beside those that MkDocs always has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the page on contributing shows a row for: the task and the target, and the measure's columns."""

    task: str
    target: str
    columns: str
    cells: str


def provided_pages(survey: Survey, generated: Set[str], own: Set[str]) -> Iterator[Page]:
    """Those of the pages that are not in `own`, which links to the pages in `generated` alone."""

    def page(address: str, words: str) -> Markup:
        """A link to a page that not every collection gives rise to; its words where it is not there."""
        return Markup(f"[{words}]({address})" if address in generated else words)  # noqa: S704 - the words of a template of ours

    def place(address: str, anchor: str) -> Markup:
        """The way to a place on one of these pages; to its top where the page is the project's own."""
        return Markup(address if address in own else f"{address}#{anchor}")  # noqa: S704 - the words of a template of ours

    example, repository = _example(survey), survey.settings.repository
    for address, (title, description) in PROVIDED.items():
        if address not in own:
            name = f"{address}.jinja"
            body = fill(name, page=page, place=place, example=example, repository=repository)
            yield Page(
                address=address,
                title=title,
                description=description,
                body=f"{body}\n",
                hide=(),
                boost=_BOOST.get(address, 1.0),
            )


def _example(survey: Survey) -> Example:
    """A row for the first target that has results; for one that is made up where none has."""
    if not survey.efficiency:
        return _row("my-task", "my-target", "training_flop")
    first = survey.headline or survey.efficiency[0]
    return _row(first.task.name, first.target.name, first.target.measure)


def _row(task: str, target: str, measure: str) -> Example:
    columns, cells = {
        "training_flop": ("training_flop,flop_method", "3.6864e15,reported"),
        "device_hours": ("seconds,devices", "5400,8"),
    }.get(measure, (MEASURES[measure].name, "5400"))
    return Example(task=task, target=target, columns=columns, cells=cells)
