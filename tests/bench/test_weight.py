"""No page is heavy, with everything that it loads, packed as web hosts send it, nor the site as a whole."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.bench.weight import heaviest, loads, pages

if TYPE_CHECKING:
    from .conftest import Folder

pytestmark = pytest.mark.bench

MOST_BYTES = 700_000

MOST_OF_THE_SITE = 40_000_000
"""Bytes as they lie on disk: 38.7 million of the committed record in December 2026."""

MOST_OF_A_SYSTEM_S_PAGE = 10_300
"""Bytes, in the middle of all pages of systems: 10 thousand in December 2026, of which the theme's are 6."""


def test_no_page_weighs_over_700_kilobytes_with_all_it_loads(built: Folder) -> None:
    first = heaviest(built.site)[:5]
    print("\nheaviest pages:", *(f"{size / 1000:.0f} kB {name}" for name, size in first), sep="\n  ")
    assert first[0][1] <= MOST_BYTES


def test_the_site_of_the_committed_record_stays_under_40_megabytes(built: Folder) -> None:
    size = sum(path.stat().st_size for path in built.site.rglob("*") if path.is_file())
    print(f"\nthe site: {size / 1e6:.1f} MB")
    assert size <= MOST_OF_THE_SITE


def test_a_page_that_says_little_weighs_little(built: Folder) -> None:
    sizes = [path.stat().st_size for path in built.site.glob("systems/*/index.html")]
    own = [size for size in sizes if size > 2000]  # the rest lead on from an old address
    print(f"\nthe page of a system: {median(own) / 1000:.1f} kB in the middle of {len(own)}")
    assert len(own) > 100
    assert median(own) <= MOST_OF_A_SYSTEM_S_PAGE


def test_weight_of_a_chart_page_counts_bokeh_and_the_charts_data(built: Folder) -> None:
    chart_page = next(page for page in pages(built.site) if "data-chart=" in page.read_text("utf-8"))
    names = {path.name for path in loads(chart_page, built.site)}
    assert any(name.startswith("bokeh-") for name in names)
    assert {"search_index.json"} < names
    assert any(name.endswith(".json") for name in names - {"search_index.json"})
