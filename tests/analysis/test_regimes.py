from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from effsite.analysis.regimes import broken_line

START = date(2020, 1, 1)
# Twelve points 61 days (2.004 months) apart: a halving each up to the sixth, a quarter of one from then on.
DAYS = [START + timedelta(days=61 * n) for n in range(12)]
BENT = [2.0 ** -(min(n, 5) + max(n - 5, 0) / 4) for n in range(12)]


def test_a_curve_that_bends_has_two_regimes_that_meet_on_the_day_of_the_bend():
    line = broken_line(DAYS, BENT, rising=False)

    assert line.bend == START + timedelta(days=305)
    assert [(r.start, r.end, r.n) for r in line.regimes] == [
        (START, line.bend, 6),
        (line.bend, DAYS[-1], 6),
    ]
    # 61 / 30.4375 = 2.0041 months a halving, and four times that
    assert [r.halving_time_months for r in line.regimes] == pytest.approx([2.0041, 8.0164], rel=1e-4)


def test_the_line_with_a_bend_runs_through_points_that_lie_on_one():
    line = broken_line(DAYS, BENT, rising=False)

    assert line.line(DAYS) == pytest.approx(BENT)
    # the day after the bend a quarter of a 61st more than five halvings
    assert line.line([line.bend + timedelta(days=1)]) == pytest.approx([2.0 ** -(5 + 0.25 / 61)], rel=1e-12)


def test_a_measure_that_rises_bends_as_well():
    line = broken_line(DAYS, [1 / value for value in BENT], rising=True)

    assert [r.halving_time_months for r in line.regimes] == pytest.approx([2.0041, 8.0164], rel=1e-4)


def test_a_straight_line_needs_no_bend():
    assert broken_line(DAYS, [2.0**-n for n in range(12)], rising=False) is None


def test_noise_about_a_straight_line_is_no_bend():
    noise = [0.3, -0.2, 0.1, -0.3, 0.2, 0, -0.1, 0.3, -0.2, 0.1, -0.3, 0.2]

    assert broken_line(DAYS, [2.0 ** -(n + e) for n, e in enumerate(noise)], rising=False) is None


@pytest.mark.parametrize("count", [0, 1, 7])
def test_under_eight_points_no_bend_is_looked_for(count):
    assert broken_line(DAYS[:count], BENT[:count], rising=False) is None


def test_a_bend_needs_six_months_on_each_side():
    # the same curve in a sixth of the time: 110 days in all
    days = [START + timedelta(days=10 * n) for n in range(12)]

    assert broken_line(days, BENT, rising=False) is None


def test_a_bend_leaves_four_points_on_each_side():
    # the rate changes after the third of twelve points; the bend is found where it leaves four
    values = [2.0 ** -(min(n, 2) * 3 + max(n - 2, 0) / 4) for n in range(12)]

    line = broken_line(DAYS, values, rising=False)

    assert [r.n for r in line.regimes] == [4, 8]


def test_a_bend_after_which_nothing_improves_is_not_taken():
    values = [2.0 ** -(min(n, 5) - max(n - 5, 0) / 4) for n in range(12)]

    line = broken_line(DAYS, values, rising=False)

    assert line is None or all(slope < 0 for slope in (line.slope_before, line.slope_after))


def test_the_bend_is_the_one_that_a_fit_of_each_day_finds():
    rng = np.random.default_rng(7)
    values = [v * 2.0**e for v, e in zip(BENT, rng.normal(0, 0.1, 12), strict=True)]
    x, y = np.array([61.0 * n for n in range(12)]), np.log2(values)

    def squares(day):
        columns = np.column_stack([np.ones(12), x, np.maximum(x - day, 0)])
        return float(np.linalg.lstsq(columns, y, rcond=None)[1][0])

    # 183 days are 6.01 months; four points on each side lie before day 183 and after day 427
    best = min(range(183, 428), key=squares)
    straight = float(np.linalg.lstsq(np.column_stack([np.ones(12), x]), y, rcond=None)[1][0])

    found = broken_line(DAYS, values, rising=False)
    assert (found.bend - START).days == best
    # n ln(S / n) + k ln(n), with two parameters more
    assert found.bic_gain == pytest.approx(12 * np.log(straight / squares(best)) - 2 * np.log(12))


def test_many_points_over_many_years_are_tried_in_larger_steps():
    days = [START + timedelta(days=7 * n) for n in range(1500)]
    values = [2.0 ** -(min(n, 700) / 100 + max(n - 700, 0) / 400) for n in range(1500)]

    line = broken_line(days, values, rising=False)

    assert abs((line.bend - days[700]).days) <= 16


def test_eight_points_are_enough_for_a_bend_on_the_day_of_the_fourth():
    # 183 days are 6.01 months
    values = [2.0 ** -(min(n, 3) + max(n - 3, 0) / 4) for n in range(8)]

    line = broken_line(DAYS[:8], values, rising=False)

    assert (line.bend, [r.n for r in line.regimes]) == (DAYS[3], [4, 4])


def test_a_bend_leaves_four_points_after_it_too():
    # the rate changes after the tenth of twelve points; the bend is found on the day before the ninth
    values = [2.0 ** -(min(n, 9) / 4 + max(n - 9, 0) * 3) for n in range(12)]

    line = broken_line(DAYS, values, rising=False)

    assert (line.bend, [r.n for r in line.regimes]) == (DAYS[8] - timedelta(days=1), [8, 4])


def test_a_bend_leaves_six_months_after_it_too():
    # twice as fast from day 590 on, and five more points in the last days: 696 - 182.6 = 513.4
    days = [*(61 * n for n in range(12)), *(671 + 5 * n for n in range(1, 6))]
    values = [2.0 ** -((day + max(day - 590, 0)) / 61) for day in days]

    line = broken_line([START + timedelta(days=day) for day in days], values, rising=False)

    assert line.bend == START + timedelta(days=513)


@pytest.mark.parametrize(("times", "bends"), [(2.7, True), (2.8, False)])
def test_a_bend_must_lower_the_criterion_by_six(times, bends):
    # by 6.2 with 2.7 times the noise of above, by less than 6 with 2.8 times
    noise = [0.3, -0.2, 0.1, -0.3, 0.2, 0, -0.1, 0.3, -0.2, 0.1, -0.3, 0.2]
    values = [value * 2.0 ** (times * e) for value, e in zip(BENT, noise, strict=True)]

    line = broken_line(DAYS, values, rising=False)

    assert (line is not None) == bends
    assert line is None or 6 <= line.bic_gain < 6.5
