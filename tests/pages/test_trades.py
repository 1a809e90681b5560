"""What a target's page says by two measures at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.site.pages.generate import generate
from effsite.site.settings import SiteSettings
from tests.builders import make_collection, make_result, make_target, make_task, make_task_collection

if TYPE_CHECKING:
    from pathlib import Path


def page(tmp_path: Path, chart_cache: Path, *rows: tuple[int, float, float], task: str = "imagenet") -> str:
    results = [
        make_result(
            f"S{n}",
            f"2020-01-0{n + 1}",
            task=task,
            training_flop=None,
            devices=devices,
            device="V100",
            seconds=seconds,
            cost_usd=cost,
        )
        for n, (devices, seconds, cost) in enumerate(rows)
    ]
    target = make_target(task=task, measure="seconds")
    collection = make_collection(make_task_collection(results, task=make_task(target, name=task)))
    generate(collection, tmp_path, cache=chart_cache, settings=SiteSettings())
    return (tmp_path / task / "alexnet-level.md").read_text(encoding="utf-8")


def words(text: str) -> str:
    _, _, after = text.partition("## Two measures at once")
    plain = re.sub(
        r"<(svg|figcaption|ul class=\"eff-legend\").*?</(svg|figcaption|ul)>", "", after, flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", re.sub(r"</(td|th|li)>", " | ", plain)))


TRADE = ((1, 500.0, 1.0), (2, 400.0, 2.0), (4, 300.0, 3.0), (8, 200.0, 4.0), (8, 250.0, 5.0))


def test_each_pair_with_a_choice_has_its_chart_and_its_frontier(tmp_path: Path, chart_cache: Path) -> None:
    text = page(tmp_path, chart_cache, *TRADE)
    told = words(text)

    assert "Of 5 results 4 are on the frontier: from 8.33 min with 1 device (S0) to" in told
    assert "to 3.33 min with 8 devices (S3)." in told
    assert "from 8.33 min with 1.00 USD (S0) to 3.33 min with 4.00 USD (S3)." in told
    assert "| S3 | 2020-01-04 | 8 | 200 | 8 × V100 |" in told
    assert "| S4 | 2020-01-05 | 8 | 250" not in told
    assert re.findall(r'id="pair-(\d)"( autocomplete="off" checked)?', text) == [
        ("1", ' autocomplete="off" checked'),
        ("2", ""),
    ]
    assert 'data-chart="charts/imagenet/alexnet-level.beside.json.gz#alexnet-level-time-and-devices"' in text
    assert 'data-chart="charts/imagenet/alexnet-level.beside.json.gz#alexnet-level-time-and-cost"' in text


def test_where_one_result_takes_the_least_of_both_a_sentence_says_so(
    tmp_path: Path, chart_cache: Path
) -> None:
    rows = ((16, 500.0, 5.0), (8, 400.0, 4.0), (4, 300.0, 3.0), (2, 200.0, 2.0), (1, 100.0, 1.0))
    text = page(tmp_path, chart_cache, *rows)

    assert (
        "Between training time and devices there is nothing to choose: of 5 results S4 takes the least of "
        "both, 1.67 min and 1 device." in words(text)
    )
    assert "time-and-devices.json" not in text
    assert 'id="pair-1"' not in text


def test_too_few_results_have_no_such_section(tmp_path: Path, chart_cache: Path) -> None:
    assert "Two measures at once" not in page(tmp_path, chart_cache, *TRADE[:4])
