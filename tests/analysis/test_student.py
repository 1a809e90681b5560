"""Pinned to scipy 1.17.1: stats.t.sf, stats.t.ppf, stats.ttest_1samp, stats.ttest_ind."""

from __future__ import annotations

import pytest

from effsite.analysis.student import mean_above, mean_below, quantile, upper_tail

LOSSES = [3.2771, 3.2785, 3.2790, 3.2768, 3.2799]
FIVE, THREE = [10.2, 9.7, 10.9, 10.4, 9.9], [11.0, 10.1, 10.6]


@pytest.mark.parametrize(
    ("t", "degrees", "chance"),
    [
        (0.001, 2, 0.49964644669779507),
        (0.8, 2.7, 0.2440343728079734),
        (2.5, 3.31, 0.039911034020409304),
        (-1.3, 4.5, 0.871901956027983),
        (6.78, 2, 0.010534504610531204),
        (40, 1.2, 0.004004388145131204),
        (1.9, 57.25, 0.031236818078401316),
        (3.0, 399, 0.0014345695894523024),
        (12, 9.5, 2.3562585071971617e-07),
    ],
)
def test_the_tail_is_that_of_scipy_also_for_degrees_that_are_not_whole(t, degrees, chance):
    assert upper_tail(t, degrees) == pytest.approx(chance, rel=1e-12)


@pytest.mark.parametrize(("t", "degrees"), [(31.821, 1), (6.965, 2), (4.541, 3), (3.365, 5), (2.764, 10)])
def test_the_tail_gives_the_percentage_points_of_the_tables(t, degrees):
    assert upper_tail(t, degrees) == pytest.approx(0.01, rel=2e-3)


# Tables of Student's t, such as NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2
@pytest.mark.parametrize(
    ("share", "degrees", "value"),
    [
        (0.95, 1, 6.314),
        (0.95, 2, 2.920),
        (0.95, 3, 2.353),
        (0.95, 10, 1.812),
        (0.975, 1, 12.706),
        (0.975, 4, 2.776),
        (0.975, 5, 2.571),
        (0.975, 30, 2.042),
        (0.975, 100, 1.984),
    ],
)
def test_quantiles_of_students_t_are_those_of_the_tables(share, degrees, value):
    assert quantile(share, degrees) == pytest.approx(value, abs=0.0005)


def test_a_quantile_is_that_of_scipy_also_for_degrees_that_are_not_whole():
    assert quantile(0.97, 3) == pytest.approx(2.9505104700829285, rel=1e-12)
    assert quantile(0.95, 2.7) == pytest.approx(2.4638889362708496, rel=1e-12)


def test_half_of_the_distribution_lies_above_nought():
    assert upper_tail(0, 3.5) == 0.5


@pytest.mark.parametrize("t", [1e80, 1e200])
def test_a_far_tail_is_small_and_not_below_nought(t):
    assert 0 <= upper_tail(t, 5) < 1e-300
    assert upper_tail(-t, 5) == 1


def test_more_degrees_than_can_be_summed_are_refused():
    with pytest.raises(
        ArithmeticError, match=r"^no limit of the incomplete beta function at 1.0, 5e\+29, 0.5$"
    ):
        upper_tail(1.0, 1e30)


def test_a_mean_above_a_level_has_the_p_value_of_scipy():
    # losses below 3.28 are negated values above -3.28
    assert mean_above([-loss for loss in LOSSES], -3.28) == pytest.approx(0.020164317138969753, rel=1e-12)


def test_a_mean_below_the_level_is_more_likely_than_not_below():
    # the chances above and below a level add up to 1
    assert mean_above(LOSSES, 3.28) == pytest.approx(1 - 0.020164317138969753, rel=1e-12)


def test_welchs_test_has_the_p_value_of_scipy_in_both_directions():
    assert mean_below(FIVE, THREE) == pytest.approx(0.1757323453000324, rel=1e-12)
    assert mean_below(THREE, FIVE) == pytest.approx(0.8242676546999677, rel=1e-12)


def test_welchs_test_takes_a_sample_without_spread_beside_one_with():
    assert mean_below([4.0] * 3, [5.0, 4.0, 4.5]) == pytest.approx(0.11270166537925833, rel=1e-12)


def test_two_values_are_enough():
    assert mean_above([0.8, 0.82], 0.79) == pytest.approx(0.1475836176504326, rel=1e-12)
    assert mean_below([1.0, 2.0], [3.0, 4.5]) == pytest.approx(0.07403337332484944, rel=1e-12)


def test_one_value_has_no_spread():
    assert mean_above([0.8], 0.7) is None
    assert mean_below([0.8], FIVE) is None
    assert mean_below(FIVE, [0.8]) is None


def test_values_that_are_all_the_same_show_no_spread():
    assert mean_above([0.1, 0.1, 0.1], 0.05) is None
    assert mean_below([0.1, 0.1], [0.3, 0.3, 0.3]) is None


def test_a_quantile_near_the_middle_is_that_of_scipy_too():
    assert quantile(0.75, 10) == pytest.approx(0.6998120613124317, rel=1e-9)
    assert quantile(0.6, 3) == pytest.approx(0.2766706623326898, rel=1e-9)
