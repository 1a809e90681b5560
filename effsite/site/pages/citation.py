"""How to cite a page: as text, and as BibTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.names import slug

if TYPE_CHECKING:
    from effsite.records import PublicationDate
    from effsite.site.settings import SiteSettings

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One page of a site to cite: `key` is its own within the site, `address` its path in the docs folder."""

    key: str
    title: str
    address: str
    latest: PublicationDate
    site: SiteSettings

    @property
    def url(self) -> str:
        """The page's address on the published site; empty where the site's is not known."""
        if not self.site.url:
            return ""
        path = self.address.removesuffix("index.md").removesuffix(".md").strip("/")
        return f"{self.site.url.rstrip('/')}/{path}/" if path else f"{self.site.url.rstrip('/')}/"

    @property
    def text(self) -> str:
        """The citation in words."""
        where = f" {self.url}" if self.url else ""
        author = self.site.author_or_name
        return f"{author}. {self.title}. Results published up to {self.latest}.{where}"

    @property
    def bibtex(self) -> tuple[str, ...]:
        """The lines of the BibTeX entry; the edition and the day of access are the reader's to add."""
        address = (f"  url    = {{{self.url}}},",) if self.url else ()
        key = f"{slug(self.site.name) or 'site'}-{self.key.lower()}"
        return (
            f"@misc{{{re.sub('[^a-z0-9-]', '', key)},",
            f"  author = {{{{{tex(self.site.author_or_name)}}}}},",
            f"  title  = {{{{{tex(self.title)}}}}},",
            *address,
            f"  note   = {{Results published up to {self.latest}}}",
            "}",
        )


def tex(text: str) -> str:
    """The text with the characters that TeX reads as commands made plain."""
    return "".join(_SPECIAL.get(c, c) for c in " ".join(text.split()))
