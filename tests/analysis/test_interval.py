from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from effsite.analysis.interval import Doubt, IntervalRefusedError, step_interval

START = date(2020, 1, 1)
NAMES = [f"paper {n}" for n in range(9)]


def at(*days):
    return [START + timedelta(days=d) for d in days]


def test_equal_steps_leave_no_width():
    interval = step_interval(at(0, 100, 200, 300, 400), [16.0, 8.0, 4.0, 2.0, 1.0], NAMES[:5])

    assert interval.low == interval.high == pytest.approx(100 / 30.4375)
    assert interval.note == ""


def test_the_interval_follows_from_the_steps():
    # Gains of 1, 3, 1 and 3 doublings, 100 days each: r = 8 / 400 = 0.02 a day, d = -1, 1, -1, 1.
    # error = sqrt(4 / 3 x 4) / 400 = 2.3094 / 400 = 0.0057735; t at 97 % with 3 degrees is 2.9505, so
    # t x error = 0.017035. r - 0.017035 = 0.002965, r exp(-0.85175) = 0.008534: the first is further out.
    # r + 0.017035 = 0.037035, r exp(0.85175) = 0.046874: the second is.
    interval = step_interval(at(0, 100, 200, 300, 400), [256.0, 128.0, 16.0, 8.0, 1.0], NAMES[:5])

    assert interval.low == pytest.approx(1 / 0.046874 / 30.4375, rel=1e-3)
    assert interval.high == pytest.approx(1 / 0.002965 / 30.4375, rel=1e-3)


def test_the_doubt_of_the_end_figures_widens_each_side_by_itself():
    # As above, with width 0.017035 a day. 4 doublings of doubt in 400 days are 0.01 a day, 12 are 0.03.
    # Towards less: sqrt(0.017035^2 + 0.01^2) = 0.019753; 0.02 - 0.019753 = 0.000247.
    # Towards more: sqrt(0.017035^2 + 0.03^2) = 0.034499; 0.02 exp(34.499 / 20) = 0.02 x 5.6122 = 0.112244.
    days, values = at(0, 100, 200, 300, 400), [256.0, 128.0, 16.0, 8.0, 1.0]

    interval = step_interval(days, values, NAMES[:5], Doubt(less=4.0, more=12.0))

    assert interval.high == pytest.approx(1 / 0.000247 / 30.4375, rel=5e-3)
    assert interval.low == pytest.approx(1 / 0.112244 / 30.4375, rel=1e-3)


def test_equal_steps_between_doubtful_figures_have_width():
    # r = 0.01 a day; 1 doubling of doubt in 400 days is 0.0025: 0.01 - 0.0025 and 0.01 exp(0.25) = 0.012840
    interval = step_interval(
        at(0, 100, 200, 300, 400), [16.0, 8.0, 4.0, 2.0, 1.0], NAMES[:5], Doubt(less=1.0, more=1.0)
    )

    assert interval.high == pytest.approx(1 / 0.0075 / 30.4375)
    assert interval.low == pytest.approx(1 / 0.012840 / 30.4375, rel=1e-4)


def test_the_relative_error_is_that_of_the_steps_and_of_the_figures() -> None:
    # As above, error / r = 0.0057735 / 0.02 = 0.288675. With a doubt of one doubling, in nine cases of ten,
    # 1 / 1.644854 / 400 = 0.00151989 a day comes to it in quadrature: 0.00597022 / 0.02 = 0.298511.
    dates, values = at(0, 100, 200, 300, 400), [256.0, 128.0, 16.0, 8.0, 1.0]

    assert step_interval(dates, values, NAMES[:5]).relative_error == pytest.approx(0.288675, abs=1e-6)
    doubted = step_interval(dates, values, NAMES[:5], Doubt(less=0.5, more=1.0))
    assert doubted.relative_error == pytest.approx(0.298511, abs=1e-6)


def test_a_measure_that_rises_has_the_interval_of_one_that_falls():
    falling = step_interval(at(0, 90, 200, 310, 400), [256.0, 128.0, 16.0, 8.0, 1.0], NAMES[:5])
    rising = step_interval(at(0, 90, 200, 310, 400), [1.0, 2.0, 16.0, 32.0, 256.0], NAMES[:5])

    assert (rising.low, rising.high) == pytest.approx((falling.low, falling.high))


def test_one_step_that_made_most_of_the_gain_leaves_no_upper_end():
    # gains of 0.1, 0.1, 0.1 and 8: r - t x error is below 0
    values = [2.0**8.3, 2.0**8.2, 2.0**8.1, 2.0**8, 1.0]

    interval = step_interval(at(0, 100, 200, 300, 400), values, NAMES[:5])

    assert interval.high is None
    assert interval.note == "the records set no upper end"


