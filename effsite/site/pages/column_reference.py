"""The column reference: the data dictionary as a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site.pages.downloads import MEANINGS
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page
from effsite.store import dictionary

if TYPE_CHECKING:
    from effsite.site.pages.survey import Survey

COLUMNS = "columns.md"

_TITLES = {
    "result": "Results",
    "attempt": "Attempts that did not reach their target",
    "reproduction": "Reproductions of results",
    "statement": "Statements of sources",
    "curve": "Learning curves",
    "task": "Tasks",
    "metric": "Metrics",
    "target": "Targets",
    "reference": "References",
    "exchange": "Exchanges of parts",
    "rate": "Rates",
    "device": "Devices",
}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column: its name, what it takes, whether it is needed, and what it means."""

    name: str
    takes: str
    need: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTable:
    """All columns of one stored type."""

    title: str
    about: str
    rows: tuple[ColumnRow, ...]


def columns_page(survey: Survey) -> Page:
    """Every column of every stored type, printed from the types themselves."""
    tables = [_table(name) for name in _TITLES]
    return Page(
        address=COLUMNS,
        title="Column reference",
        description="Every column of results, tasks, curves, rates and devices: unit, values, meaning.",
        body=render("columns.md.jinja", tables=tables, derived=MEANINGS, links=survey.links(COLUMNS)),
        hide=(),
    )


def _table(name: str) -> ColumnTable:
    about = dictionary.TYPES[name][1].replace("`", "")
    return ColumnTable(
        title=_TITLES[name],
        about=f"{about[0].upper()}{about[1:]}.",
        rows=tuple(
            ColumnRow(column, takes.replace("`", ""), need, meaning)
            for column, takes, need, meaning in dictionary.rows(name)
        ),
    )
