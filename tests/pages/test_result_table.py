"""Which rows of a long table stand in the page, and what the script is told of the others."""

from __future__ import annotations

import csv
import gzip
import json
import re
from html import unescape
from typing import TYPE_CHECKING

from effsite.names import slug
from effsite.site.pages.generate import generate
from effsite.site.pages.result_table import MOST_ROWS, in_page
from effsite.site.pages.table_rows import TableRow
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_task_collection
from tests.pages.conftest import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

MOST_PACKED_BYTES = 150_000


def row(n: int, *, record: bool = False) -> TableRow:
    return TableRow(
        result=make_result(f"S{n}"),
        factor=1.0,
        on_frontier=record,
        competes=True,
        why_not="",
        ends=None,
        estimated=False,
    )


def test_a_table_of_two_hundred_rows_stands_in_the_page_whole() -> None:
    rows = tuple(row(n) for n in range(200))
    assert in_page(rows) == rows


def test_of_a_longer_one_the_records_stand_there_and_the_first_of_the_others_up_to_a_hundred() -> None:
    rows = tuple(row(n, record=n in (3, 250)) for n in range(300))
    # 2 records, and the first 98 of the others: S0 to S98 without S3
    assert [r.result.system for r in in_page(rows)] == [*(f"S{n}" for n in range(99)), "S250"]


def test_what_the_page_names_elsewhere_stands_there_too() -> None:
    rows = tuple(row(n, record=n == 0) for n in range(300))
    named = {rows[7].result, rows[222].result}
    # the record, and the first 99 of the others with S7 among them; S222 is named
    assert [r.result.system for r in in_page(rows, named)] == [*(f"S{n}" for n in range(100)), "S222"]


def test_all_records_stand_there_and_twenty_others_however_many_they_are() -> None:
    rows = tuple(row(n, record=n >= 50) for n in range(400))
    # 350 records, S0 to S19 of the others
    assert len(in_page(rows)) == 370
    assert [r.result.system for r in in_page(rows)][:21] == [*(f"S{n}" for n in range(20)), "S50"]


def long_table(folder: Path, cache: Path) -> str:
    """The page of a target with 2,000 results by two measures, one of them of a hostile name."""
    names = [*(f"System {n}" for n in range(1999)), HOSTILE[:100]]
    results = [
        make_result(
            name,
            f"{2001 + n // 80}-{1 + n % 12:02}-{1 + n % 28:02}",
            training_flop=1e20 / (1 + n % 977),
            seconds=float(1 + (n * 7919) % 100_003),
            source=f"Report {n}.",
            source_url=f"https://example.org/{n}",
            note=f"The only word on {n}.",
        )
        for n, name in enumerate(names)
    ]
    generate(make_collection(make_task_collection(results)), folder, cache=cache, settings=SiteSettings())
    return (folder / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")


def test_a_page_stays_light_whatever_the_number_of_results(tmp_path: Path, chart_cache: Path) -> None:
    page = long_table(tmp_path, chart_cache)
    assert len(gzip.compress(page.encode(), compresslevel=6)) < MOST_PACKED_BYTES
    assert "of 2,000 results stand here: all records, and the first by date." in page
    assert '<tr class="eff-more">' not in page  # what is known of a row is read from the data file
    with (tmp_path / "data" / "imagenet" / "alexnet-level.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2000


def test_the_script_is_told_how_to_read_the_data_file(tmp_path: Path, chart_cache: Path) -> None:
    page = long_table(tmp_path, chart_cache)
    (told,) = re.findall(r'data-reading="([^"]*)"', page)
    reading = json.loads(unescape(told))
    assert reading["columns"][:3] == [
        ["system", "system"],
        ["date", "published"],
        ["number", "training_flop"],
    ]
    assert reading["columns"][-1] == ["source", "source"]
    assert reading["labels"]["training_flop"] == "Training compute"
    assert reading["units"]["training_flop"] == "FLOP"
    assert reading["words"]["flop_method"]["parameters"] == "6ND"
    assert reading["systems"] == "../../systems/"
    # System 0 is the first, the baseline: a record, with a page of its own
    assert "system-0" in reading["pages"]
    assert all(slug(name) != told_slug for name, told_slug in reading["slugs"].items())
    assert 'data-rows="2000"' in page
    assert MOST_ROWS == 200


def test_checks_that_say_more_than_yes_are_in_the_data_file(tmp_path: Path, chart_cache: Path) -> None:
    fields = {"flop_method": "counted", "passes": 3.0, "training_flop": 3e18}
    results = [
        make_result("Right", forward_flop=1e9, examples=1e9, **fields),
        make_result("Wrong", "2013-01-01", forward_flop=1e9, examples=2e9, **fields),
    ]
    generate(
        make_collection(make_task_collection(results)), tmp_path, cache=chart_cache, settings=SiteSettings()
    )
    with (tmp_path / "data" / "imagenet" / "alexnet-level.csv").open(encoding="utf-8", newline="") as file:
        checks = [line["checks"] for line in csv.DictReader(file)]
    # 1e9 x 2e9 x 3 = 6e18, twice the figure of 3e18
    assert checks == ["", "these inputs give 6e18 FLOP, 2x the figure"]


def test_a_system_that_is_not_in_the_page_leads_to_the_table(tmp_path: Path, chart_cache: Path) -> None:
    rows = [make_result(f"S{n}", f"{2001 + n // 20}-01-01", training_flop=1e17 + n) for n in range(250)]
    doubted = make_result("Doubted", "2025-01-01", training_flop=9e18, status="disputed")
    collection = make_collection(make_task_collection([*rows, doubted]))
    generate(collection, tmp_path, cache=chart_cache, settings=SiteSettings())
    page = (tmp_path / "systems" / "doubted.md").read_text(encoding="utf-8")
    assert 'href="../../imagenet/alexnet-level/#all-results">Among all results' in page
    record = (tmp_path / "systems" / "s0.md").read_text(encoding="utf-8")
    assert re.search(r'href="\.\./\.\./imagenet/alexnet-level/#s0-[0-9a-f]{8}">Among all results', record)
