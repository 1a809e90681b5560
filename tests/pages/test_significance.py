"""What the pages say of how sure a result is by its runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_curve, make_result, make_task_collection

if TYPE_CHECKING:
    from pathlib import Path


def runs(name: str, crossings: list[int]) -> list:
    """A run for each of the crossings of 79.1 %, in epochs of 1e17 FLOP; all go on for an epoch, to 80 %."""
    return [
        make_curve([0.5] * (epochs - 1) + [0.8, 0.8 + 0.01 * seed], name=name, seed=seed)
        for seed, epochs in enumerate(crossings)
    ]


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> Path:
    folder = tmp_path_factory.mktemp("significance")
    rows = [
        make_result("Old", "2012-01-01", training_flop=4e17, curve="old"),
        make_result("New", "2013-01-01", training_flop=2.5e17, curve="new"),
    ]
    curves = (*runs("old", [4, 5, 3]), *runs("new", [2, 3, 2, 4]))
    task = make_task_collection(rows, curves=curves)
    generate(make_collection(task), folder, cache=chart_cache, settings=SiteSettings())
    return folder


def text(page: Path) -> str:
    cells = re.sub(r"</(td|th|dt)>", " | ", page.read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", cells))


# The mean of 80, 81 and 82 % is 1.9 points past 79.1 %, with a standard error of 1 / sqrt(3) points:
# t = 3.29 with two degrees of freedom. 0.069 is worked out in tests/analysis/test_significance.py.
OLD_ENDS = "1.9 points past the level on average (p = 0.041 over 3 runs)"
NEW_LEADS = "within noise of the record before, Old (p = 0.069 over 4 and 3 runs)"


def test_a_targets_page_says_how_sure_each_result_is(docs: Path) -> None:
    found = text(docs / "imagenet" / "alexnet-level.md")
    assert "## How sure each result is" in found
    assert f"Old | 3 | 81 % | {OLD_ENDS} | the first record |" in found
    assert f"over 4 runs) | {NEW_LEADS} |" in found


def test_a_systems_page_says_it_too(docs: Path) -> None:
    old, new = (text(docs / "systems" / f"{name}.md") for name in ("old", "new"))
    assert f"At the end of its runs | 81 %, {OLD_ENDS}" in old
    assert "Against the record before" not in old
    assert f"Against the record before | {NEW_LEADS}" in new


def test_a_target_without_runs_says_nothing_of_it(tmp_path: Path, chart_cache: Path) -> None:
    task = make_task_collection([make_result(), make_result("B", "2013-01-01", training_flop=1e17)])
    generate(make_collection(task), tmp_path, cache=chart_cache, settings=SiteSettings())
    assert "How sure each result is" not in (tmp_path / "imagenet" / "alexnet-level.md").read_text(
        encoding="utf-8"
    )
