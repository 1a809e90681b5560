from __future__ import annotations

import pytest

from effsite.analysis.slips import slip_of
from tests.analysis.rules import looking
from tests.analysis.rules.looking import codes, found, only
from tests.builders import make_result, make_task


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (2.0, "exactly 2 times apart, as where one of them counts a multiply-add once"),
        (0.5, "exactly 2 times apart, as where one of them counts a multiply-add once"),
        (2.009, "exactly 2 times apart, as where one of them counts a multiply-add once"),
        (2.011, ""),  # 0.55 % off
        (
            86400.0,
            "exactly 86,400 times apart, as where days were taken for seconds: 1 tfs-day is 8.64e16 FLOP",
        ),
        (1e-3, "exactly 1,000 times apart, as where a prefix is one off: thousands, millions, billions"),
        (1.0, ""),
        (5.0, ""),
        (0.0, ""),
    ],
)
def test_a_whole_factor_points_to_what_was_left_out(ratio, words):
    assert slip_of(ratio) == words


def test_two_methods_exactly_two_apart_are_a_slip():
    # 10 x 100 x 3 = 3000 by the forward pass, of which the row has half
    row = make_result(training_flop=1500.0, forward_flop=10.0, examples=100.0)

    severity, field, message = only(row, code="slip")

    assert (severity, field) == ("warning", "training_flop")
    assert message == (
        "AlexNet: the counted method gives 2 times the row's compute: exactly 2 times apart, as where one of"
        " them counts a multiply-add once"
    )


@pytest.mark.parametrize(
    ("flop", "odd"), [(1000.0, True), (1100.0, False), (6000.0, True), (9000.0, True), (3000.0, False)]
)
def test_other_gaps_within_a_factor_of_three_are_no_slip(flop, odd):
    row = make_result(training_flop=flop, forward_flop=10.0, examples=100.0)

    assert ("slip" in codes(row)) is odd


def test_a_gap_beyond_three_is_found_by_the_rule_about_gaps_alone():
    assert "slip" not in codes(make_result(training_flop=500.0, forward_flop=10.0, examples=100.0))


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"flop_method": "counted"}, True),
        ({"flop_method": "counted", "forward_flop": 10.0}, True),
        ({"flop_method": "counted", "forward_flop": 10.0, "examples": 100.0}, False),
        ({"flop_method": "parameters", "parameters": 5.0}, True),
        ({"flop_method": "hardware", "devices": 1, "seconds": 1.0, "peak_flop_per_second": 3e3}, True),
        ({"flop_method": "reported"}, False),
    ],
)
def test_a_compute_comes_with_the_inputs_of_its_method(fields, missing):
    row = make_result(training_flop=3e3, **fields)

    assert ("inputs-missing" in codes(row)) is missing


def test_the_method_whose_inputs_are_missing_is_named():
    assert only(make_result(flop_method="counted"), code="inputs-missing") == (
        "note",
        "flop_method",
        "AlexNet: was got by the counted method, without all of its inputs",
    )


def test_a_row_without_compute_needs_no_inputs():
    assert "inputs-missing" not in codes(make_result(training_flop=None, seconds=5.0))


@pytest.mark.parametrize(
    ("examples", "odd"), [(2.56e6, False), (2.65e6, False), (2.71e6, True), (2.42e6, True), (1.28e6, True)]
)
def test_examples_are_epochs_times_the_size_of_the_data_set(examples, odd):
    # 2 epochs x 1.28e6 = 2.56e6, 5 % of which is 1.28e5
    task = make_task(examples_per_epoch=1.28e6)
    row = make_result(epochs=2.0, examples=examples)

    assert ("examples-not-epochs" in codes(row, task=task)) is odd


def test_examples_that_are_half_of_what_the_epochs_give_are_told_with_both():
    row = make_result(epochs=2.0, examples=1.28e6)
    (finding,) = found(row, code="examples-not-epochs", task=make_task(examples_per_epoch=1.28e6))

    assert finding.message == ("AlexNet: 2 epochs of 1,280,000 are 2.56e+06 examples, the row says 1.28e+06")
    assert finding.hint.startswith("exactly 2 times apart")
    assert finding.field == "examples"


@pytest.mark.parametrize("flop", [1e-16, 1e37])
def test_a_count_that_is_none_is_found_beside_real_ones(flop):
    rows = (make_result("A", training_flop=3e17), make_result("B", training_flop=flop))

    assert [(f.code, f.message) for f in looking.figures(*rows)] == [
        ("no-real-count", f"B: training_flop of {flop:g} is no real count")
    ]


@pytest.mark.parametrize("flop", [1e-15, 1e36])
def test_the_least_and_the_largest_count_are_real(flop):
    assert looking.figures(make_result(training_flop=flop)) == []
