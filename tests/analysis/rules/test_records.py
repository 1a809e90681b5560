from __future__ import annotations

import pytest

from tests.analysis.rules.looking import codes, found, only
from tests.builders import make_curve, make_result, make_target, make_task

OLD = make_result("Old", "2012-06-01", training_flop=3e18, source_url="https://lab.edu/old")


def new(**fields):
    return make_result("New", "2020-01-01", **{"training_flop": 5e17, **fields})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "source_url"),
        ({"source_url": "https://lab.edu/new"}, ""),
        ({"paper_url": "https://lab.edu/new"}, ""),
        ({"curve": "resnet"}, ""),
        ({"source_kind": "measured", "source_url": "https://lab.edu/new"}, "curve"),
        ({"source_kind": "measured", "curve": "resnet"}, ""),
        ({"training_flop": 4e18}, ""),  # no record
        ({"status": "withdrawn"}, ""),
    ],
)
def test_a_record_comes_with_evidence(fields, field):
    assert [f.field for f in found(OLD, new(**fields), code="record-without-evidence")] == (
        [field] if field else []
    )


def test_what_is_missing_for_a_record_is_said():
    assert only(OLD, new(), code="record-without-evidence") == (
        "warning",
        "source_url",
        "New: sets a record, and links no source",
    )
    _, _, message = only(OLD, new(source_kind="measured"), code="record-without-evidence")
    assert message == "New: sets a record by measurement, without a curve"


# 8 x 1000 s x 1e14 x 0.33 = 2.64e17; at most 0.51 of the peak, 4.08e17, is still less than 3e18
HARDWARE = {
    "flop_method": "hardware",
    "devices": 8,
    "device": "V100",
    "seconds": 1000.0,
    "peak_flop_per_second": 1e14,
    "utilisation": 0.33,
    "training_flop": 2.64e17,
}


def test_an_estimate_from_the_hardware_that_sets_a_record_is_told_of():
    assert only(OLD, new(**HARDWARE), code="record-by-hardware") == (
        "note",
        "flop_method",
        "New: sets a record with a compute estimated from devices and time",
    )


def test_a_record_whose_compute_is_another_s_estimate_is_none_from_the_hardware():
    of_paper = new(training_flop=2.64e17, source_kind="estimated")

    assert "record-by-hardware" not in codes(OLD, of_paper)


def test_an_estimate_that_sets_none_is_not():
    assert "record-by-hardware" not in codes(make_result(training_flop=1e17), new(**HARDWARE))


def test_a_second_estimate_of_the_same_machine_is_told_of_once():
    faster = make_result("Newer", "2021-01-01", **{**HARDWARE, "seconds": 500.0, "training_flop": 1.32e17})

    assert [f.message[:4] for f in found(OLD, new(**HARDWARE), faster, code="record-by-hardware")] == ["New:"]


def runs(*epochs: int, name: str) -> tuple:
    """One run for each number of epochs after which 79.1 % was reached."""
    return tuple(make_curve([0.5] * (n - 1) + [0.8], seed=s, name=name) for s, n in enumerate(epochs))


@pytest.mark.parametrize(("epochs", "odd"), [((9, 10, 14), True), ((2, 3, 2), False)])
def test_a_record_is_held_against_the_one_before_by_the_runs_of_both(epochs, odd):
    curves = (*runs(10, 12, 14, name="old"), *runs(*epochs, name="new"))
    rows = (
        make_result("Old", "2012-06-01", training_flop=12e17, runs=3, curve="old"),
        new(training_flop=sum(epochs) / 3 * 1e17, runs=3, curve="new"),
    )

    assert ("record-within-noise" in codes(*rows, curves=curves)) is odd


