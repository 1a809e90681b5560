from __future__ import annotations

import numpy as np
import pytest

from effsite.analysis.bootstrap import DRAWS, ResampledLines, resampled_lines


def test_there_is_one_line_for_each_resample():
    lines = resampled_lines([0.0, 1.0, 2.0], [5.0, 3.0, 1.5])

    assert lines.slopes.shape == lines.intercepts.shape == (DRAWS,)


def test_every_resample_of_points_on_a_line_gives_that_line():
    lines = resampled_lines([0.0, 1.0, 2.0, 3.0], [5.0, 3.0, 1.0, -1.0])

    assert lines.slopes == pytest.approx(-2)
    assert lines.intercepts == pytest.approx(5)


def test_resamples_on_a_single_date_are_drawn_again():
    # Of 4 points on 2 dates many resamples fall on one date; a line through them has no slope.
    lines = resampled_lines([0.0, 0.0, 0.0, 1.0], [4.0, 4.0, 4.0, 1.0])

    assert np.isfinite(lines.slopes).all()
    assert lines.slopes == pytest.approx(-3)


def test_resamples_of_equal_values_are_exactly_level():
    lines = resampled_lines([0.0, 10.0, 20.0], [0.1, 0.1, 0.3])

    # Slopes are >= 0 but for rounding; those of the first two points alone are level.
    assert (lines.slopes >= 0).all()
    assert 0 < lines.share_without_gain(rising=True) < 0.5


def test_slopes_of_three_points_lie_between_those_of_its_pairs():
    # Pairs: (3 - 5) / 1 = -2, (1.5 - 3) / 1 = -1.5, (1.5 - 5) / 2 = -1.75.
    lines = resampled_lines([0.0, 1.0, 2.0], [5.0, 3.0, 1.5])

    slowest, fastest = lines.gain_quantiles(0.9, rising=False)

    assert (slowest, fastest) == (pytest.approx(1.5), pytest.approx(2))


def test_every_point_is_drawn_about_as_often():
    # Through (0, 0) a slope is the mean of the drawn points at 1, whose values are 0 and 1.
    lines = resampled_lines([0.0, 1.0, 1.0], [0.0, 0.0, 1.0])

    assert lines.slopes.mean() == pytest.approx(0.5, abs=0.03)


def test_resampling_is_the_same_on_every_call():
    first, second = (resampled_lines([0.0, 1.0, 2.0], [5.0, 3.0, 1.5]) for _ in range(2))

    assert (first.slopes == second.slopes).all()


def test_thousands_of_points_are_resampled_in_blocks_without_a_seam():
    x = [float(day) for day in range(1500)]

    lines = resampled_lines(x, [3.0 - 0.01 * day for day in x])

    assert lines.slopes.shape == (DRAWS,)
    assert lines.slopes == pytest.approx(-0.01)


def test_the_central_ninety_percent_leaves_five_at_each_end():
    # slopes 0, 1, ..., 100: a twentieth lies below 5 and a twentieth above 95
    lines = ResampledLines(slopes=np.arange(101.0), intercepts=np.zeros(101))

    assert lines.gain_quantiles(0.9, rising=True) == pytest.approx((5, 95))
    assert lines.gain_quantiles(0.8, rising=True) == pytest.approx((10, 90))
    assert lines.gain_quantiles(0.9, rising=False) == pytest.approx((-95, -5))


def test_the_ends_of_the_lines_at_a_place_are_those_of_their_heights():
    # heights 10 + 2 x slope, and 10 - slope
    lines = ResampledLines(slopes=np.arange(101.0), intercepts=np.full(101, 10.0))

    ((low, high), (low_before, high_before)) = lines.quantiles_at([2.0, -1.0], 0.9)

    assert (low, high) == pytest.approx((20, 200))
    assert (low_before, high_before) == pytest.approx((-85, 5))


def test_a_level_resample_is_one_without_gain():
    lines = ResampledLines(slopes=np.array([-1.0, 0.0, 1.0, 2.0]), intercepts=np.zeros(4))

    assert (lines.share_without_gain(rising=True), lines.share_without_gain(rising=False)) == (0.5, 0.75)


def test_two_thousand_resamples_stand_behind_every_interval():
    assert DRAWS == 2000


@pytest.mark.parametrize(
    ("xs", "ys", "slope"),
    [
        ([0.0, 1.0, 2.0, 3.0], [1.0, 1.000001, 1.000002, 1.000003], 1e-6),
        ([0.0, 1.0, 2.0], [0.0, 1e-7, 2e-7], 1e-7),
        ([0.0, 1e7, 2e7], [0.0, 1.0, 2.0], 1e-7),
    ],
)
def test_a_slope_that_is_small_in_its_unit_is_no_rounding(xs, ys, slope):
    assert resampled_lines(xs, ys).slopes == pytest.approx(slope)
