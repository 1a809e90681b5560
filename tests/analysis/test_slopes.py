from __future__ import annotations

import numpy as np
import pytest

from effsite.analysis.slopes import DatedGains, best_tenth, between_ends, line

# Made at random. The line of the 90 % quantile runs through the points at 485 and 515 days by scipy 1.17.1
# (optimize.linprog): 0.6 / 30 a day. That of 89 % rises by 0.02029 a day, that of 95 % by 0.01941.
DAYS = [17, 23, 76, 89, 90, 139, 193, 251, 298, 352, 401, 448, 459, 485, 515, 545, 583]
GAINS = [-1.8, 0.8, 4.9, 3.9, 2.9, 6.5, 2.0, 6.9, 0.8, 7.1, 4.0, 8.2, 10.0, 13.2, 13.8, 14.1, 13.9]


def points(days, gains):
    return DatedGains(places=np.arange(len(days)), days=np.array(days, float), gains=np.array(gains, float))


def test_the_line_of_the_best_tenth_is_that_of_linear_programming():
    assert best_tenth(points(DAYS, GAINS)) == pytest.approx(0.02, rel=1e-9)


def test_the_line_of_the_best_tenth_is_sought_through_more_pairs_than_are_tried_at_once():
    # the same points, each three times: 1,275 pairs, of which those of one day give no line
    assert best_tenth(points(np.repeat(DAYS, 3), np.repeat(GAINS, 3))) == pytest.approx(0.02, rel=1e-9)


@pytest.mark.parametrize(("count", "given"), [(3, False), (4, True), (120, True), (121, False)])
def test_the_line_of_the_best_tenth_is_sought_among_four_points_to_a_hundred_and_twenty(count, given):
    days = range(count)
    found = best_tenth(points(days, [0.5 * day for day in days]))

    assert (found is not None) == given
    assert found is None or found == pytest.approx(0.5)


def test_points_of_one_day_have_no_line_of_any_kind():
    same = points([7, 7, 7, 7], [0, 1, 2, 3])

    assert (best_tenth(same), line(same)) == (None, None)


@pytest.mark.parametrize("days", [[0, 5, 5], [0, 0, 5]])
def test_two_days_are_enough_for_a_line(days):
    # gains 0, 1, 2: the mean of the two on one day is half a doubling from them, 1.5 doublings in five days
    assert line(points(days, [0, 1, 2])) == pytest.approx(0.3)


def test_a_weight_of_three_is_three_points():
    weighed = line(points([0, 1, 2], [0, 1, 4]), np.array([1.0, 3.0, 1.0]))

    assert weighed == pytest.approx(line(points([0, 1, 1, 1, 2], [0, 1, 1, 1, 4])))
    assert weighed == pytest.approx(2)  # symmetric: (4 - 0) / 2


def test_the_rate_between_the_ends_needs_three_points():
    assert between_ends(points([0, 4], [0, 2])) is None
    assert between_ends(points([0, 1, 4], [0, 5, 2])) == 0.5


def test_the_rate_between_the_ends_is_of_what_was_gained_in_the_days_between():
    # from 2 to 8 doublings in the days from 10 to 40: 6 / 30
    of = points([0, 10, 20, 40], [0, 2, 3, 8])

    assert between_ends(of.of(np.array([1, 2, 3]))) == pytest.approx(0.2)
    assert between_ends(of.of(np.array([False, False, True, True]))) is None
    assert list(of.of(np.array([1, 3])).places) == [1, 3]
