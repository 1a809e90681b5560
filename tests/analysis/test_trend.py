from __future__ import annotations

from datetime import date, timedelta
from math import isfinite

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from effsite.analysis.bootstrap import DRAWS, ResampledLines, resampled_lines
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
    with pytest.raises(TrendRefusedError, match="the fitted line rises"):
        fit_trend(EVERY_16_MONTHS[:3], [2.0, 4.0, 8.0], rising=False)


def test_a_history_of_the_largest_runs_that_falls_is_refused():
    with pytest.raises(TrendRefusedError, match="the fitted line falls"):
        fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=True)


@pytest.mark.parametrize("values", [[0.7, 0.7, 0.7], [3.0, 7.0, 3.0]])
def test_a_level_line_is_refused_even_where_rounding_tilts_it(values):
    with pytest.raises(TrendRefusedError, match="level"):
        fit_trend(EVERY_16_MONTHS[:3], values, rising=False)


def test_points_on_a_line_leave_no_width_to_the_interval():
    interval = fit_trend(EVERY_16_MONTHS, [32.0, 16.0, 8.0, 4.0, 2.0], rising=False).interval

    assert (interval.low, interval.high, interval.level) == (pytest.approx(16), pytest.approx(16), 0.9)
    assert interval.note == ""


def test_the_interval_leaves_five_percent_at_each_end():
    # Of the 252 draws of four points that hold more than one of them, 14 hold one given pair alone:
    # 5.6 %, more than the 5 % beyond each end of a 90 % interval and less than the 10 % of an 80 % one.
    # The second and third point lie three doublings apart, the first two one: so the ends are
    # 1,000 / 3 and 1,000 days for each doubling, at 30.4375 days a month.
    dates = [date(2010, 1, 1) + timedelta(days=1000 * n) for n in range(4)]
    interval = fit_trend(dates, [1.0, 2**-1, 2**-4, 2**-5.5], rising=False).interval
    assert (interval.low, interval.high) == (pytest.approx(10.951403), pytest.approx(32.854209))


def test_the_interval_lies_around_the_fitted_figure_and_is_the_same_each_time():
    values = [32.0, 14.0, 9.0, 3.5, 2.0]
    trend, again = (fit_trend(EVERY_16_MONTHS, values, rising=False) for _ in range(2))

    assert trend.interval.low < trend.doubling_time_months < trend.interval.high
    assert trend.interval == again.interval


def test_too_many_resamples_without_a_gain_leave_the_interval_without_an_upper_end():
    # Only the last of four points is lower: a resample without it, (3/4)**4 = 32 %, is level.
    trend = fit_trend(EVERY_16_MONTHS[:4], [8.0, 8.0, 8.0, 4.0], rising=False)

    assert trend.interval.high is None
    assert trend.interval.note in {f"no upper end: {n}% of the resamples show no gain" for n in range(30, 35)}
    assert trend.interval.low < trend.doubling_time_months


def test_a_scattered_growth_has_no_upper_end_either():
    trend = fit_trend(EVERY_16_MONTHS[:4], [4.0, 9.0, 3.0, 6.0], rising=True)

    assert trend.interval.high is None


def test_the_line_passes_through_points_that_lie_on_one():
    trend = fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=False)

    assert trend.line(EVERY_16_MONTHS[:4]) == pytest.approx((8, 4, 2, 1))
    assert trend.predict(EVERY_16_MONTHS[4]) == pytest.approx(0.5)


def test_the_factor_per_year_of_a_yearly_doubling_is_two():
    # 1461 days are 48 months; 16 times in 48 months is a doubling every 12.
    dates = [date(2012, 1, 1), date(2014, 1, 1), date(2016, 1, 1)]

    assert fit_trend(dates, [16.0, 4.0, 1.0], rising=False).factor_per_year == pytest.approx(2, abs=0.001)


def test_the_band_holds_the_line_and_is_the_same_on_every_call():
    trend = fit_trend(EVERY_16_MONTHS, [32.0, 14.0, 9.0, 3.5, 2.0], rising=False)

    band = trend.band(EVERY_16_MONTHS)

    assert band == trend.band(EVERY_16_MONTHS)
    assert all(
        low < value < high for (low, high), value in zip(band, trend.line(EVERY_16_MONTHS), strict=True)
    )


def test_a_band_that_runs_out_of_numbers_ends_at_the_last_one():
    # Resamples of the last two points alone are one day apart: a slope of 10 doublings a day,
    # carried back over 3000 days, is more than a float holds.
    dates = [date(2012, 1, 1), date(2020, 3, 19), date(2020, 3, 20)]
    trend = fit_trend(dates, [2.0**12, 2.0**10, 1.0], rising=False)

    low, high = trend.band([dates[0]])[0]

    assert isfinite(low)
    assert high == 2.0**1000


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
    assert later.interval == trend.interval


@given(points)
def test_a_trend_is_positive_or_refused_and_never_infinite(drawn):
    trend = fitted(drawn)

    assume(trend is not None)
    interval = trend.interval
    ends = [trend.doubling_time_months, *([interval.low, interval.high or 1.0] if interval else [])]
    assert all(isfinite(end) and end > 0 for end in ends)
    assert bool(interval) != bool(trend.interval_refused)


def test_resamples_that_hardly_ever_gain_leave_no_interval_at_all(monkeypatch):
    rising = ResampledLines(slopes=np.full(DRAWS, 0.001), intercepts=np.zeros(DRAWS))
    monkeypatch.setattr("effsite.analysis.trend.resampled_lines", lambda xs, ys: rising)

    trend = fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=False)

    assert trend.interval is None
    assert trend.interval_refused == "hardly any of the resamples shows a gain"


def test_the_interval_is_the_central_ninety_percent_of_the_resampled_rates():
    values = [32.0, 14.0, 9.0, 3.5, 2.0]
    days = [(day - EVERY_16_MONTHS[0]).days for day in EVERY_16_MONTHS]
    gains = -resampled_lines(days, np.log2(values)).slopes * 30.4375  # doublings a month
    slowest, fastest = np.sort(gains)[[100, 1899]]  # of 2000: 100 lie below, 100 above

    interval = fit_trend(EVERY_16_MONTHS, values, rising=False).interval

    assert interval.low == pytest.approx(1 / fastest, rel=0.002)
    assert interval.high == pytest.approx(1 / slowest, rel=0.002)


def test_a_trend_says_how_it_was_fitted():
    method = fit_trend(EVERY_16_MONTHS[:3], [8.0, 4.0, 2.0], rising=False).method

    assert method == "ordinary least squares of log2 on date; interval from 2000 bootstrap resamples"


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
