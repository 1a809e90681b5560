from __future__ import annotations

from datetime import date, timedelta
from math import isfinite

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from effsite.analysis.trend import TrendRefusedError, fit_trend, two_point_doubling_time

# 487 days are 16 months of 30.4375 days exactly, so these dates are 16 months apart.
EVERY_16_MONTHS = [date(2012, 1, 1), date(2013, 5, 2), date(2014, 9, 1), date(2016, 1, 1), date(2017, 5, 2)]


def test_a_measure_that_halves_every_16_months_has_a_halving_time_of_16_months():
    trend = fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=False)

    assert trend.doubling_time_months == pytest.approx(16)
    assert trend.r_squared == pytest.approx(1)
    assert trend.n == 3


def test_a_measure_that_doubles_every_16_months_has_a_doubling_time_of_16_months():
    assert fit_trend(EVERY_16_MONTHS[:3], [2.0, 4.0, 8.0], rising=True).doubling_time_months == pytest.approx(
        16
    )


def test_least_squares_of_unequal_steps():
    # Steps of 16 months at log2 = 3, 3, 0: slope = (1 * (0 - 2) - 1 * (3 - 2)) / 2 = -1.5 a step,
    # so 16 / 1.5 = 10.667 months. R2 = 1.5**2 * 2 / (1 + 1 + 4) = 4.5 / 6 = 0.75.
    trend = fit_trend(EVERY_16_MONTHS[:3], [8.0, 8.0, 1.0], rising=False)

    assert trend.doubling_time_months == pytest.approx(10.667, abs=0.001)
    assert trend.r_squared == pytest.approx(0.75)


def test_points_may_come_in_any_order():
    forward = fit_trend(EVERY_16_MONTHS[:3], [8.0, 5.0, 2.0], rising=False)
    backward = fit_trend(EVERY_16_MONTHS[2::-1], [2.0, 5.0, 8.0], rising=False)

    assert backward.doubling_time_months == pytest.approx(forward.doubling_time_months)


def test_a_trend_starts_on_its_earliest_day_at_the_height_of_the_line_there():
    trend = fit_trend(EVERY_16_MONTHS[2::-1], [2.0, 4.0, 8.0], rising=False)

    assert (trend.start, trend.log2_at_start) == (date(2012, 1, 1), pytest.approx(3))


def test_a_line_is_drawn_no_higher_and_no_lower_than_numbers_go():
    # ten doublings a day: after 200 days 2,000 of them, where 1,000 are as many as it tells
    trend = fit_trend([date(2012, 1, day) for day in (1, 2, 3)], [1.0, 2.0**10, 2.0**20], rising=True)

    assert trend.predict(date(2012, 1, 1) + timedelta(days=200)) == 2.0**1000
    assert trend.predict(date(2012, 1, 1) - timedelta(days=200)) == 2.0**-1000


def test_two_of_three_points_may_share_a_date():
    dates = [EVERY_16_MONTHS[0], EVERY_16_MONTHS[0], EVERY_16_MONTHS[1]]

    # The line runs through the mean of the first two (log2 = 3) and the third (1): 2 doublings in 16.
    assert fit_trend(dates, [16.0, 4.0, 2.0], rising=False).doubling_time_months == pytest.approx(8)


@pytest.mark.parametrize(
    ("count", "reason"), [(0, "no points;"), (1, "one point only"), (2, "two points only")]
)
def test_under_three_points_no_trend_is_fitted(count, reason):
    with pytest.raises(TrendRefusedError, match=reason):
        fit_trend(EVERY_16_MONTHS[:count], [8.0, 4.0][:count], rising=False)


def test_points_of_a_single_date_have_no_trend():
    with pytest.raises(TrendRefusedError, match="all 3 points bear the same date"):
        fit_trend([date(2012, 1, 1)] * 3, [8.0, 4.0, 2.0], rising=False)


def test_a_compute_that_rises_is_refused_and_never_gets_a_negative_halving_time():
    with pytest.raises(TrendRefusedError) as refused:
        fit_trend(EVERY_16_MONTHS[:3], [2.0, 4.0, 8.0], rising=False)
    assert refused.value.message == "the fitted line rises: over these points there is no gain"


def test_a_history_of_the_largest_runs_that_falls_is_refused():
    with pytest.raises(TrendRefusedError, match="the fitted line falls"):
        fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=True)


@pytest.mark.parametrize("values", [[0.7, 0.7, 0.7], [3.0, 7.0, 3.0]])
def test_a_level_line_is_refused_even_where_rounding_tilts_it(values):
    with pytest.raises(TrendRefusedError, match="level"):
        fit_trend(EVERY_16_MONTHS[:3], values, rising=False)


def test_the_line_passes_through_points_that_lie_on_one():
    trend = fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=False)

    assert trend.line(EVERY_16_MONTHS[:4]) == pytest.approx((8, 4, 2, 1))
    assert trend.predict(EVERY_16_MONTHS[4]) == pytest.approx(0.5)


