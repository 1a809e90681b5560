from __future__ import annotations

import math

import pytest

from effsite.analysis.pooling import line, pooled


def test_values_further_apart_than_their_errors_have_a_spread() -> None:
    # Equal errors of 0.6, so the mean is 2 and the squares are 2: 2 / (0.36 + spread^2) = n - 1 = 2 gives
    # spread^2 = 0.64. Error of the mean: sqrt((0.36 + 0.64) / 3) = 0.57735. Student's t at 95 % with 2
    # degrees is 2.91999: 2.91999 x 0.57735 = 1.68586. I^2 = 1 - 2 / (2 / 0.36) = 0.64.
    # A further one, the values having a standard deviation of 1: 2.91999 x sqrt(1 + 0.33333) = 3.37171.
    found = pooled([1.0, 2.0, 3.0], [0.6, 0.6, 0.6])

    assert found is not None
    assert (found.n, found.mean) == (3, pytest.approx(2))
    assert found.spread == pytest.approx(0.8)
    assert found.error == pytest.approx(0.57735, abs=1e-5)
    assert (found.low, found.high) == pytest.approx((2 - 1.68586, 2 + 1.68586), abs=1e-4)
    assert found.i_squared == pytest.approx(0.64)
    assert (found.next_low, found.next_high) == pytest.approx((2 - 3.37171, 2 + 3.37171), abs=1e-4)


def test_values_as_close_as_their_errors_have_none() -> None:
    # Weights 1, 1, 1/4 and 1: (1 + 2 + 3/4 + 2) / 3.25 = 1.76923; squares 0.59172 + 0.05325 + 0.37870
    # + 0.05325 = 1.07692 < 3. Error: 1 / sqrt(3.25) = 0.55470; t at 95 % with 3 degrees is 2.35336.
    found = pooled([1.0, 2.0, 3.0, 2.0], [1.0, 1.0, 2.0, 1.0])

    assert found is not None
    assert (found.spread, found.i_squared) == (0, 0)
    assert found.mean == pytest.approx(1.76923, abs=1e-5)
    assert found.error == pytest.approx(0.55470, abs=1e-5)
    assert found.high - found.mean == pytest.approx(2.35336 * 0.55470, abs=1e-4)
    # The values have a standard deviation of sqrt(2 / 3): 2.35336 x sqrt(0.66667 + 0.30769) = 2.32300.
    assert found.next_high - found.mean == pytest.approx(2.32300, abs=1e-4)


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0]])
def test_of_fewer_than_three_values_there_is_no_mean(values: list[float]) -> None:
    assert pooled(values, [0.5] * len(values)) is None


def test_equal_values_have_no_spread_and_no_share_of_it() -> None:
    found = pooled([2.0, 2.0, 2.0], [0.5, 0.5, 0.5])

    assert found is not None
    assert (found.mean, found.spread, found.i_squared) == (pytest.approx(2), 0, 0)


def test_values_along_a_quantity_have_a_slope_and_a_spread_about_the_line() -> None:
    # At -1 the rates 1 and 3, at 1 the rates 4 and 6: a slope of (5 - 2) / 2 = 1.5, and 1 is left at each.
    # 4 / (1 + spread^2) = 4 - 2 gives a spread of 1. Error of the slope: sqrt((1 + 1) / 4) = 0.70711.
    # Student's t at 95 % with 2 degrees is 2.91999: 2.06474.
    found = line([1.0, 3.0, 4.0, 6.0], [1.0] * 4, [9.0, 9.0, 11.0, 11.0])

    assert found is not None
    assert (found.n, found.slope, found.spread) == (4, pytest.approx(1.5), pytest.approx(1))
    assert (found.low, found.high) == pytest.approx((1.5 - 2.06474, 1.5 + 2.06474), abs=1e-4)


def test_a_line_needs_four_values_at_more_than_one_place() -> None:
    assert line([1.0, 2.0, 3.0], [1.0] * 3, [1.0, 2.0, 3.0]) is None
    assert line([1.0, 2.0, 3.0, 4.0], [1.0] * 4, [5.0] * 4) is None


def test_a_spread_far_beyond_the_errors_is_found() -> None:
    # Errors of next to nothing: the spread is the standard deviation of the rates, here sqrt(200^2 + 100^2
    # + 300^2) = 374.17, over sqrt(2): 264.58.
    found = pooled([0.0, 100.0, 500.0], [1e-6, 1e-6, 1e-6])

    assert found is not None
    assert found.spread == pytest.approx(math.sqrt(140_000 / 2), rel=1e-6)
