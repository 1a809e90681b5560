"""What the search of the site knows of a target's results beside the text of its page.

Systems without a page of their own have an entry each, which is a name and an address, up to so many; the
names of older ones, the hardware and the sources go into the entry of the target, up to so much.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from effsite.records import Rate, Result
    from effsite.site.pages.result_table import ResultTable

_PAPER = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})|doi\.org/(10\.[^\s?#]+)", re.IGNORECASE)
"""What a paper is called beside its title: its number at arXiv, or its DOI."""

WHOLE = 8_000
"""Characters up to which names and sources stand whole; after that a word is kept where it is new."""

MOST = 30_000
MOST_IN_ALL = 500_000
"""Characters that one target adds to the index at the most, and all together, which every reader fetches."""

MOST_ENTRIES = 3_000


def search_text(table: ResultTable, entered: Container[str], targets: int = 1) -> str:
    """The devices and papers of the table, its systems, and the sources of rows that are not in its page.

    Systems with a page of their own, and those whose slug is in `entered`, have their own entries and are
    left out. At most MOST characters, or a share of MOST_IN_ALL where there are many `targets`: of a longer
    table the newest systems go in first, and the filter on its page knows all.
    """
    newest = sorted(table.rows, key=lambda row: row.result.published.day, reverse=True)
    shown = {id(row) for row in table.shown}
    slugs = table.slugs
    names = (
        n for n in (row.result.system for row in newest) if not slugs[n][1] and slugs[n][0] not in entered
    )
    devices = (row.result.device for row in newest)
    cited = (row.result.source for row in newest if id(row) not in shown)
    papers = (paper for row in newest for paper in papers_of(row.result))
    return condensed([*devices, *papers, *names, *cited], most=min(MOST, MOST_IN_ALL // targets))


def papers_of(result: Result) -> Iterator[str]:
    """The numbers of the papers that a result's addresses lead to."""
    for address in (result.paper_url, result.source_url):
        if found := _PAPER.search(address):
            yield found[1] or found[2]


def system_text(results: Iterable[Result]) -> str:
    """The papers and the hardware of a system with a page of its own, whose facts are not in the index."""
    rows = list(results)
    papers = (paper for row in rows for paper in papers_of(row))
    return condensed([*papers, *(row.device for row in rows)])


def rates_text(rates: Iterable[Rate]) -> str:
    """The names, quantities and sources of published rates."""
    rows = list(rates)
    return condensed(text for rate in rows for text in (rate.name, rate.quantity, rate.source))


def condensed(texts: Iterable[str], whole: int = WHOLE, most: int = MOST) -> str:
    """The texts, each once, with commas between; past `whole` characters only words not said before."""
    said: set[str] = set()
    pieces: list[str] = []
    length = 0
    for text in filter(None, dict.fromkeys(texts)):
        words = text.split() if length < whole else [w for w in text.split() if w.casefold() not in said]
        piece = " ".join(words)
        if length + len(piece) > most:
            break
        said.update(word.casefold() for word in words)
        if piece:
            pieces.append(piece)
            length += len(piece) + 2
    return ", ".join(pieces)
