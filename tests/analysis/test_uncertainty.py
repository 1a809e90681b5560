from __future__ import annotations

import math

import pytest

from effsite.analysis.uncertainty import got_alike, range_of
from tests.builders import make_result

MACHINE = {"flop_method": "hardware", "device": "H100", "devices": 8, "utilisation": 0.33}


def ends(**fields):
    found = range_of(make_result(**fields), "training_flop")
    return found.low, found.high, found.origin


# The factors of each method are those of the page on the method; 1e18 FLOP times each.
@pytest.mark.parametrize(
    ("method", "low", "high"),
    [("counted", 0.96e18, 1.03e18), ("parameters", 0.5e18, 2e18), ("reported", 0.33e18, 2.1e18)],
)
def test_a_figure_lies_between_the_ends_of_its_method(method, low, high):
    assert ends(flop_method=method) == (pytest.approx(low), pytest.approx(high), "derived")


def test_a_figure_from_the_hardware_lies_between_the_shares_of_the_peak_that_training_has():
    # 3.3e17 at a third of the peak is 1e18 at all of it: 7.4 % to 51 % of that
    found = ends(training_flop=3.3e17, flop_method="hardware", utilisation=0.33)

    assert found == (pytest.approx(7.4e16), pytest.approx(5.1e17), "derived")


def test_a_share_of_the_peak_that_is_not_stated_is_taken_as_the_assumed_third():
    assert ends(flop_method="hardware") == ends(flop_method="hardware", utilisation=0.33)


def test_a_figure_outside_of_those_shares_is_an_end_itself():
    # 1e18 at all of the peak: no more can have been done, and 7.4 % may have been
    assert ends(flop_method="hardware", utilisation=1.0) == (pytest.approx(7.4e16), 1e18, "derived")
    # 1e18 at 2 % of the peak is 5e19 at all of it: 7.4 % of that is above the figure, the low end
    assert ends(flop_method="hardware", utilisation=0.02) == (1e18, pytest.approx(2.55e19), "derived")


def test_ends_that_the_row_gives_stand_and_are_told_apart():
    assert ends(training_flop_low=9e17, training_flop_high=1.2e18) == (9e17, 1.2e18, "given")
    assert ends(training_flop_low=9e17) == (9e17, pytest.approx(2.1e18), "low given")
    assert ends(training_flop_high=1.2e18) == (pytest.approx(3.3e17), 1.2e18, "high given")


def test_only_training_compute_has_ends():
    row = make_result(seconds=60.0)

    assert range_of(row, "seconds") is None
    assert range_of(make_result(training_flop=None, seconds=60.0), "training_flop") is None


def test_times_of_one_machine_at_one_utilisation_are_alike():
    one = make_result("A", **MACHINE)

    assert got_alike(one, make_result("B", training_flop=1e17, **MACHINE))


@pytest.mark.parametrize(
    "other",
    [
        {"flop_method": "counted"},
        {"device": "A100"},
        {"devices": 1},
        {"utilisation": 0.5},
        {"peak_flop_per_second": 1e15},
    ],
)
def test_another_method_machine_or_utilisation_is_not_alike(other):
    assert not got_alike(make_result("A", **MACHINE), make_result("B", **{**MACHINE, **other}))


def test_times_of_machines_without_a_name_are_not_alike():
    unnamed = {**MACHINE, "device": ""}

    assert not got_alike(make_result("A", **unnamed), make_result("B", **unnamed))


def doubt(first, last, record_is="least", measure="training_flop"):
    from effsite.analysis.uncertainty import gain_doubt

    found = gain_doubt(first, last, measure, record_is)
    return found.less, found.more


def test_the_doubts_of_two_figures_add_in_quadrature():
    # From 4 to 1, given as 2 to 8 and as 1/8 to 2: the first may be a doubling less or more, the second three
    # less and one more. The gain is less where the first is less and the last more: sqrt(1 + 1); and
    # more where the first is more and the last less: sqrt(1 + 9).
    first = make_result(training_flop=4e18, training_flop_low=2e18, training_flop_high=8e18)
    last = make_result(training_flop=1e18, training_flop_low=1.25e17, training_flop_high=2e18)

    assert doubt(first, last) == pytest.approx((math.sqrt(2), math.sqrt(10)))
    # where the most is the record the gain is less where the first is more and the last less
    assert doubt(first, last, "most") == pytest.approx((math.sqrt(10), math.sqrt(2)))


def test_of_times_of_one_machine_the_use_of_the_machine_alone_is_in_doubt():
    # a factor of 1.9 for each: log2(1.9) x sqrt(2) = 0.92600 x 1.41421 = 1.30956 doublings
    first, last = make_result("A", **MACHINE), make_result("B", training_flop=1e17, **MACHINE)

    assert doubt(first, last) == pytest.approx((1.30956, 1.30956), abs=1e-4)


def test_ends_that_are_given_stand_for_times_of_one_machine_as_well():
    given = {"training_flop_low": 5e17, "training_flop_high": 2e18, **MACHINE}

    assert doubt(make_result("A", **given), make_result("B", **given)) == pytest.approx((math.sqrt(2),) * 2)


def test_one_figure_and_another_measure_leave_no_doubt():
    row = make_result(seconds=60.0)

    assert doubt(row, row) == (0, 0)
    assert doubt(row, make_result("B", seconds=30.0), measure="seconds") == (0, 0)