def test_a_record_within_noise_says_by_how_many_runs():
    curves = (*runs(10, 12, 14, name="old"), *runs(9, 10, 14, name="new"))
    rows = (
        make_result("Old", "2012-06-01", training_flop=12e17, runs=3, curve="old"),
        new(training_flop=11e17, runs=3, curve="new"),
    )

    severity, field, message = only(*rows, code="record-within-noise", curves=curves)

    assert (severity, field) == ("note", "training_flop")
    assert message.startswith("New: is within noise of the record before, Old (p = 0.")
    assert message.endswith("over 3 and 3 runs)")


def ends(*last: float) -> tuple:
    """Runs that pass the level at the first evaluation and end at these values."""
    return tuple(make_curve([0.8, value], seed=s, name="new") for s, value in enumerate(last))


@pytest.mark.parametrize(
    ("last", "odd"),
    [
        # margins -0.001, 0.004, 0.009: mean 0.004, t = 0.004 / (0.005 / sqrt 3) = 1.39, p = 0.15
        ((0.79, 0.795, 0.80), True),
        ((0.80, 0.801, 0.802), False),
    ],
)
def test_runs_that_end_near_the_level_are_told_of(last, odd):
    row = new(training_flop=1e17, runs=3, curve="new")

    assert ("level-within-noise" in codes(row, curves=ends(*last))) is odd


def test_a_result_near_its_level_says_by_how_much():
    row = new(training_flop=1e17, runs=3, curve="new")

    _, field, message = only(row, code="level-within-noise", curves=ends(0.79, 0.795, 0.80))

    assert field == "value"
    assert (
        message == "New: ends 0.4 points past the level on average, within noise of it (p = 0.15 over 3 runs)"
    )


def test_the_system_that_fixes_the_level_stands_at_it():
    row = new(training_flop=1e17, runs=3, curve="new")
    task = make_task(make_target(level_of="New"))

    assert "level-within-noise" not in codes(row, curves=ends(0.79, 0.795, 0.80), task=task)


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"value": 0.791}, True),
        ({"value": 0.7911}, False),
        ({}, False),
        ({"value": 0.791, "training_flop": 4e18}, False),  # no record
        ({"value": 0.791, "curve": "resnet"}, False),
    ],
)
def test_a_record_that_is_just_the_level_is_told_of(fields, odd):
    assert bool(found(OLD, new(**fields), code="record-at-level")) is odd


def test_a_record_without_a_margin_or_a_second_run_says_so():
    assert only(OLD, new(value=0.791), code="record-at-level") == (
        "note",
        "value",
        "New: gives exactly the level, 0.791, so that its margin is not known",
    )
    assert only(OLD, new(source_kind="measured", runs=1), code="record-of-one-run") == (
        "note",
        "runs",
        "New: sets a record by one run: no spread known",
    )


def test_the_first_record_may_be_the_level_itself():
    assert "record-at-level" not in codes(make_result(value=0.791))


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"source_kind": "measured", "runs": 1}, True),
        ({"source_kind": "measured", "runs": 3}, False),
        ({"source_kind": "reported", "runs": 1}, False),
        ({"source_kind": "measured", "runs": 1, "training_flop": 4e18}, False),
    ],
)
def test_a_measured_record_of_one_run_is_told_of(fields, odd):
    assert bool(found(OLD, new(**fields), code="record-of-one-run")) is odd


def test_a_whole_run_where_the_way_to_the_target_counts():
    assert only(OLD, new(flop_scope="whole-run"), code="other-scope") == (
        "note",
        "flop_scope",
        "New: counts a whole run; alexnet-level compares the compute up to the target",
    )


def test_the_way_to_a_target_where_whole_runs_count():
    row = new()
    task = make_task(make_target(flop_scope="whole-run"))

    _, _, message = only(row, code="other-scope", task=task)

    assert message == "New: counts the compute up to the target; alexnet-level compares whole runs"


def test_a_row_without_compute_has_no_scope():
    assert "other-scope" not in codes(new(training_flop=None, seconds=5.0, flop_scope="whole-run"))
