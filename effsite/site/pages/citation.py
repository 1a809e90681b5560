"""How to cite a page or an edition: as text, as BibTeX, and in the Citation File Format."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.escape import one_line
from effsite.names import slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.records import PublicationDate
    from effsite.site.pages.edition import Edition
    from effsite.site.settings import SiteSettings

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
}
MESSAGE = "If you use these results, please cite them, and the sources of those that you use."


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One page of a site to cite: `key` is its own within the site, `address` its path in the docs folder.

    `latest` is the date of the latest result on it; None where there is none.
    """

    key: str
    title: str
    address: str
    latest: PublicationDate | None
    site: SiteSettings
    edition: Edition

    @property
    def url(self) -> str:
        """The page's address in the edition, where it stays as it is; empty where the site's is not known."""
        base = self.edition.base(self.site.url)
        if not base:
            return ""
        path = self.address.removesuffix("index.md").removesuffix(".md").strip("/")
        return f"{base}{path}/" if path else base

    @property
    def text(self) -> str:
        """The citation in words."""
        where = f" {self.url}" if self.url else ""
        edition = f" Edition {self.edition.name}." if self.edition.name else ""
        author = self.site.author_or_name
        upto = f" {self._upto}." if self.latest else ""
        return f"{author}. {self.title}.{upto}{edition}{where}"

    @property
    def _upto(self) -> str:
        return f"Results published up to {self.latest}"

    @property
    def bibtex(self) -> tuple[str, ...]:
        """The lines of the BibTeX entry; the day of access is the reader's to add."""
        address = (f"  url    = {{{self.url}}},",) if self.url else ()
        edition = (f"  version = {{{self.edition.name}}},",) if self.edition.name else ()
        key = f"{slug(self.site.name) or 'site'}-{self.key.lower()}"
        return (
            f"@misc{{{re.sub('[^a-z0-9-]', '', key)},",
            f"  author = {{{{{tex(self.site.author_or_name)}}}}},",
            f"  title  = {{{{{tex(self.title)}}}}},",
            *edition,
            *address,
            *((f"  note   = {{{self._upto}}}",) if self.latest else ()),
            "}",
        )

    @property
    def cff(self) -> str:
        """The citation as a CITATION.cff."""
        return cff(self.site, self.edition, {"title": self.title, "url": self.url})


def edition_cff(site: SiteSettings, edition: Edition) -> str:
    """The CITATION.cff of an edition as a whole."""
    return cff(site, edition, {"title": site.title_or_name, "url": edition.base(site.url)})


def cff(site: SiteSettings, edition: Edition, own: Mapping[str, str]) -> str:
    """A file in the Citation File Format, https://citation-file-format.github.io, of what `own` says.

    Every text is quoted as JSON, which YAML reads as it stands.
    """
    given = {
        "cff-version": "1.2.0",
        "message": MESSAGE,
        "type": "dataset",
        **own,
        "version": edition.name,
        "commit": edition.commit,
        "date-released": edition.day.isoformat() if edition.day else "",
        "license": site.license,
    }
    lines = [f"{name}: {_scalar(value)}" for name, value in given.items() if value]
    return "\n".join([*lines, "authors:", f"  - name: {_scalar(site.author_or_name)}", ""])


def _scalar(value: str) -> str:
    return json.dumps("".join(c for c in one_line(value) if c.isprintable()), ensure_ascii=False)


def tex(text: str) -> str:
    """The text with the characters that TeX reads as commands made plain."""
    return "".join(_SPECIAL.get(c, c) for c in " ".join(text.split()))
