"""What stands behind each headline figure, word for word; the figures are worked in `tests.pages.worked`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from effsite.analysis.summary import summarise
from effsite.site.pages.explained import explained
from effsite.site.pages.generate import generate
from effsite.site.pages.workings import in_short
from effsite.site.settings import SiteSettings
from tests.builders import make_result, make_results, make_target, make_task_collection
from tests.pages.worked import worked_collection

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.records import Result


def lines_of(name: str, *results: Result) -> dict[str, str]:
    """The lines behind that figure of the headline, of the worked record or of these results."""
    if results:
        collection, target = make_task_collection(results), make_target()
    else:
        (collection, *_), target = worked_collection().tasks, worked_collection().tasks[0].task.targets[0]
    return {fact.label: fact.value for fact in explained(summarise(collection, target))[name].facts}


def test_an_amount_is_its_working_with_numbers_put_in_and_what_it_may_be_off_by():
    assert lines_of("first") == {
        # 4e6 x 1e6 x 2 = 8e12; counted figures are 0.96 to 1.03 of what they say
        "How it was got": "counted: 4 MFLOP per image × 1 M images × 2 passes = 8e12 FLOP",
        "It may be": "7.68e12 to 8.24e12 FLOP",
        "The unit": "A FLOP is one operation, a multiply-add two of them. M, G, T, P and E before it are a "
        "million, a billion, 1e12, 1e15 and 1e18",
    }


def test_a_factor_is_a_division_with_what_would_change_it():
    assert lines_of("factor") == {
        "How it was got": "8e12 FLOP ÷ 5e11 FLOP = 16x",
        "From what": "the first and the latest of 3 records among 4 results, from one source",
        "It may be": "7.6x to 49x, by what its two figures alone may be off",
        "What would change it": "a result with less than 500 GFLOP, or another figure for Perceptron, "
        "the first",
    }


def test_an_average_is_the_span_over_its_halvings():
    found = lines_of("average")
    # 731 days are 24.02 months of 30.4375; 16 is 2 to the power of 4
    assert found["How it was got"] == "24.02 months ÷ 4 halvings, which make 16x, = 6.0 months"
    assert found["How sure"] == "no interval: 2 steps between records of different works; it takes 4"
    assert found["Other choices give"] == "6.0 to 7.1 months"


def test_a_line_says_what_n_and_r_squared_are():
    assert lines_of("trend") == {
        "How it was got": "one straight line, fitted by least squares to the logarithm over the date",
        "From what": "3 records, written n = 3",
        "How well it fits": "R² = 1: of the variation, the share that the line describes",
    }


def test_moores_law_is_a_yardstick():
    assert lines_of("moore") == {
        "How it was got": "2 to the power of 24.02 ÷ 24 months = 2.001x",
        "From what": "a doubling in 24 months, a yardstick and no measurement",
    }


def test_an_interval_says_of_what_it_is_and_recent_records_theirs():
    rows = [
        make_result(f"S{n}", f"{2010 + n}-01-01", training_flop=1e20 / 2**n, source_url=f"https://e.org/{n}")
        for n in range(8)
    ]
    sure = lines_of("average", *rows)["How sure"]
    assert re.fullmatch(
        r"90 % interval [\d.]+ to [\d.]+ months: by the steps between records, and the doubt of the first "
        r"and the latest figure",
        sure,
    )


def test_a_compute_from_the_hardware_is_a_product_in_units_for_people():
    row = make_result(
        flop_method="hardware",
        devices=4,
        device="A100",
        seconds=2700.0,
        peak_flop_per_second=3.12e14,
        utilisation=0.33,
        training_flop=4 * 2700 * 3.12e14 * 0.33,
    )
    assert in_short(row, "image") == "4 A100 × 45 min × 312 TFLOP/s × 33 %"
    assert in_short(make_result(training_flop=None, seconds=60.0), "image") == ""


def test_nothing_stands_behind_a_target_without_a_factor():
    assert (
        explained(summarise(make_task_collection(make_results(("A", "2012-01-01", 1e18))), make_target()))
        == {}
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, chart_cache: Path) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("explained")
    generate(worked_collection(), folder, cache=chart_cache, settings=SiteSettings(name="Our lab"))
    return {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def test_each_figure_that_can_be_tapped_has_its_note_and_each_note_its_figure(pages: dict[str, str]):
    there = 0
    for name, page in pages.items():
        notes = re.findall(r'id="(why-[^"]+)" popover', page)
        taps = re.findall(r'class="eff-why" popovertarget="([^"]+)"', page)
        assert len(notes) == len(set(notes)), name
        assert set(taps) == set(notes), name
        there += len(notes)
    assert there == 14  # none behind the sentence of a measure that few results give
    assert (
        '<button class="eff-why" popovertarget="why-good-training_flop-factor">16 times</button>'
        in pages["good.md"]
    )
