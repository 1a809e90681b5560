from __future__ import annotations

import numpy as np
import pytest

from effsite.analysis.censored import censored_slope


def slope(at, values, bound_at=(), bounds=()):
    return censored_slope(*(np.array(a, dtype=float) for a in (at, values, bound_at, bounds)))


def test_without_bounds_it_is_the_least_squares_line() -> None:
    # (-1.5 x 1 - 0.5 x 3 + 0.5 x 2 + 1.5 x 6) / 5 = 7 / 5
    assert slope([0, 1, 2, 3], [1, 3, 2, 6]) == pytest.approx(1.4)


def test_a_bound_far_above_the_line_changes_nothing() -> None:
    assert slope([0, 1, 2, 3], [1, 3, 2, 6], [3], [500]) == pytest.approx(1.4, abs=1e-6)


def test_a_late_point_known_to_lie_low_makes_the_line_flatter_and_an_early_one_steeper() -> None:
    # found by scipy's Nelder-Mead search for the greatest likelihood, see test_oracles
    assert slope([0, 1, 2, 3], [1, 3, 2, 6], [3], [1]) == pytest.approx(0.48413, abs=1e-5)
    assert slope([0, 1, 2, 3], [1, 3, 2, 6], [0], [-2]) == pytest.approx(2.07516, abs=1e-5)


def test_values_on_a_line_that_no_bound_contradicts_are_that_line() -> None:
    assert slope([0, 1, 2], [0, 2, 4], [1, 2], [2, 9]) == pytest.approx(2)
    assert slope([0, 1, 2], [5, 5, 5], [1], [6]) == 0


def test_a_bound_far_out_that_a_full_step_overshoots_is_met_all_the_same() -> None:
    # by scipy, as above: the line would be at 15 where it has to stay below 6
    assert slope([0, 1, 2], [0, 1, 4], [8], [6]) == pytest.approx(0.48264, abs=1e-5)


def test_two_values_are_on_a_line() -> None:
    assert slope([1, 3], [2, 6], [2], [5]) == pytest.approx(2)


def test_values_on_a_level_line_that_a_bound_below_its_middle_contradicts_stay_level() -> None:
    assert slope([0, 1, 2], [5, 5, 5], [1], [4]) == pytest.approx(0, abs=1e-6)


def test_values_on_a_line_that_a_bound_contradicts_have_another() -> None:
    assert slope([0, 1, 2], [0, 2, 4], [2], [0]) == pytest.approx(0.62273, abs=1e-5)  # by scipy, as above
    assert slope([0, 1, 2], [5, 7, 9], [2], [8]) == pytest.approx(1.65568, abs=1e-5)


@pytest.mark.parametrize(("at", "values"), [([], []), ([1], [2]), ([1, 1, 1], [2, 3, 4])])
def test_values_at_one_place_have_no_line(at: list[float], values: list[float]) -> None:
    assert slope(at, values, [0], [1]) is None


def test_a_bound_a_thousand_deviations_off_is_no_trouble() -> None:
    found = slope([0, 1, 2, 3], [1, 3, 2, 6], [1.5], [-1000])
    assert found == pytest.approx(1.4, abs=1e-3)  # in the middle, it moves the height and not the slope