def test_the_factor_per_year_of_a_yearly_doubling_is_two():
    # 1461 days are 48 months; 16 times in 48 months is a doubling every 12.
    dates = [date(2012, 1, 1), date(2014, 1, 1), date(2016, 1, 1)]

    assert fit_trend(dates, [16.0, 4.0, 1.0], rising=False).factor_per_year == pytest.approx(2, abs=0.001)


def test_two_points_give_a_doubling_time_without_a_fit():
    assert two_point_doubling_time(8.0, 48.0) == 16  # three doublings in 48 months


@pytest.mark.parametrize(("factor", "span"), [(1.0, 48.0), (0.5, 48.0), (8.0, 0.0)])
def test_two_points_without_a_gain_or_a_span_give_none(factor, span):
    assert two_point_doubling_time(factor, span) is None


points = st.lists(
    st.tuples(st.integers(0, 4000), st.floats(1e-3, 1e3)), min_size=3, max_size=15, unique_by=lambda p: p[0]
)


def fitted(drawn, scale=1.0, shift=0):
    dates = [date(2010, 1, 1) + timedelta(days + shift) for days, _ in drawn]
    try:
        return fit_trend(dates, [value * scale for _, value in drawn], rising=False)
    except TrendRefusedError:
        return None


@given(points, st.sampled_from([1e-6, 3.7, 1e12]))
def test_the_unit_of_the_measure_does_not_change_a_trend(drawn, scale):
    trend, scaled = fitted(drawn), fitted(drawn, scale=scale)

    assume(trend is not None and trend.r_squared > 1e-6)
    assert scaled.doubling_time_months == pytest.approx(trend.doubling_time_months, rel=1e-6)
    assert scaled.r_squared == pytest.approx(trend.r_squared, rel=1e-6)


@given(points)
def test_shifting_every_date_does_not_change_a_trend(drawn):
    trend, later = fitted(drawn), fitted(drawn, shift=1000)

    assume(trend is not None)
    assert later.doubling_time_months == trend.doubling_time_months


@given(points)
def test_a_trend_is_positive_or_refused_and_never_infinite(drawn):
    trend = fitted(drawn)

    assume(trend is not None)
    assert isfinite(trend.doubling_time_months)
    assert trend.doubling_time_months > 0


def test_a_trend_says_how_it_was_fitted():
    method = fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=False).method

    assert method == "ordinary least squares of log2 on date"


def test_a_fall_of_less_than_a_thousandth_is_a_trend_all_the_same():
    # log2 falls by 1e-4 a step of 16 months: 16 / 1e-4 months
    values = [2 ** (-1e-4 * n) for n in range(3)]

    assert fit_trend(EVERY_16_MONTHS[:3], values, rising=False).doubling_time_months == pytest.approx(160_000)


def test_a_trend_long_after_its_first_date_keeps_its_figure():
    dates = [date(1960, 1, 1), date(1960, 1, 2), date(2020, 1, 1)]

    # two points at log2 = 20 in 1960 and one at 0: 20 doublings in 60 years of 12 months
    trend = fit_trend(dates, [2.0**20, 2.0**20, 1.0], rising=False)

    assert trend.doubling_time_months == pytest.approx(36, rel=1e-3)


@pytest.mark.parametrize(("factor", "span", "months"), [(1.5, 24.0, 41.0286), (2.0, 0.5, 0.5)])
def test_small_gains_and_short_spans_have_a_doubling_time(factor, span, months):
    # 24 / log2(1.5) = 24 / 0.584963
    assert two_point_doubling_time(factor, span) == pytest.approx(months, rel=1e-5)


@pytest.mark.parametrize("scale", [0.1, 0.3, 0.7])
def test_a_line_that_is_level_but_for_rounding_is_level(scale):
    # days 0, 1, 5 lie -2, -1, 3 from their mean; with log2 at 3, 0, 2 that is -6 + 0 + 6 = 0
    days = [date(2012, 1, 1), date(2012, 1, 2), date(2012, 1, 6)]
    values = [2 ** (3 * scale), 1.0, 2 ** (2 * scale)]

    with pytest.raises(TrendRefusedError, match="the fitted line is level"):
        fit_trend(days, values, rising=False)


def test_a_trend_over_all_the_years_that_dates_have_is_no_rounding():
    # two halvings in 3,652,058 days: 60,000 years each
    days = [date(1, 1, 1), date(5000, 7, 2), date(9999, 12, 31)]

    assert fit_trend(days, [4.0, 2.0, 1.0], rising=False).doubling_time_months == pytest.approx(
        60_000, rel=1e-3
    )


def test_a_line_turned_to_another_rate_runs_through_the_middle_of_the_points():
    # log2 of 8, 4 and 2 has its middle at 2 on the second date; 16 months on, a line of 8 months is 2 lower
    trend = fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=False)

    assert trend.turned(EVERY_16_MONTHS[1:3], 8.0) == pytest.approx((4.0, 1.0))
    assert trend.turned(EVERY_16_MONTHS[:3], None) == pytest.approx((4.0, 4.0, 4.0))
