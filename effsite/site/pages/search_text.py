"""What the search of the site knows of a target's results beside the text of its page.

Systems without a page of their own have an entry each, which is a name and an address, up to so many; the
names of older ones, the hardware and the sources go into the entry of the target, up to so much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from effsite.site.pages.result_table import ResultTable

WHOLE = 8_000
"""Characters up to which names and sources stand whole; after that a word is kept where it is new."""

MOST = 30_000
MOST_IN_ALL = 500_000
"""Characters that one target adds to the index at the most, and all together, which every reader fetches."""

MOST_ENTRIES = 3_000


def search_text(table: ResultTable, entered: Container[str], targets: int = 1) -> str:
    """The devices of the table, its systems, and the sources of rows that do not stand in its page.

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
    return condensed([*devices, *names, *cited], most=min(MOST, MOST_IN_ALL // targets))


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
