"""The search index of the finished site: what it learns beside the pages' text, and what it leaves out.

The theme's search asks by the words of an entry's title and text. How it does is told in `assets/search.js`.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from effsite.errors import BuildError
from effsite.escape import searchable
from effsite.files import json_text, read_regular
from effsite.names import AT_ANY_LEVEL
from effsite.site.charts import search_worker
from effsite.site.pages.redirects import folder_of
from effsite.site.pages.systems import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from effsite.site.pages.systems import Moved

INDEX = "search/search_index.json"
ITS_INDEX = "search.json"
"""The index of Zensical, whose search is another."""

OF_ITS_ENTRIES: dict[str, Any] = {"level": 1, "path": [], "tags": []}
"""What an entry of Zensical's has beside those of MkDocs: its heading's level, the way to its page."""

ENTRIES = "search/entries.json"
"""The entries that our search fetches when somebody types; the theme fetches INDEX with every page."""

SCRIPTS = "assets/effsite.*.js"
"""Scripts of ours, one of which has the theme's settings where a page does not."""

SECTIONS = ("all-results", "the-records")
"""Where the text that is added to a target goes: the first of these sections that it has."""

ON_EVERY_TARGET = frozenset({"add-a-result", "cite", "download", "how-it-is-read", "at-a-few-levels"})
"""Sections that say the same on the page of each target: whoever looks for that is better led elsewhere."""

THEIR_SEPARATOR = r"[\s\-]+"
SEPARATOR = "|".join(
    (
        r"['’]s\b",  # Moore's is found as Moore
        r"(?<=[A-Za-z]{2}[A-UW-Za-uw-z])(?=\d)",  # LeNet5 is LeNet-5; but H100, and MobileNetV2, are words
        r"""[\s\-,:;!=\[\]()"`/·&]+""",
        r"\.(?!\d)",  # fast.ai is two words, 2005.04305 one
    )
)
"""Where the theme parts words, and where we do."""

THEIR_TITLE, TITLE = 1000.0, 30.0
"""How many times more a word counts in a title than in a text, by the theme and by us.

A thousandfold, a word of the text never counts beside one of a title, even where only the text has all words.
"""


def extend_search(site: Path, said: Mapping[str, str], systems: Iterable[Moved]) -> None:
    """Add text to the entries of pages, by the address of each, and an entry for each of the systems.

    The text goes to the section with the table of results, else to the page. All is escaped: the search
    shows entries as HTML. Sections of systems, and what every target's page says, are left out. What the
    project says of its search stays as it says. Where the pages search by our script, the entries go to a
    file of their own. A site without a search stays as it is. Raises BuildError
    where the index is not as MkDocs or Zensical writes it.
    """
    path = site / INDEX
    if (site / ITS_INDEX).is_file():
        with _as_expected(ITS_INDEX, "Zensical"):
            index = json.loads(read_regular(site / ITS_INDEX))
            added = [{**_entry(system), **OF_ITS_ENTRIES} for system in _found(systems, index["items"])]
            index["items"] = [*_worth_finding(index["items"], said), *added]
        (site / ITS_INDEX).write_text(json_text(index), encoding="utf-8")
    if not path.is_file():
        return
    with _as_expected(INDEX, "MkDocs"):
        index = json.loads(read_regular(path))
        added = [_entry(system) for system in _found(systems, index["docs"])]
        index["docs"] = [*_worth_finding(index["docs"], said), *added]
        _tune(index["config"])
    if _is_ours(site):
        (site / ENTRIES).write_text(json_text(index["docs"]), encoding="utf-8")
        index["docs"] = []
    path.write_text(json_text(index), encoding="utf-8")


@contextmanager
def _as_expected(name: str, writer: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(
            f"{name} is not as {writer} writes it: {error!r}", "take other plugins named search away"
        ) from error


def _worth_finding(entries: list[dict[str, Any]], said: Mapping[str, str]) -> list[dict[str, Any]]:
    """The entries that a reader looks for, with the text that is said of their pages."""
    known = {entry["location"]: entry for entry in entries}
    for address, words in said.items():
        found = (known.get(f"{address}#{place}") for place in SECTIONS)
        entry = next(filter(None, found), None) or known.get(address)
        if entry is not None and words:
            entry["text"] = f"{entry['text']} {searchable(words)}".strip()
    return [entry for entry in entries if _is_worth_finding(entry["location"], said)]


def _found(systems: Iterable[Moved], entries: Iterable[Mapping[str, Any]]) -> list[Moved]:
    """The systems on whose pages there is something to find."""
    known = {entry["location"] for entry in entries}
    return [system for system in systems if folder_of(system.page) in known]


def _is_ours(site: Path) -> bool:
    """Whether the pages search by our script: a project may have templates of its own for all of a page."""
    home = site / "index.html"
    if not home.is_file():
        return False
    page = home.read_text(encoding="utf-8")
    loaded = (path for path in site.glob(SCRIPTS) if path.name in page)
    return any(search_worker() in text for text in (page, *(path.read_text("utf-8") for path in loaded)))


def _is_worth_finding(location: str, said: Mapping[str, str]) -> bool:
    """Whether an entry is one that a reader looks for: a page, or a section that is not on many pages."""
    page, _, place = location.partition("#")
    generated = page in said or page.endswith(f"{AT_ANY_LEVEL}/")
    if page.startswith(FOLDER):
        return not place
    return not (generated and place in ON_EVERY_TARGET)


def _tune(config: dict[str, Any]) -> None:
    """Set what the search goes by, where the project has left it to the theme."""
    title = config.get("fields", {}).get("title", {})
    if config.get("separator") == THEIR_SEPARATOR:
        config["separator"] = SEPARATOR
    if title.get("boost") == THEIR_TITLE:
        title["boost"] = TITLE


def _entry(system: Moved) -> dict[str, Any]:
    place = f"{folder_of(system.page)}#{system.anchor}"
    return {"location": place, "title": searchable(system.name), "text": ""}
