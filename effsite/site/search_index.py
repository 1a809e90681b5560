"""The search index of the finished site, which learns what does not stand in a page's text."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from effsite.errors import BuildError
from effsite.files import json_text, read_regular
from effsite.site.escape import one_line
from effsite.site.pages.redirects import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from effsite.site.pages.systems import Moved

INDEX = "search/search_index.json"
SECTIONS = ("all-results", "the-records")


def extend_search(site: Path, said: Mapping[str, str], systems: Iterable[Moved]) -> None:
    """Add text to the entries of pages, by the address of each, and an entry for each of the systems.

    The text goes to the section with the table of results, else to the page. All is escaped: the search
    shows entries as HTML. A site without a search stays as it is. Raises BuildError where the index is not
    as MkDocs writes it.
    """
    path = site / INDEX
    if not path.is_file():
        return
    try:
        index = json.loads(read_regular(path))
        entries = {entry["location"]: entry for entry in index["docs"]}
        for address, words in said.items():
            found = (entries.get(f"{address}#{place}") for place in SECTIONS)
            entry = next(filter(None, found), None) or entries.get(address)
            if entry is not None and words:
                entry["text"] = f"{entry['text']} {_searchable(words)}".strip()
        index["docs"] += [_entry(system) for system in systems if folder_of(system.page) in entries]
    except (ValueError, KeyError, TypeError) as error:
        raise BuildError(
            f"{INDEX} is not as MkDocs writes it: {error!r}", "take other plugins named search away"
        ) from error
    path.write_text(json_text(index), encoding="utf-8")


def _entry(system: Moved) -> dict[str, str]:
    place = f"{folder_of(system.page)}#{system.anchor}"
    return {"location": place, "title": _searchable(system.name), "text": ""}


def _searchable(words: str) -> str:
    """The words escaped for the text of an element; an apostrophe stays one, so that its word is found."""
    return html.escape(one_line(words), quote=False)
