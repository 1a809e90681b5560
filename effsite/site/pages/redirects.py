"""Old addresses of systems that have no page of their own: each leads to the system's row at its target.

Older editions had a page for every system. The script of the page for addresses that are not there leads
on by a list of all systems; for the tasks that the project's settings name there is a small page at each
old address as well, which needs no script. Those pages are written into the finished site: they cost the
generator nothing, and are neither in its search nor in its sitemap.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from effsite.errors import UsageError
from effsite.escape import text
from effsite.files import json_text
from effsite.site.pages.content_policy import NOTHING
from effsite.site.settings import WHERE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from effsite.site.pages.systems import Moved

LIST = "assets/moved.json"
"""Where the list of all systems without a page lies below the site's root: page by page, their slugs."""

STANDS, MOVED = "stands among the results of its target.", "has moved here."
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{name}</title>
<meta name="robots" content="noindex">
{canonical}<meta http-equiv="refresh" content="0; url={way}">
</head>
<body>
<p><a href="{way}">{name}</a> stands among the results of its target.</p>
</body>
</html>
"""
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')


def moved_list(moved: Iterable[Moved]) -> str:
    """The list of all systems without a page: for each page, by its address, the slugs of those on it."""
    pages: dict[str, list[str]] = {}
    for one in moved:
        pages.setdefault(folder_of(one.page), []).append(one.slug)
    return json_text(pages)


def write_redirects(site: Path, moved: Iterable[Moved]) -> None:
    """Write a page at the old address of each of those systems; one that is there already stays."""
    canonical: dict[str, str] = {}
    for one in moved:
        place = site / "systems" / one.slug / "index.html"
        if place.exists():
            continue
        if one.page not in canonical:
            canonical[one.page] = _canonical(site / folder_of(one.page) / "index.html")
        place.parent.mkdir(parents=True, exist_ok=True)
        way = f"../../{folder_of(one.page)}#{one.anchor}"
        page = PAGE.format(policy=text(NOTHING), name=text(one.name), way=way, canonical=canonical[one.page])
        place.write_text(page, encoding="utf-8")


def write_moved_pages(site: Path, pairs: Iterable[tuple[str, str]]) -> None:
    """Write a page at each old address of a page that moved, below the site's root.

    Raises UsageError where the old address is a page still, or the new one is none.
    """
    for old, new in pairs:
        place, (there, _, anchor) = site / old / "index.html", new.partition("#")
        target = site / there / "index.html"
        if place.exists() or not target.is_file():
            wrong = f"{old} is a page still" if place.exists() else f"there is no page {there}"
            raise UsageError(f"{WHERE}.moved: {wrong}", "correct mkdocs.yml: old=new, below the site's root")
        place.parent.mkdir(parents=True, exist_ok=True)
        way = "../" * (old.count("/") + 1) + there + "/" + (f"#{anchor}" if anchor else "")
        name = text(_title(target))
        page = PAGE.format(policy=text(NOTHING), name=name, way=way, canonical=_canonical(target))
        place.write_text(page.replace(STANDS, MOVED), encoding="utf-8")


def _title(page: Path) -> str:
    found = re.search(r"<title>(.*?)</title>", page.read_text(encoding="utf-8"), re.DOTALL)
    return unescape(found[1]) if found else page.parent.name


def folder_of(page: str) -> str:
    """The address of a page on the site, for its path in the docs folder: imagenet/alexnet-level/.

    Empty for the front page.
    """
    folder = page.removesuffix("index.md").removesuffix(".md").rstrip("/")
    return f"{folder}/" if folder else ""


def _canonical(page: Path) -> str:
    """The tag that names the target's page, which has the same one, as the page to be found instead."""
    found = _CANONICAL.search(page.read_text(encoding="utf-8")) if page.is_file() else None
    return f'<link rel="canonical" href="{text(unescape(found[1]))}">\n' if found else ""
