from __future__ import annotations

import itertools
from datetime import date

import pytest

from effsite.site.charts.date_ticks import date_ticks
from effsite.site.charts.scene import milliseconds

HALF_DAY = 43_200_000


def labels(first: date, last: date, pixels: float, beyond: int = 0) -> list[str]:
    """What an axis says that begins and ends so many milliseconds before and after two days."""
    found = date_ticks(milliseconds(first) - beyond, milliseconds(last) + beyond, pixels)
    return [label for _, label in found]


def test_over_days_each_tick_is_a_day_of_its_own():
    assert labels(date(2025, 5, 19), date(2025, 5, 23), 862, HALF_DAY) == [
        *("19 May 2025", "20 May 2025", "21 May 2025", "22 May 2025", "23 May 2025")
    ]


def test_on_a_phone_days_are_passed_over_until_their_labels_fit_counted_from_the_first():
    # 5 days in 282 pixels are 56 for each; a day's label wants 92, so every second day is marked
    shown = labels(date(2025, 5, 19), date(2025, 5, 23), 282, HALF_DAY)
    assert shown == ["19 May 2025", "21 May 2025", "23 May 2025"]


def test_no_tick_is_finer_than_a_day():
    # 36 hours from 18 May at noon to 20 May at midnight
    half = milliseconds(date(2025, 5, 18)) + HALF_DAY
    assert [label for _, label in date_ticks(half, milliseconds(date(2025, 5, 20)), 862)] == [
        "19 May 2025",
        "20 May 2025",
    ]


def test_over_one_day_both_of_its_ends_are_marked():
    assert labels(date(2025, 5, 19), date(2025, 5, 20), 282) == ["19 May 2025", "20 May 2025"]


def test_over_weeks_some_days_are_marked():
    # 42 days in 282 pixels: 14 days are 94
    shown = labels(date(2025, 12, 20), date(2026, 1, 31), 282)
    assert shown == ["20 Dec 2025", "3 Jan 2026", "17 Jan 2026", "31 Jan 2026"]


def test_months_come_closer_where_one_alone_would_be_marked():
    # 110 days in 250 pixels: two months are 138, which reads at ease but may mark one; one is 69 and fits
    assert labels(date(2024, 5, 10), date(2024, 8, 28), 250) == ["Jun 2024", "Jul 2024", "Aug 2024"]


def test_years_come_closer_where_one_alone_would_be_marked():
    # 3.9 years in 270 pixels: 69 for each, which is not ease, but two years would mark 2014 alone
    assert labels(date(2012, 2, 1), date(2015, 12, 24), 270) == ["2013", "2014", "2015"]


def test_decades_are_marked_by_whole_tens():
    assert labels(date(1959, 1, 1), date(2018, 12, 31), 500) == [
        *("1960", "1970", "1980", "1990", "2000", "2010")
    ]


@pytest.mark.parametrize("pixels", [40, 240, 282, 640, 862, 1400])
def test_labels_have_the_room_that_they_take_whatever_the_span(pixels):
    for days in (*range(1, 400), *range(400, 30_000, 97)):
        low = milliseconds(date(1980, 1, 3)) + HALF_DAY
        high = low + days * 86_400_000
        found = [(at - low) / (high - low) * pixels for at, _ in date_ticks(low, high, pixels)]
        gaps = [right - left for left, right in itertools.pairwise(found)]
        # a label of eleven letters is 68 pixels wide, of eight 52, of a year 28; February has 28 days of 30.4
        assert all(gap >= 36 for gap in gaps), (days, gaps)
        assert found or pixels < 100, days
