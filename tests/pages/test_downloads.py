"""The files hold exactly the rows of the page."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection

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
        value for value in rows["training_flop"] if value is not None
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
        "submission,figure_low,figure_high,figure_ends,factor,on_frontier,competes,why_not,estimated"
    )
    assert lines == [
        "alexnet-level,AlexNet,2012-06-01,8e17,reported,to-target,claimed,reported,A paper.,"
        "stated-by-papers,2.64e17,1.68e18,derived,1,true,true,,false",
        "alexnet-level,Mine,2020-01-01,2e17,reported,to-target,claimed,reported,A paper.,"
        "my-lab,6.6e16,4.2e17,derived,4,true,true,,false",
    ]
    rows = json.loads((folder / "alexnet-level.json").read_text(encoding="utf-8"))["rows"]
    assert rows["figure_ends"] == "derived"  # of both
    assert rows["submission"] == ["stated-by-papers", "my-lab"]
    assert rows["training_flop"] == [800000000000000000.0, 200000000000000000.0]
    assert "note" not in rows


def test_values_are_exact_and_dates_as_written(plain: Pages) -> None:
    docs, _ = plain
    whole = json.loads((docs / "data" / "imagenet" / "alexnet-level.json").read_text(encoding="utf-8"))
    assert whole["rows"]["published"][1] == "2014-09"
    assert whole["rows"]["training_flop"][1] == 2e17
    assert whole["rows"]["training_flop"][-1] is None
    assert "results" not in whole
    assert whole["factor"] == 8.0  # 8e17 / 1e17


def test_the_page_links_both_files(plain: Pages) -> None:
    docs, _ = plain
    page = (docs / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    for ending in ("csv", "json"):
        assert f'href="../../data/imagenet/alexnet-level.{ending}" download' in page


def test_ends_that_are_given_are_told_apart_and_measures_without_ends_have_no_columns(tmp_path: Path) -> None:
    given = {"training_flop_low": 7e17, "training_flop_high": 9e17}
    results = [
        make_result("Given", "2012-06-01", training_flop=8e17, **given),
        make_result("Derived", "2013-06-01", training_flop=2e17),
        make_result("Half", "2014-06-01", training_flop=1e17, training_flop_low=9e16),
    ]
    timed = [make_result("Timed", "2012-06-01", training_flop=None, seconds=60.0, target="timed")]
    by_time = make_target(name="timed", title="Timed", measure="seconds")
    generate(
        make_collection(
            make_task_collection([*results, *timed], task=make_task(make_target(), by_time)),
        ),
        tmp_path,
        cache=tmp_path / "cache",
        settings=SiteSettings(),
    )
    folder = tmp_path / "data" / "imagenet"
    with (folder / "alexnet-level.csv").open(encoding="utf-8", newline="") as file:
        cells = [(c["figure_low"], c["figure_high"], c["figure_ends"]) for c in csv.DictReader(file)]
    assert cells == [
        ("7e17", "9e17", "given"),
        ("6.6e16", "4.2e17", "derived"),
        ("9e16", "2.1e17", "low given"),
    ]
    assert "figure_" not in (folder / "timed.csv").read_text(encoding="utf-8")
    rows = json.loads((folder / "timed.json").read_text(encoding="utf-8"))["rows"]
    assert not any(name.startswith("figure_") for name in rows)
    assert (rows["system"], rows["published"], rows["seconds"]) == (["Timed"], ["2012-06-01"], 60)
