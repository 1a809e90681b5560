"""What follows of a new row from its curve and its inputs, with the words that say from what."""

from __future__ import annotations

from typing import Any

import pytest

from effsite.analysis.filled_in import from_curve, from_inputs, possible_method
from tests.builders import make_curve, make_target

# Epochs of 1e6 examples, 1e17 FLOP and 60 s; the level is 0.791, which these reach after 2, 4 and 3 epochs.
TARGET = make_target()
TWO, FOUR, THREE = (
    make_curve([0.5] * (n - 1) + [value], name="net", seed=n)
    for n, value in ((2, 0.80), (4, 0.82), (3, 0.81))
)


def of_curve(given: dict[str, Any], *runs: Any) -> dict[str, tuple[Any, str]]:
    return {one.column: (one.value, one.how) for one in from_curve(given, runs, TARGET)}


def of_inputs(given: dict[str, Any], examples_per_epoch: float | None = None) -> list[tuple[str, Any, str]]:
    return [(one.column, one.value, one.how) for one in from_inputs(given, examples_per_epoch)]


def test_one_run_gives_its_crossing_and_no_spread() -> None:
    how = "the curve at its crossing"
    assert of_curve({}, TWO) == {
        "value": (0.80, how),
        "training_flop": (2e17, how),
        "examples": (2e6, how),
        "epochs": (2, how),
        "seconds": (120, how),
        "runs": (1, "the curve has 1 run"),
    }


def test_several_runs_give_their_medians_and_the_ends_of_compute() -> None:
    how = "the curve at its crossing, median of 3 runs"
    assert of_curve({}, TWO, FOUR, THREE) == {
        "value": (0.81, how),
        "training_flop": (3e17, how),
        "training_flop_low": (2e17, how),
        "training_flop_high": (4e17, how),
        "examples": (3e6, how),
        "epochs": (3, how),
        "seconds": (180, how),
        "runs": (3, "the curve has 3 runs"),
    }


def test_two_runs_have_a_median_too() -> None:
    assert of_curve({}, TWO, FOUR)["training_flop"] == (3e17, "the curve at its crossing, median of 2 runs")


def test_what_is_given_is_left_and_a_given_compute_keeps_its_own_ends() -> None:
    given = {"training_flop": 5e17, "examples": 1e6, "runs": 10, "value": None}
    assert set(of_curve(given, TWO, FOUR, THREE)) == {"value", "epochs", "seconds"}


def test_examples_follow_from_epochs_in_as_many_digits_as_a_log_has() -> None:
    how = "epochs x 1.28117e+06, the task's examples per epoch"
    assert of_inputs({"epochs": 90.0}, 1_281_167.0) == [("examples", 115_305_030.0, how)]
    # 1 / 3 x 50,000 = 16,666.6666666667 in twelve digits
    assert of_inputs({"epochs": 1 / 3}, 50_000.0)[0][:2] == ("examples", 16_666.6666667)


@pytest.mark.parametrize(
    ("given", "per_epoch"), [({"epochs": 90.0, "examples": 5.0}, 1e6), ({"epochs": 90.0}, None), ({}, 1e6)]
)
def test_without_epochs_or_their_size_no_examples_follow(
    given: dict[str, Any], per_epoch: float | None
) -> None:
    assert of_inputs(given, per_epoch) == []


def test_a_counted_compute_follows_with_its_method_and_the_passes_of_the_convention() -> None:
    # 2e9 FLOP x 1e6 examples x 3 passes
    assert of_inputs({"forward_flop": 2e9, "examples": 1e6}) == [
        ("flop_method", "counted", "forward_flop, examples are its inputs"),
        ("passes", 3.0, "the convention: one forward pass and two backward"),
        ("training_flop", 6e15, "forward_flop x examples x passes"),
    ]
    given = {"flop_method": "counted", "forward_flop": 2e9, "examples": 1e6, "passes": 2.0}
    assert of_inputs(given) == [("training_flop", 4e15, "forward_flop x examples x passes")]
    assert of_inputs({**given, "training_flop": 1e15}) == []


def test_epochs_are_enough_for_a_counted_compute() -> None:
    found = of_inputs({"forward_flop": 2e9, "epochs": 2.0}, 1e6)
    assert [(column, value) for column, value, _ in found] == [
        ("examples", 2e6),
        ("flop_method", "counted"),
        ("passes", 3.0),
        ("training_flop", 1.2e16),
    ]


def test_a_compute_by_parameters_is_six_for_each_and_each_token() -> None:
    # 6 x 1e8 parameters x 2e9 tokens
    assert of_inputs({"parameters": 100_000_000, "examples": 2e9}) == [
        ("flop_method", "parameters", "parameters, examples are its inputs"),
        ("training_flop", 1.2e18, "6 x parameters x examples"),
    ]


def test_a_compute_by_hardware_is_devices_times_seconds_times_peak_times_its_share() -> None:
    # 8 x 3600 s x 1e14 FLOP/s x 0.4
    given = {"devices": 8, "seconds": 3600.0, "peak_flop_per_second": 1e14, "utilisation": 0.4}
    assert of_inputs(given) == [
        ("flop_method", "hardware", "devices, seconds, peak_flop_per_second, utilisation are its inputs"),
        ("training_flop", 1.152e18, "devices x seconds x peak_flop_per_second x utilisation"),
    ]


def test_the_most_trusted_method_is_taken_and_a_named_one_waits_for_its_inputs() -> None:
    both = {"forward_flop": 2e9, "examples": 1e6, "parameters": 10}
    assert possible_method(both) == "counted"
    assert possible_method({"parameters": 10, "examples": 1e6}) == "parameters"
    assert possible_method({"parameters": 10}) is None
    assert of_inputs({"flop_method": "hardware", **both}) == []
    assert of_inputs({"flop_method": "hardware", "devices": 8}) == []
    assert of_inputs({"flop_method": "reported", **both}) == []
