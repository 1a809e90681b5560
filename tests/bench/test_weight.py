"""No page is heavy, with everything that it loads, packed as web hosts send it."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Folder

pytestmark = pytest.mark.bench

MOST_BYTES = 1_000_000
LOADED = re.compile(
    r'<script[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)" href="([^"]+)"|<img[^>]* src="([^"]+)"'
)
CHARTS = re.compile(r'data-chart="([^"]+)"|data-bokeh="([^"]+)"')
SEARCH = ("search/search_index.json", "assets/javascripts/workers/search*.js")


def test_no_page_weighs_over_a_megabyte_with_all_it_loads(built: Folder) -> None:
    weights = {str(page.relative_to(built.site)): weight(page, built.site) for page in pages(built.site)}
    heaviest = sorted(weights, key=lambda name: -weights[name])[:5]
    print("\nheaviest pages:", *(f"{weights[name] / 1000:.0f} kB {name}" for name in heaviest), sep="\n  ")
    assert weights[heaviest[0]] <= MOST_BYTES


def test_weight_of_a_chart_page_counts_bokeh_and_the_charts_data(built: Folder) -> None:
    chart_page = next(page for page in pages(built.site) if "data-chart=" in page.read_text("utf-8"))
    names = {path.name for path in loads(chart_page, built.site)}
    assert any(name.startswith("bokeh-") for name in names)
    assert {"search_index.json"} < names
    assert any(name.endswith(".json") for name in names - {"search_index.json"})


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if path.name != "404.html")


def weight(page: Path, site: Path) -> int:
    return packed(page) + sum(packed(path) for path in loads(page, site))


def loads(page: Path, site: Path) -> set[Path]:
    """The files that a reader of the page fetches: its own, its charts' and the search's."""
    text = page.read_text("utf-8")
    own = {file(match, page.parent) for match in LOADED.findall(text)}
    charts = {file(match, site / "assets") for match in CHARTS.findall(text)}
    return own | charts | {path.resolve() for pattern in SEARCH for path in site.glob(pattern)}


def file(match: tuple[str, ...], folder: Path) -> Path:
    """The file that the one address in the match leads to, without the part that only names its version."""
    address = next(filter(None, match))
    return (folder / address.partition("?")[0]).resolve()


@cache
def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=6))
