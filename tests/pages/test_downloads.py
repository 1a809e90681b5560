"""The files hold exactly the rows of the page."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

from effsite.site.pages import generate
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_task_collection

if TYPE_CHECKING:
    from pathlib import Path

Pages = tuple["Path", object]


def test_the_csv_has_the_rows_of_the_table_in_its_order(plain: Pages) -> None:
    docs, _ = plain
    page = (docs / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    shown = re.findall(r'<tr id="[^"]*" data-row.*?<(?:a href|summary)[^>]*>([^<]*)</', page)
    with (docs / "data" / "imagenet" / "alexnet-level.csv").open(encoding="utf-8", newline="") as file:
        systems = [row["system"] for row in csv.DictReader(file)]
    assert systems == shown == ["AlexNet plain", "Better", "Worse", "Best", "Gone", "Timed only"]


def test_csv_and_json_hold_the_same_values(plain: Pages) -> None:
    docs, _ = plain
    with (docs / "data" / "imagenet" / "alexnet-level.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    rows = json.loads((docs / "data" / "imagenet" / "alexnet-level.json").read_text(encoding="utf-8"))["rows"]
    assert [float(c["training_flop"]) for c in cells if c["training_flop"]] == [
        r["training_flop"] for r in rows if "training_flop" in r
    ]
    assert [c["on_frontier"] for c in cells] == ["true", "true", "false", "true", "false", "false"]


def test_every_row_names_the_submission_that_it_comes_from(tmp_path: Path) -> None:
    results = [
        make_result("AlexNet", "2012-06-01", training_flop=8e17, submission="stated-by-papers"),
        make_result("Mine", "2020-01-01", training_flop=2e17, submission="my-lab"),
    ]
    generate(
        make_collection(make_task_collection(results)),
        tmp_path,
        cache=tmp_path / "cache",
        settings=SiteSettings(),
    )
    folder = tmp_path / "data" / "imagenet"
    header, *lines = (folder / "alexnet-level.csv").read_text(encoding="utf-8").splitlines()
    assert header == (
        "target,system,published,training_flop,flop_method,flop_scope,status,source_kind,source,"
        "submission,factor,on_frontier,competes,why_not"
    )
    assert lines == [
        "alexnet-level,AlexNet,2012-06-01,8e17,reported,to-target,claimed,reported,A paper.,"
        "stated-by-papers,1,true,true,",
        "alexnet-level,Mine,2020-01-01,2e17,reported,to-target,claimed,reported,A paper.,my-lab,4,true,true,",
    ]
    rows = json.loads((folder / "alexnet-level.json").read_text(encoding="utf-8"))["rows"]
    assert [row["submission"] for row in rows] == ["stated-by-papers", "my-lab"]


def test_values_are_exact_and_dates_as_written(plain: Pages) -> None:
    docs, _ = plain
    whole = json.loads((docs / "data" / "imagenet" / "alexnet-level.json").read_text(encoding="utf-8"))
    assert whole["rows"][1]["published"] == "2014-09"
    assert whole["rows"][1]["training_flop"] == 2e17
    assert whole["factor"] == 8.0  # 8e17 / 1e17


def test_the_page_links_both_files(plain: Pages) -> None:
    docs, _ = plain
    page = (docs / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    for ending in ("csv", "json"):
        assert f'href="../../data/imagenet/alexnet-level.{ending}" download' in page
