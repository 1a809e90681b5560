"""The page of a task says what each budget reached, where the task has several levels of one metric."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.analysis.test_budget import EASY, HARD, HISTORY, row
from tests.builders import make_collection, make_task, make_task_collection

if TYPE_CHECKING:
    from pathlib import Path


def page(tmp_path: Path, chart_cache: Path, *results: object, targets: object = (EASY, HARD)) -> str:
    collection = make_collection(make_task_collection(results, task=make_task(*targets)))
    generate(collection, tmp_path, cache=chart_cache, settings=SiteSettings())
    return (tmp_path / "imagenet" / "index.md").read_text(encoding="utf-8")


def words(text: str) -> str:
    _, _, after = text.partition("## What a budget reached")
    _, _, table = after.partition("<table")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", re.sub(r"</(td|th)>", " | ", table)))


def test_the_table_has_a_row_for_each_year_in_which_something_changed(
    tmp_path: Path, chart_cache: Path
) -> None:
    text = page(tmp_path, chart_cache, *HISTORY)
    told = words(text)

    assert "By the end of | 30 PFLOP | 100 PFLOP | 300 PFLOP | 1 EFLOP | 3 EFLOP | 10 EFLOP |" in told
    assert "2012 | – | – | – | 79.1 % | 79.1 % | 79.1 % |" in told
    assert "2015 | – | – | – | 79.1 % | 79.1 % | 93 % |" in told
    assert "2017 | 79.1 % | 79.1 % | 79.1 % | 93 % | 93 % | 93 % |" in told
    assert "≈" not in told
    assert '<a href="../imagenet/hard/" title="ResNet">93 %</a>' in text
    assert 'data-chart="charts/imagenet/budget-by-training-flop.json' in text


def test_an_estimate_that_may_be_above_the_budget_is_marked_and_explained(
    tmp_path: Path, chart_cache: Path
) -> None:
    guess = {"flop_method": "hardware", "utilisation": 0.33}
    rows = (row("easy", "A", "2012-01-01", 1e17), row("hard", "B", "2013-01-01", 8e17, **guess))
    told = words(page(tmp_path, chart_cache, *rows))

    assert "2013 | 79.1 % | 79.1 % | ≈93 % |" in told
    assert "≈ marks an estimate that may be above the budget." in told


def test_names_of_strangers_stay_text(tmp_path: Path, chart_cache: Path) -> None:
    rows = (row("easy", '"><script>1</script>', "2012-01-01", 1e17), row("hard", "B", "2013-01-01", 8e17))
    assert "<script>1" not in page(tmp_path, chart_cache, *rows)
