"""How to cite a page: as text, and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.records import PublicationDate

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One page to cite. `url` is empty where the site's own address is not known."""

    key: str
    title: str
    url: str
    latest: PublicationDate

    @property
    def text(self) -> str:
        """The citation in words."""
        where = f" {self.url}" if self.url else ""
        return f"effsite contributors. {self.title}. Results published up to {self.latest}.{where}"

    @property
    def bibtex(self) -> tuple[str, ...]:
        """The lines of the BibTeX entry; the edition and the day of access are the reader's to add."""
        address = (f"  url    = {{{self.url}}},",) if self.url else ()
        return (
            f"@misc{{{re.sub('[^a-z0-9-]', '', self.key.lower())},",
            "  author = {{effsite contributors}},",
            f"  title  = {{{{{tex(self.title)}}}}},",
            *address,
            f"  note   = {{Results published up to {self.latest}}}",
            "}",
        )


def tex(text: str) -> str:
    """The text with the characters that TeX reads as commands made plain."""
    return "".join(_SPECIAL.get(c, c) for c in " ".join(text.split()))
