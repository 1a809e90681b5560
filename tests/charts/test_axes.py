from __future__ import annotations

from datetime import date

import pytest

from effsite.site.charts.axes import beyond, log_range, padded, position, ticks
from effsite.site.charts.scene import Axis, day_of, milliseconds


def test_a_day_is_its_midnight_in_milliseconds():
    # 2012-06-01 is day 15,492 since 1970.
    assert milliseconds(date(2012, 6, 1)) == 15_492 * 86_400_000
    assert day_of(15_492 * 86_400_000) == date(2012, 6, 1)


def test_equal_factors_are_equal_distances_on_a_log_axis():
    axis = Axis(low=1e16, high=1e18, ticks="power", log=True)
    assert position(axis, 1e17) == pytest.approx(0.5)


def test_a_log_axis_around_one_value_has_room_on_both_sides():
    low, high = log_range([100.0])
    assert low < 70 < 140 < high


def test_a_time_axis_around_one_day_is_about_a_year_wide():
    low, high = padded(0, 0, before=0.5, after=0.5)
    assert high - low == pytest.approx(365.25 * 86_400_000)


def test_powers_of_ten_are_labelled_with_their_exponent():
    axis = Axis(low=1e5, high=1e9, ticks="power", log=True)
    assert [t.label for t in ticks(axis, 200)] == ["10⁵", "10⁶", "10⁷", "10⁸", "10⁹"]


def test_a_short_log_axis_also_bears_two_and_five():
    axis = Axis(low=0.9, high=60, ticks="plain", log=True)
    assert [t.label for t in ticks(axis, 400)] == ["1", "2", "5", "10", "20", "50"]


def test_a_very_long_log_axis_leaves_powers_out():
    axis = Axis(low=1e5, high=1e24, ticks="power", log=True)
    assert [t.power for t in ticks(axis, 380)] == ["6", "8", "10", "12", "14", "16", "18", "20", "22", "24"]


def test_ticks_for_zooming_out_go_on_at_both_ends():
    axis = Axis(low=90, high=1100, ticks="plain", log=True)
    values = [t.value for t in beyond(axis, 400)]
    assert (values[0], values[-1]) == (0.1, 5e6)


def test_years_are_spaced_so_that_their_labels_fit():
    axis = Axis(low=milliseconds(date(1959, 1, 1)), high=milliseconds(date(2018, 12, 31)), ticks="dates")
    assert [t.text for t in ticks(axis, 500)] == ["1960", "1970", "1980", "1990", "2000", "2010"]


def test_under_three_years_months_are_shown():
    axis = Axis(low=milliseconds(date(2024, 5, 1)), high=milliseconds(date(2025, 5, 1)), ticks="dates")
    assert [t.text for t in ticks(axis, 400)] == ["Jul 2024", "Oct 2024", "Jan 2025", "Apr 2025"]


def test_large_counts_have_a_prefix_and_larger_ones_an_exponent():
    axis = Axis(low=0.9e6, high=1.1e16, ticks="plain", log=True)
    assert [t.text for t in ticks(axis, 240)] == ["1 M", "100 M", "10 G", "1e12", "1e14", "1e16"]


def test_fractions_are_shown_in_percent():
    axis = Axis(low=0, high=1, ticks="percent")
    assert [t.text for t in ticks(axis, 300)] == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]
