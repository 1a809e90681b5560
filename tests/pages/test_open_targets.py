"""Targets whose level is not measured, attempts that stayed short, and the files behind curves."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest

from effsite.records import CommittedLog
from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import (
    LOSS,
    make_attempt,
    make_collection,
    make_curve,
    make_result,
    make_results,
    make_target,
    make_task,
    make_task_collection,
)
from tests.pages.conftest import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import TaskCollection

SHORT = make_curve([0.5, 0.7], name="short")
TARGETS = "targets/index.md"


def write(docs: Path, cache: Path, *tasks: TaskCollection) -> str:
    """The page of AlexNet level of that record, without its tags but those of rows."""
    generate(make_collection(*tasks), docs, cache=cache, settings=SiteSettings(url="https://example.org/"))
    text = (docs / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert not re.search(r"^##.*\n+(?=##|\Z)", text, re.MULTILINE), "an empty section"
    return re.sub(r"\s+", " ", re.sub(r"<(?!tr|table).*?>", "", text))


@pytest.fixture
def pending() -> TaskCollection:
    target = make_target(level=None, level_of="GoogLeNet")
    return make_task_collection(task=make_task(target, rules=("Train from scratch.",)))


def test_a_level_that_is_not_measured_is_said_with_its_rule(
    tmp_path: Path, chart_cache: Path, pending: TaskCollection
) -> None:
    text = write(tmp_path, chart_cache, pending)
    assert "The level of this target, AlexNet level (ImageNet), is not measured yet" in text
    assert (
        "The level will be the top-5 accuracy that GoogLeNet reaches at the end of its full-length "
        "training: the last evaluation of each seed, the median over seeds, rounded down to 0.1 %." in text
    )
    assert "Train from scratch." in text
    # in the search a target counts twice as much as a page of a system only once it has a result
    assert "boost" not in text.partition("# AlexNet level")[0]
    assert not re.search("## (The records|Learning|Sources|Cite|Did not|Add)", text)
    assert "<svg" not in text


def test_a_target_whose_level_is_not_measured_is_listed_as_such(
    tmp_path: Path, chart_cache: Path, pending: TaskCollection
) -> None:
    write(tmp_path, chart_cache, pending)
    text = (tmp_path / TARGETS).read_text(encoding="utf-8")
    assert "AlexNet level</a>, ImageNet: the level is not measured yet." in text


def test_a_measured_level_is_told_with_its_rule(tmp_path: Path, chart_cache: Path) -> None:
    task = make_task(make_target(level_of="GoogLeNet"))
    text = write(tmp_path, chart_cache, make_task_collection([make_result()], task=task))
    assert "The level, 79.1 %, follows from a rule: it is what GoogLeNet reaches at the end" in text


def test_where_lower_is_better_the_rule_rounds_up(tmp_path: Path, chart_cache: Path) -> None:
    task = make_task(make_target(level=None, level_of="GPT", metric=LOSS))
    assert "rounded up to three decimals" in write(tmp_path, chart_cache, make_task_collection(task=task))


def test_attempts_stand_on_the_page_and_nothing_follows_from_them(tmp_path: Path, chart_cache: Path) -> None:
    rows = make_results(("AlexNet", "2012-06-01", 8e17), ("Next", "2014-06-01", 2e17))
    attempt = make_attempt(training_flop=2e17, epochs=2.0, runs=3, runs_reached=1, note="With a note.")
    with_it = make_task_collection(rows, attempts=(attempt,), curves=(SHORT,))
    text = write(tmp_path / "with", chart_cache, with_it)
    without = write(tmp_path / "without", chart_cache, make_task_collection(rows))
    section = text.partition("## Did not reach the level")[2].partition("##")[0]
    assert "SmallNet2016-02-2470 %1 of 322e17CSVWith a note." in section
    assert "One line per run (1 run)" in text
    assert "Did not reach" not in without
    assert text.partition("## The records")[0] == without.partition("## The records")[0]
    assert not (tmp_path / "with" / "systems" / "smallnet.md").exists()


def test_what_an_attempt_spent_bears_the_mark_of_an_estimate_where_it_is_one(
    tmp_path: Path, chart_cache: Path
) -> None:
    attempts = (
        make_attempt("Timed", training_flop=3e17, flop_method="hardware"),
        make_attempt("Guessed", training_flop=4e17, flop_method="reported", source_kind="estimated"),
        make_attempt("Counted", training_flop=5e17, flop_method="counted"),
    )
    text = write(tmp_path, chart_cache, make_task_collection(attempts=attempts, curves=(SHORT,)))
    section = text.partition("## Did not reach the level")[2].partition("##")[0]
    assert [spent for spent in ("≈3e17", "≈4e17", "≈5e17") if spent in section] == ["≈3e17", "≈4e17"]
    assert "5e17" in section


def test_a_target_that_nothing_reached_shows_the_attempts(tmp_path: Path, chart_cache: Path) -> None:
    text = write(tmp_path, chart_cache, make_task_collection(attempts=(make_attempt(),), curves=(SHORT,)))
    assert "No system in the collection has reached AlexNet level (ImageNet) yet." in text
    assert "0 of 1" in text.partition("Learning curves")[0]
    assert "Epochs spent" not in text
    assert "0 of 1 got there" in text
    assert "Results published up to 2016-02-24" in text
    assert "no system in the collection has reached it yet." in (tmp_path / TARGETS).read_text(
        encoding="utf-8"
    )


def test_the_search_knows_the_page_of_a_target_that_nothing_reached(
    tmp_path: Path, chart_cache: Path, pending: TaskCollection
) -> None:
    made = generate(make_collection(pending), tmp_path / "docs", cache=chart_cache, settings=SiteSettings())
    (target,) = pending.task.targets
    assert made.searched[f"{pending.task.name}/{target.name}/"] == ""


def test_attempts_curves_and_logs_can_be_downloaded(tmp_path: Path, chart_cache: Path) -> None:
    log = CommittedLog(task="imagenet", name="short", runs=(), text='{"event": "begin"}\n')
    bare = make_curve([0.8], name="bare")
    write(
        tmp_path,
        chart_cache,
        make_task_collection(
            [make_result(curve="bare")], attempts=(make_attempt(),), curves=(SHORT, bare), logs=(log,)
        ),
    )
    data = tmp_path / "data" / "imagenet"
    page = (tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="\.\./\.\./(data/[^"]*)"', page))
    assert all((tmp_path / address).is_file() for address in linked)
    assert {a for a in linked if "curves" in a or "logs" in a} == {
        "data/imagenet/curves/short.csv",
        "data/imagenet/curves/bare.csv",
        "data/imagenet/logs/short.jsonl",
    }
    assert (data / "logs" / "short.jsonl").read_text(encoding="utf-8") == log.text
    with (data / "curves" / "short.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["step"], row["value"]) for row in csv.DictReader(file)] == [
            ("100", "0.5"),
            ("200", "0.7"),
        ]
    with (data / "not-reached" / "alexnet-level.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["system"], row["best_value"]) for row in csv.DictReader(file)] == [("SmallNet", "0.7")]
    (held,) = json.loads((data / "alexnet-level.json").read_text(encoding="utf-8"))["not_reached"]
    assert (held["system"], held["published"], held["runs_reached"]) == ("SmallNet", "2016-02-24", 0)


def test_text_of_strangers_in_attempts_and_levels_stays_text(tmp_path: Path, chart_cache: Path) -> None:
    attempt = make_attempt(HOSTILE[:100], note=HOSTILE, source=HOSTILE, source_url="javascript:alert(1)")
    task = make_task(make_target(level_of=HOSTILE[:100]))
    write(tmp_path, chart_cache, make_task_collection(attempts=(attempt,), curves=(SHORT,), task=task))
    text = (tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert 'href="javascript' not in text
