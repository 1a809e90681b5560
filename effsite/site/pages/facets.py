"""What a table of results can be narrowed to: by method, figures, status, hardware and source."""

from __future__ import annotations

import json
import string
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from effsite.analysis.sources import stated_by
from effsite.escape import one_line
from effsite.records import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from effsite.records import Result
    from effsite.site.pages.table_rows import TableRow

MOST_VALUES = 60
"""Values up to which one can be chosen from a list; among more the filter by words is quicker."""

NOT_STATED = "not stated"
DIGITS = string.digits + string.ascii_lowercase

FACETS: dict[str, Callable[[Result], str]] = {
    "Method": lambda result: METHODS[result.flop_method].label if result.flop_method else "",
    "Figures": lambda result: result.source_kind,
    "Status": lambda result: result.status,
    "Hardware": lambda result: result.device,
    "Source": lambda result: _source(result),
}
"""What rows are told apart by, in the order of the lists: a heading, and the value of a row, "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One list to choose from: its values in order, and of each row the place of its value among them."""

    label: str
    values: tuple[str, ...]
    places: tuple[int, ...]


def facets(rows: Sequence[TableRow]) -> tuple[Facet, ...]:
    """The lists that part the rows: of two values or more, and of no more than MOST_VALUES."""
    found = (_facet(label, [one_line(value(row.result)) for row in rows]) for label, value in FACETS.items())
    return tuple(facet for facet in found if 2 <= len(facet.values) <= MOST_VALUES)


def facets_json(rows: Sequence[TableRow]) -> str:
    """The lists as the page's script reads them; empty where there is none."""
    return as_attribute(facets(rows))


def as_attribute(lists: Sequence[Facet]) -> str:
    """Lists as JSON of [label, values, places] each, the places as one text in base 36.

    It is ASCII alone: a page isolates what it prints where that may run to the left.
    """
    told = [[f.label, list(f.values), _in_base_36(f)] for f in lists]
    return json.dumps(told, separators=(",", ":")) if lists else ""


def _in_base_36(facet: Facet) -> str:
    """The places one after another, in as many digits each as the last of the values needs."""
    width = 1
    while len(DIGITS) ** width < len(facet.values):
        width += 1
    digits = ["".join(each) for each in islice(product(DIGITS, repeat=width), len(facet.values))]
    return "".join([digits[place] for place in facet.places])


def _facet(label: str, values: Iterable[str]) -> Facet:
    each = list(values)
    order = sorted(set(each), key=lambda value: (value == "", value.casefold(), value))
    place = {value: n for n, value in enumerate(order)}
    return Facet(
        label=label,
        values=tuple(value or NOT_STATED for value in order),
        places=tuple(place[value] for value in each),
    )


def _source(result: Result) -> str:
    """Who says the figure, as short as it can be told apart: a repository, an address without its scheme."""
    return stated_by(result).partition("://")[2].removeprefix("www.") or stated_by(result)
