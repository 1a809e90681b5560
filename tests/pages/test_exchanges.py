"""What a target's page says of systems that are put together of exchanged parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.records import Exchange
from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import (
    make_attempt,
    make_collection,
    make_result,
    make_target,
    make_task,
    make_task_collection,
)

if TYPE_CHECKING:
    from pathlib import Path

PARTS = Exchange(
    title="Networks and $trainings$",
    row_is="network",
    column_is="training",
    rows=("Net <1>", "Net 2"),
    columns=("of 2012", "of 2018"),
    systems=("Old", "Old, new training", "New, old training", "New"),
)


def page(tmp_path: Path, chart_cache: Path, *rows: tuple[str, float], short: str = "") -> str:
    results = [
        make_result(name, f"201{n + 2}-01-01", training_flop=flop, runs=3)
        for n, (name, flop) in enumerate(rows)
    ]
    attempts = (make_attempt(short, best_value=0.685, runs=1),) if short else ()
    task = make_task_collection(results, task=make_task(make_target(), exchanges=(PARTS,)), attempts=attempts)
    generate(make_collection(task), tmp_path, cache=chart_cache, settings=SiteSettings())
    text = (tmp_path / "imagenet" / "alexnet-level.md").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", re.sub(r"</(td|th|li)>", " | ", text)))


def test_the_table_and_the_ways_are_told(tmp_path: Path, chart_cache: Path) -> None:
    # Network first: 16 / 4 = 4, 4 / 2 = 2, of 8 in all: 2 of 3 halvings.
    told = page(
        tmp_path,
        chart_cache,
        ("Old", 16e15),
        ("New, old training", 4e15),
        ("New", 2e15),
        short="Old, new training",
    )
    assert "Every network with every training, by training compute:" in told
    assert "Net &lt;1&gt; | 16 PFLOP (3 runs) | not reached: 68.5 % (1 run) |" in told
    assert "Net 2 | 4 PFLOP (3 runs) | 2 PFLOP (3 runs) |" in told
    assert "New: 8x less training compute than Old." in told
    assert (
        "Network first, then training: by the network 4x less (New, old training), by the training 2x less;"
        " in halvings 67 % and 33 % of the fall."
    ) in told
    assert (
        "Training first, then network: Old, new training stays short of the level (68.5 %), so that this way"
        " cannot be told."
    ) in told


def test_a_step_that_costs_more_is_told_as_such(tmp_path: Path, chart_cache: Path) -> None:
    told = page(tmp_path, chart_cache, ("Old", 16e15), ("New, old training", 32e15), ("New", 2e15))
    assert "by the network 2x more (New, old training), by the training 16x less." in told
    assert "Training first, then network: Old, new training is not measured, so that this way" in told
    assert "| not measured |" in told


def test_without_the_last_system_nothing_is_parted(tmp_path: Path, chart_cache: Path) -> None:
    told = page(tmp_path, chart_cache, ("Old", 16e15), ("New, old training", 32e15))
    assert "New is not measured, so that the fall cannot be parted yet." in told


def test_a_task_without_exchanges_says_nothing_of_them(tmp_path: Path, chart_cache: Path) -> None:
    assert "Every network" not in page(tmp_path, chart_cache, ("Other", 16e15))
