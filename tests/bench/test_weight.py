"""No page is heavy, with everything that it loads, packed as web hosts send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.weight import heaviest, loads, pages

if TYPE_CHECKING:
    from .conftest import Folder

pytestmark = pytest.mark.bench

MOST_BYTES = 1_000_000


def test_no_page_weighs_over_a_megabyte_with_all_it_loads(built: Folder) -> None:
    first = heaviest(built.site)[:5]
    print("\nheaviest pages:", *(f"{size / 1000:.0f} kB {name}" for name, size in first), sep="\n  ")
    assert first[0][1] <= MOST_BYTES


def test_weight_of_a_chart_page_counts_bokeh_and_the_charts_data(built: Folder) -> None:
    chart_page = next(page for page in pages(built.site) if "data-chart=" in page.read_text("utf-8"))
    names = {path.name for path in loads(chart_page, built.site)}
    assert any(name.startswith("bokeh-") for name in names)
    assert {"search_index.json"} < names
    assert any(name.endswith(".json") for name in names - {"search_index.json"})
