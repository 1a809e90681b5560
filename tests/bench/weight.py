"""What a page weighs with everything that it loads, packed as web hosts send it."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

LOADED = re.compile(
    r'<script[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)" href="([^"]+)"|<img[^>]* src="([^"]+)"'
)
CHARTS = re.compile(r'data-(?:chart|design|told)="([^"]+)"|data-bokeh="([^"]+)"')
SEARCH = ("search/search_index.json", "search.json", "assets/javascripts/workers/*.js")


def heaviest(site: Path) -> list[tuple[str, int]]:
    """Every page by its path in the site with its weight in bytes, the heaviest first."""
    weights = ((str(page.relative_to(site)), weight(page, site)) for page in pages(site))
    return sorted(weights, key=lambda one: (-one[1], one[0]))


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if path.name != "404.html")


def weight(page: Path, site: Path) -> int:
    return packed(page) + sum(packed(path) for path in loads(page, site))


def loads(page: Path, site: Path) -> set[Path]:
    """The files that a reader of the page fetches: its own, its charts' and the search's."""
    text = page.read_text("utf-8")
    loaded = [match for match in LOADED.findall(text) if not any(one.startswith("data:") for one in match)]
    own = {file(match, page.parent) for match in loaded}
    charts = {file(match, site / "assets") for match in CHARTS.findall(text)}
    return own | charts | {path.resolve() for pattern in SEARCH for path in site.glob(pattern)}


def file(match: tuple[str, ...], folder: Path) -> Path:
    """The file that the one address in the match leads to, without what names its version or a part of it."""
    address = next(filter(None, match))
    return (folder / address.partition("?")[0].partition("#")[0]).resolve()


@cache
def packed(path: Path) -> int:
    """Bytes on the way: what is packed on disk is sent as it is."""
    return path.stat().st_size if path.suffix == ".gz" else len(gzip.compress(path.read_bytes(), 6))