@pytest.mark.parametrize(("count", "said"), [(1, "0 steps"), (2, "1 step "), (4, "3 steps")])
def test_fewer_than_four_steps_bound_nothing(count, said):
    days, values = at(*range(0, 100 * count, 100)), [2.0**-n for n in range(count)]

    with pytest.raises(IntervalRefusedError, match=f"{said}.*it takes 4"):
        step_interval(days, values, NAMES[:count])


def test_steps_to_records_of_one_source_count_as_one():
    # the last four records are of one paper: two steps, and the step from paper to paper
    names = ["a", "b", "c", "c", "c", "c"]

    with pytest.raises(IntervalRefusedError, match="2 steps"):
        step_interval(at(*range(0, 600, 100)), [2.0**-n for n in range(6)], names)


def test_what_two_steps_of_one_source_gained_is_added_up():
    # Gains of 1, 2, 3, 1, 3 doublings, 100 days each: r = 10 / 500 = 0.02 a day. The first two are one step
    # of 3 doublings in 200 days: d = 3 - 4 = -1, then 1, -1 and 1. error = sqrt(4 / 3 x 4) / 500 = 0.0046188,
    # x 2.9505 = 0.013628. The ends are 0.02 - 0.013628 = 0.006372 and 0.02 exp(0.6814) = 0.039533.
    values = [1024.0, 512.0, 128.0, 16.0, 8.0, 1.0]

    interval = step_interval(at(*range(0, 600, 100)), values, ["a", "b", "b", "c", "d", "e"])

    assert interval.low == pytest.approx(1 / 0.039533 / 30.4375, rel=1e-3)
    assert interval.high == pytest.approx(1 / 0.006372 / 30.4375, rel=1e-3)


def test_records_of_one_source_that_are_not_neighbours_stay_steps_of_their_own():
    names = ["a", "b", "a", "b", "a"]

    assert step_interval(at(*range(0, 500, 100)), [2.0**-n for n in range(5)], names).high is not None


def test_the_interval_says_how_it_was_got_and_how_often_it_holds():
    interval = step_interval(at(0, 100, 200, 300, 400), [16.0, 8.0, 4.0, 2.0, 1.0], NAMES[:5])

    kind = "steps between records, and the doubt of the first and the latest figure"
    assert (interval.level, interval.kind) == (0.9, kind)
    assert interval.coverage == 0.86  # in the worst simulated case: `nox -s coverage`
    assert not interval.within_one_study


def test_the_interval_is_finite_for_a_rate_of_a_long_history():
    interval = step_interval(
        at(*range(0, 20000, 2000)), [2.0**-n for n in range(10)], [str(n) for n in range(10)]
    )

    assert math.isfinite(interval.low)


def test_what_a_second_step_of_one_source_gained_beside_the_average_counts():
    # Gains of 1, 3, 2, 1, 3 doublings, 100 days each: r = 0.02 a day. The first two are one step of 4 in 200
    # days: d = 0, then 0, -1 and 1. error = sqrt(4 / 3 x 2) / 500 = 0.0032660, x 2.9505 = 0.0096363.
    # The ends are 0.02 - 0.0096363 = 0.0103637 and 0.02 exp(0.481815) = 0.0323802.
    values = [1024.0, 512.0, 64.0, 16.0, 8.0, 1.0]

    interval = step_interval(at(*range(0, 600, 100)), values, ["a", "b", "b", "c", "d", "e"])

    assert interval.low == pytest.approx(1 / 0.0323802 / 30.4375, rel=1e-4)
    assert interval.high == pytest.approx(1 / 0.0103637 / 30.4375, rel=1e-4)


def test_a_first_step_within_one_source_is_a_step_of_its_own():
    # the four steps of `test_the_interval_follows_from_the_steps`: no step stands before the first to join
    interval = step_interval(
        at(0, 100, 200, 300, 400), [256.0, 128.0, 16.0, 8.0, 1.0], ["a", "a", "b", "c", "d"]
    )

    assert interval.low == pytest.approx(1 / 0.046874 / 30.4375, rel=1e-3)
    assert interval.high == pytest.approx(1 / 0.002965 / 30.4375, rel=1e-3)


@pytest.mark.parametrize("count", [2, 3])
def test_records_that_are_all_of_one_source_are_said_to_be(count):
    with pytest.raises(IntervalRefusedError) as refused:
        step_interval(at(*range(0, 100 * count, 100)), [2.0**-n for n in range(count)], ["a"] * count)

    assert refused.value.message == (
        "no step between records of different works, all being of one; it takes 4"
    )


def test_a_doubt_as_large_as_the_whole_gain_leaves_no_upper_end():
    # 4 doublings in 400 equal days, of which 4 may be none: 0.01 - 0.01 = 0 a day at the slowest
    interval = step_interval(
        at(0, 100, 200, 300, 400), [16.0, 8.0, 4.0, 2.0, 1.0], NAMES[:5], Doubt(less=4.0, more=0.0)
    )

    assert (interval.high, interval.note) == (None, "the records set no upper end")
    assert interval.low == pytest.approx(100 / 30.4375)
