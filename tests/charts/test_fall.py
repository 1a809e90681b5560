from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from effsite.site.charts import Falls
from tests.analysis.test_across import UNEVEN
from tests.charts.test_overview import falling

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary


@pytest.fixture
def long() -> TargetSummary:
    return falling("long", UNEVEN, 100)


@pytest.fixture
def short() -> TargetSummary:
    return falling("short", [16.0, 1.0], 200)


def line(picture: str) -> str:
    (found,) = re.findall(r'class="eff-s-\w+" d="([^"]+)"', picture)
    return found


def test_all_rows_share_the_axes(long: TargetSummary, short: TargetSummary) -> None:
    falls = Falls.of([long, short])
    assert falls is not None
    # 118 of 120 pixels are 400 days, 26 of 28 are a factor of 256: steps of 29.5, and 26 x 1 / 8, 4 / 8 and
    # 5 / 8 and all of it below the line of 1 pixel; 16 is half of 256 on the log scale, 200 days half across
    assert line(falls.svg(long)) == "M1.0 1.0H30.5V4.2H60.0V14.0H89.5V17.2H119.0V27.0h1"
    assert line(falls.svg(short)) == "M1.0 1.0H60.0V14.0h2"


def test_what_has_an_interval_is_blue_and_what_has_no_rate_is_dashed(
    long: TargetSummary, short: TargetSummary
) -> None:
    three = falling("three", [4.0, 2.0, 1.0], 100)
    falls = Falls.of([long, short, three])
    assert falls is not None
    drawn = [falls.svg(each) for each in (long, three, short)]
    assert ["eff-s-frontier" in each for each in drawn] == [True, False, False]
    assert ["stroke-dasharray" in each for each in drawn] == [False, False, True]


def test_a_target_without_a_second_record_has_no_picture(long: TargetSummary) -> None:
    once = falling("once", [1.0], 100)
    assert Falls.of([once]) is None
    falls = Falls.of([long, once])
    assert falls is not None
    assert falls.svg(once) == ""


def test_records_that_hardly_fell_have_an_axis() -> None:
    flat = falling("flat", [1.001, 1.0], 1)
    falls = Falls.of([flat])
    assert falls is not None
    assert line(falls.svg(flat)) == "M1.0 1.0H119.0V3.6h1"
