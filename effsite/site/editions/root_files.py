"""The files at the branch's root that follow from its leading edition, to which the front page leads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Template

from effsite.site.editions.objects import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.site.editions.objects import Objects, TreeEntry

FRONT_PAGE = "index.html"
LOST_PAGE = "404.html"
PAGES = "pages.json"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"

REDIRECT = b"window.location.replace("
"""What the front page of a published branch holds, which leads to an edition."""

LOST_MARK = b"data-not-found"
"""What effsite's own page for lost addresses holds, and no other."""

SITEMAP_MARK = b"<!-- effsite publish: the pages of the leading edition -->"
ROBOTS_MARK = b"# Written by `effsite publish`; one of your own, without this line, stays."


@dataclass(frozen=True, slots=True)
class RootFiles:
    """The files for an edition that leads, whose folder is `tree` and which readers reach as `name`."""

    objects: Objects
    version: str
    name: str
    site_url: str
    tree: TreeEntry

    def made(self, there: Mapping[str, TreeEntry]) -> dict[str, TreeEntry]:
        """The files by name; of those `there`, one that somebody else wrote is left out, and so stays."""
        listed = self.objects.files(self.tree.id)
        made = {
            ".nojekyll": self.objects.write(b""),
            FRONT_PAGE: self.objects.write(_front_page(self.name)),
            PAGES: self.objects.write(self._pages(listed)),
        }
        if LOST_PAGE in listed and self._ours(there, LOST_PAGE, LOST_MARK):
            made[LOST_PAGE] = listed[LOST_PAGE]
        if SITEMAP in listed and self._ours(there, SITEMAP, SITEMAP_MARK):
            made |= self._sitemap(self.objects.read(listed[SITEMAP].id))
        if SITEMAP in made and self._ours(there, ROBOTS, ROBOTS_MARK):
            made[ROBOTS] = self.objects.write(self._robots())
        return made

    def _ours(self, there: Mapping[str, TreeEntry], name: str, mark: bytes) -> bool:
        """Whether a file of that name is effsite's to write."""
        found = there.get(name)
        return found is None or (found.mode != FOLDER and mark in self.objects.read(found.id))

    def _pages(self, listed: Mapping[str, TreeEntry]) -> bytes:
        """The addresses of all pages in the edition's folder, for the banner on pages of other editions."""
        pages = sorted(
            re.sub(r"(?<![^/])index\.html$", "", path)
            for path in listed
            if path.endswith(".html") and path != LOST_PAGE
        )
        told = {"edition": self.version, "at": f"{self.name}/", "pages": pages}
        return (json.dumps(told, separators=(",", ":")) + "\n").encode()

    def _sitemap(self, sitemap: bytes) -> dict[str, TreeEntry]:
        """The edition's sitemap, which has addresses only where the site's own is known."""
        if b"<loc>" not in sitemap:
            return {}
        head, end, rest = sitemap.partition(b"?>\n")
        marked = head + end + SITEMAP_MARK + b"\n" + rest
        return {SITEMAP: self.objects.write(marked)}

    def _robots(self) -> bytes:
        told = [ROBOTS_MARK.decode(), "User-agent: *", "Allow: /"]
        if self.site_url:
            told.append(f"Sitemap: {self.site_url.rstrip('/')}/{SITEMAP}")
        return ("\n".join(told) + "\n").encode()


def _front_page(name: str) -> bytes:
    """The page that leads on, as mike writes it."""
    template = files("mike").joinpath("templates/redirect.html").read_text("utf-8")
    page: str = Template(template, autoescape=True, keep_trailing_newline=True).render(href=f"{name}/")
    return page.encode()
