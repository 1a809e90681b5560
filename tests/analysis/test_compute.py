from __future__ import annotations

import pytest

from effsite.analysis.compute import Phase, Work, phased, training_compute
from effsite.errors import UsageError


def test_counted_is_forward_flop_times_examples_times_passes():
    # 2e9 x 1e6 x 3
    compute = training_compute(Work(forward_flop=2e9, examples=1e6))
    assert (compute.flop, compute.method) == (6e15, "counted")


def test_parameters_is_six_n_d():
    # 6 x 1e8 x 1e9
    compute = training_compute(Work(parameters=1e8, examples=1e9))
    assert (compute.flop, compute.method) == (6e17, "parameters")


def test_hardware_is_devices_seconds_peak_and_utilisation():
    # 8 x 100 s x 1e14 x 0.33
    compute = training_compute(Work(devices=8, seconds=100, peak_flop_per_second=1e14))
    assert (compute.flop, compute.method) == (pytest.approx(2.64e16), "hardware")


def test_the_best_method_counts_and_the_others_stand_beside_it():
    work = Work(forward_flop=2e9, examples=1e6, devices=1, seconds=100, peak_flop_per_second=1e14)
    compute = training_compute(work)
    # 6e15 counted; 1 x 100 x 1e14 x 0.33 = 3.3e15, 0.55 times that
    assert compute.method == "counted"
    assert compute.ratios == (("hardware", pytest.approx(0.55)),)


def test_what_the_log_reports_comes_first():
    assert training_compute(Work(training_flop=5e15, forward_flop=2e9, examples=1e6)).method == "reported"


def test_nothing_to_count_by_gives_no_compute():
    assert training_compute(Work(examples=1e6, seconds=10)) is None


SCHEDULE = (
    Phase(length=2, unit="epochs", forward_flop=1e9),
    Phase(length=3, unit="epochs", forward_flop=4e9),
)


@pytest.mark.parametrize(
    ("epochs", "examples", "forward"),
    # 1000 examples an epoch: 1 x 1e12; 2 x 1e12 + 1.5 x 4e12; the last phase goes on: 2 x 1e12 + 8 x 4e12
    [(1, 1000, 1e12), (3.5, 3500, 8e12), (10, 10_000, 3.4e13)],
)
def test_phases_add_up_to_where_the_run_stands(epochs, examples, forward):
    work = phased(SCHEDULE, epochs, "epochs", 1000)
    assert (work.examples, work.forward_flop) == (examples, pytest.approx(forward))


def test_phases_of_steps_have_their_own_batch():
    phases = (
        Phase(length=100, unit="steps", forward_flop=1e9, batch=64),
        Phase(length=100, unit="steps", forward_flop=1e9, batch=32),
    )
    # 100 x 64 + 50 x 32
    assert phased(phases, 150, "steps", None).examples == 8000


@pytest.mark.parametrize(
    ("phase", "unit", "words"),
    [
        (Phase(length=1, unit="steps", forward_flop=1e9, batch=1), "epochs", "measured in steps"),
        (Phase(length=1, unit="steps", forward_flop=1e9), "steps", "no batch"),
        (Phase(length=1, unit="epochs", forward_flop=1e9), "epochs", "examples in an epoch"),
    ],
)
def test_phases_that_cannot_be_counted_are_refused(phase, unit, words):
    with pytest.raises(UsageError, match=words):
        phased((phase,), 1, unit, None)


@pytest.mark.parametrize(
    ("phase", "unit", "message", "hint"),
    [
        (
            Phase(length=1, unit="steps", forward_flop=1e9, batch=1),
            "epochs",
            "phase 1 is measured in steps, but the log counts epochs",
            "give every phase in epochs",
        ),
        (
            Phase(length=1, unit="steps", forward_flop=1e9),
            "steps",
            "phase 1 is measured in steps and has no batch",
            "write it as 5000x512:8.2e9",
        ),
        (
            Phase(length=1, unit="epochs", forward_flop=1e9),
            "epochs",
            "phases in epochs need the examples in an epoch",
            "give --examples-per-epoch",
        ),
    ],
)
def test_a_refused_phase_says_which_and_what_to_write(phase, unit, message, hint):
    with pytest.raises(UsageError) as refused:
        phased((phase,), 1, unit, None)
    assert (refused.value.message, refused.value.hint) == (message, hint)


def test_phases_of_examples_need_no_batch():
    phases = (
        Phase(length=100, unit="examples", forward_flop=2.0),
        Phase(length=100, unit="examples", forward_flop=3.0),
    )
    # 100 x 2 + 50 x 3
    work = phased(phases, 150, "examples", None)
    assert (work.examples, work.forward_flop) == (150, 350)
