"""Reproductions, states and earlier figures on the pages of targets and systems."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from effsite.records import Earlier, PublicationDate, Reproduction
from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_curve, make_result, make_task_collection
from tests.live_charts import live_charts

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import TaskCollection


def make_reproduction(**fields: Any) -> Reproduction:
    defaults: dict[str, Any] = {
        **{"task": "imagenet", "submission": "ada-2024", "of": "tests", "target": "alexnet-level"},
        **{"system": "Better", "by": "Ada's lab", "machine": "one V100", "runs": 2, "runs_reached": 2},
        **{"training_flop": 3e17, "curve": "again", "source": "effsite run imagenet better"},
        "reproduced": PublicationDate.parse("2024-05-03"),
    }
    return Reproduction(**defaults | fields)


def collection(*reproductions: Reproduction, **fields: Any) -> TaskCollection:
    results = [
        make_result("AlexNet", "2012-06-01", training_flop=8e17),
        make_result("Better", "2014-06-01", training_flop=2e17, **fields),
    ]
    return make_task_collection(
        results, reproductions=reproductions, curves=(make_curve([0.7, 0.8], name="again"),)
    )


@pytest.fixture
def pages(tmp_path: Path, chart_cache: Path) -> Any:
    def made(task: TaskCollection) -> dict[str, str]:
        generate(make_collection(task), tmp_path, cache=chart_cache, settings=SiteSettings())
        texts = {str(p.relative_to(tmp_path)): p for p in tmp_path.rglob("*") if p.is_file()}
        pages = {name: path.read_text("utf-8", "replace") for name, path in texts.items()}
        return pages | {"live charts": json.dumps(live_charts(tmp_path))}

    return made


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<.*?>", " ", text))


def test_a_result_that_was_run_again_is_a_line_a_fact_and_a_small_mark(pages: Any) -> None:
    found = pages(collection(make_reproduction()))
    target, system = found["imagenet/alexnet-level.md"], found["systems/better.md"]
    # 3e17 over 2e17 is 1.5
    assert "Better 2024-05-03 Ada&#39;s lab one V100 2 of 2 3e17 1.5x curve" in plain(target)
    fact = "Run again 2024-05-03 by Ada&#39;s lab, on one V100: 2 runs, 3e17 FLOP"
    assert fact in plain(system)
    assert "1.5x that of the result" in plain(system)
    assert '"Better, run again"' in found["live charts"]
    assert "a result run again, small" in target
    assert "at the date of the result" in target


def test_its_files_can_be_had(pages: Any) -> None:
    found = pages(collection(make_reproduction()))
    (row,) = csv.DictReader(io.StringIO(found["data/imagenet/reproductions/alexnet-level.csv"]))
    assert (row["of"], row["by"], row["training_flop"]) == ("tests", "Ada's lab", "3e17")
    data = json.loads(found["data/imagenet/alexnet-level.json"])
    assert [one["system"] for one in data["reproductions"]] == ["Better"]
    assert 'href="../../data/imagenet/curves/again.csv"' in found["imagenet/alexnet-level.md"]


def test_one_that_stayed_short_is_told_and_not_drawn(pages: Any) -> None:
    short = make_reproduction(runs_reached=1, training_flop=None)
    found = pages(collection(short))
    assert "1 of 2" in plain(found["imagenet/alexnet-level.md"])
    assert "1 of 2 runs reached the target" in plain(found["systems/better.md"])
    assert "run again" not in found["live charts"]


def test_without_any_nothing_is_said_of_them(pages: Any) -> None:
    found = pages(collection())
    assert "run again" not in (found["imagenet/alexnet-level.md"] + found["systems/better.md"]).lower()
    assert "data/imagenet/reproductions/alexnet-level.csv" not in found


def test_a_withdrawn_result_says_why_since_when_and_where(pages: Any) -> None:
    told = {
        **{"status": "withdrawn", "status_date": PublicationDate.parse("2024-05-03")},
        **{"status_reason": "Tested on training images.", "status_url": "https://example.org/why"},
    }
    page = pages(collection(**told))["systems/better.md"]
    assert "Status withdrawn since 2024-05-03: Tested on training images." in plain(page)
    assert '<a href="https://example.org/why"' in page


def test_earlier_figures_stand_below_the_present_ones(pages: Any) -> None:
    from dataclasses import replace

    known = {"task": "imagenet", "submission": "tests", "target": "alexnet-level", "system": "Better"}
    earlier = tuple(
        Earlier(
            **known, until=date(2026, 3, day), values=(("training_flop", f"{day}e17"), ("status", "claimed"))
        )
        for day in range(1, 13)
    )
    page = plain(pages(replace(collection(), earlier=earlier))["systems/better.md"])
    assert "Earlier until 2026-03-12: training compute 12e17; status claimed Earlier until 2026-03-11" in page
    assert "until 2026-03-03" in page
    assert "until 2026-03-02" not in page
    assert "Earlier 2 older changes in the repository" in page
