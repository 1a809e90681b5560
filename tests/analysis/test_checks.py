from __future__ import annotations

from dataclasses import replace

import pytest

from effsite.analysis.checks import implied_utilisation, method_checks
from effsite.analysis.rules import check_figures, rows_of
from tests.analysis.rules.looking import figures
from tests.builders import (
    make_collection,
    make_curve,
    make_device,
    make_result,
    make_runs_target,
    make_target,
    make_task,
    make_task_collection,
)

DEVICES = (make_device("V100"),)

# 2 x 0.77e9 multiply-adds x 90 epochs x 1.28e6 images x 3 = 5.32224e17: AlexNet of Hernandez & Brown 2020.
ALEXNET = {"forward_flop": 1.54e9, "examples": 90 * 1.28e6, "passes": 3.0}


def findings(result, **fields):
    return figures(result, **{"devices": DEVICES} | fields)


def messages(result, **fields):
    return [(f.severity, f.field, f.message) for f in findings(result, **fields)]


def test_alexnet_counted_gives_the_published_compute():
    (check,) = method_checks(make_result(training_flop=5.32224e17, flop_method="counted", **ALEXNET))

    assert (check.method, check.flop) == ("counted", pytest.approx(5.32224e17))
    assert check.ratio == pytest.approx(1)


def test_three_passes_are_assumed_where_the_row_gives_none():
    row = make_result(forward_flop=10.0, examples=100.0, training_flop=3000.0)

    assert [c.flop for c in method_checks(row)] == [3000]  # 10 x 100 x 3


def test_parameters_count_six_flop_each_for_every_token():
    row = make_result(parameters=124e6, examples=1e9, training_flop=7.44e17)

    assert [(c.method, c.flop) for c in method_checks(row)] == [("parameters", pytest.approx(7.44e17))]


def test_hardware_counts_devices_seconds_peak_and_utilisation():
    # AlexNet by GPU time (AI and Compute, 2018): 2 GPUs x 5.5 days x 1.58e12 x 0.33 = 4.955e17.
    row = make_result(
        devices=2, seconds=5.5 * 86400, peak_flop_per_second=1.58e12, utilisation=0.33, training_flop=4.955e17
    )

    assert [c.method for c in method_checks(row)] == ["hardware"]
    assert method_checks(row)[0].flop == pytest.approx(4.955e17, rel=1e-3)


def test_every_method_whose_inputs_are_there_is_computed():
    row = make_result(
        training_flop=3000.0,
        parameters=5.0,
        devices=1,
        seconds=10.0,
        peak_flop_per_second=600.0,
        utilisation=0.5,
        forward_flop=10.0,
        examples=100.0,
    )

    assert {c.method: c.flop for c in method_checks(row)} == {
        "counted": 3000,
        "parameters": 3000,  # 6 x 5 x 100
        "hardware": 3000,  # 1 x 10 x 600 x 0.5
    }


def test_a_row_without_compute_has_nothing_to_check():
    assert method_checks(make_result(training_flop=None, **ALEXNET)) == ()


def test_implied_utilisation_is_compute_over_what_the_devices_could_do():
    row = make_result(training_flop=3e3, devices=2, seconds=10.0, peak_flop_per_second=600.0)

    assert implied_utilisation(row) == 0.25  # 3000 / (2 x 10 x 600)


def test_implied_utilisation_needs_every_input():
    assert implied_utilisation(make_result(devices=2, seconds=10.0)) is None


def test_a_counted_row_within_two_percent_of_its_inputs_is_right():
    assert not findings(make_result(training_flop=5.4e17, flop_method="counted", **ALEXNET))  # 1.5 % above


def test_a_counted_row_that_forgot_the_multiply_add_is_an_error():
    # 2.66e17 is the count with one operation per multiply-add: half of what the inputs give.
    (found,) = findings(make_result(training_flop=2.66e17, flop_method="counted", **ALEXNET))

    assert (found.severity, found.field) == ("error", "training_flop")
    assert found.path == "results/imagenet/tests.csv"
    assert "2.001 times" in found.message


def test_two_methods_a_factor_of_two_apart_are_fine():
    assert not findings(make_result(training_flop=1e18, **ALEXNET))


def test_two_methods_more_than_a_factor_of_three_apart_are_a_warning():
    ((severity, field, _),) = messages(make_result(training_flop=1.7e18, **ALEXNET))  # 3.19 times

    assert (severity, field) == ("warning", "training_flop")


@pytest.mark.parametrize(("flop", "side"), [(2.1e4, "above 100 %"), (50.0, "below 1 %")])
def test_a_utilisation_that_cannot_be_is_an_error(flop, side):
    row = make_result(training_flop=flop, devices=2, seconds=10.0, peak_flop_per_second=600.0)

    ((severity, field, message),) = messages(row)

    assert (severity, field) == ("error", "training_flop")
    assert side in message


def test_a_known_peak_is_accepted_within_five_percent():
    assert not findings(make_result(device="V100", peak_flop_per_second=120e12))  # 4 % under 125e12


def test_a_peak_that_the_device_does_not_have_is_a_warning_with_the_known_ones():
    (found,) = findings(make_result(device="V100", peak_flop_per_second=250e12))

    assert (found.severity, found.field) == ("warning", "peak_flop_per_second")
    assert found.hint == "known, dense: 1.57e+13, 1.25e+14"


def test_a_peak_of_a_device_without_known_peaks_is_not_judged():
    bare = make_device("TPU", fp32_flop_per_second=None, fp16_tensor_flop_per_second=None)
    row = make_result(device="TPU", peak_flop_per_second=1e12)

    assert not findings(row, devices=[bare])


def log_checked(**fields):
    defaults = {"status": "log-checked", "curve": "resnet", "training_flop": 2e17}
    return make_result(**{**defaults, **fields})


def test_a_log_checked_row_agrees_with_the_crossing_of_its_curve():
    row = log_checked(seconds=120.0, epochs=2.0, examples=2e6)

    assert not findings(row, curves=(make_curve([0.5, 0.8]),))


def test_a_log_checked_row_more_than_one_percent_off_its_curve_is_an_error():
    ((severity, field, message),) = messages(
        log_checked(training_flop=2.03e17), curves=(make_curve([0.5, 0.8]),)
    )

    assert (severity, field) == ("error", "training_flop")
    assert "reaches alexnet-level at 2e+17, the row says 2.03e+17" in message


def test_a_curve_that_is_at_the_level_after_no_time_at_all_differs():
    curve = make_curve([0.5, 0.8])
    untimed = replace(curve, points=tuple(replace(point, seconds=0.0) for point in curve.points))
    ((severity, field, message),) = messages(log_checked(seconds=120.0), curves=(untimed,))

    assert (severity, field) == ("error", "seconds")
    assert "reaches alexnet-level at 0, the row says 120" in message


def test_of_several_runs_the_mean_counts():
    curves = (make_curve([0.5, 0.8], seed=0), make_curve([0.5, 0.6, 0.7, 0.8], seed=1))

    assert not findings(log_checked(training_flop=3e17), curves=curves)  # (2e17 + 4e17) / 2


def test_of_several_runs_the_median_counts_as_well():
    curves = [make_curve([0.5] * early + [0.8], seed=early) for early in (1, 2, 6)]

    assert not findings(log_checked(training_flop=3e17), curves=curves)  # of 2e17, 3e17 and 7e17
    assert findings(log_checked(training_flop=7e17), curves=curves)


def test_the_median_of_each_count_by_itself_stands_too():
    # 2, 3 and 4 epochs: 2e17, 3e17 and 4e17 FLOP in 120, 18 and 240 s. The middle run by time is the first.
    slow, quick, slowest = (make_curve([0.5] * (n - 1) + [0.8], seed=n) for n in (2, 3, 4))
    quick = replace(quick, points=tuple(replace(p, seconds=p.seconds / 10) for p in quick.points))

    assert not findings(log_checked(training_flop=3e17, seconds=120.0), curves=[slow, quick, slowest])


def test_of_several_runs_the_median_stands_where_one_never_gets_there():
    curves = [make_curve([0.5] * 2 + [last], seed=seed) for seed, last in enumerate((0.8, 0.8, 0.6))]

    assert not findings(log_checked(training_flop=3e17), curves=curves)  # of 3e17, 3e17 and never
    assert [f.severity for f in findings(log_checked(training_flop=4e17), curves=curves)] == ["error"]


def test_a_curve_that_never_reaches_the_target_is_an_error_of_a_log_checked_row():
    ((severity, field, message),) = messages(log_checked(), curves=(make_curve([0.5, 0.6], seed=7),))

    assert (severity, field) == ("error", "curve")
    assert "never reaches alexnet-level (0.791) with seed 7" in message


def test_a_curve_beside_a_claimed_row_only_warns():
    row = log_checked(status="claimed", training_flop=9e17)

    assert [f.severity for f in findings(row, curves=(make_curve([0.5, 0.8]),))] == ["warning"]


def test_a_curve_that_carries_none_of_the_rows_measures_confirms_nothing():
    row = log_checked(training_flop=None, cost_usd=5.0)

    ((severity, field, message),) = messages(row, curves=(make_curve([0.5, 0.8]),))

    assert (severity, field) == ("error", "curve")
    assert "carries none of the row's measures" in message


def test_the_compute_of_a_whole_run_is_not_held_against_the_crossing():
    row = log_checked(flop_scope="whole-run", training_flop=9e17, seconds=120.0)

    assert not findings(row, curves=(make_curve([0.5, 0.8]),))


def test_a_target_without_a_level_has_no_crossing_to_check():
    row = log_checked(training_flop=9e17, flop_scope="whole-run")

    assert not findings(row, task=make_task(make_runs_target()), curves=(make_curve([0.5]),))


@pytest.mark.parametrize("value", [1e-300, 1e300])
def test_a_count_beyond_any_real_size_is_an_error(value):
    ((severity, field, message),) = messages(make_result(seconds=value))

    assert (severity, field) == ("error", "seconds")
    assert "no real count" in message


def test_findings_of_the_whole_record_come_with_the_row_that_they_are_about():
    wrong = make_result(training_flop=2.66e17, flop_method="counted", **ALEXNET)
    collection = make_collection(make_task_collection([make_result("Right"), wrong]))

    ((row, found),) = check_figures(rows_of(collection))

    assert row is wrong
    assert found.message.startswith("AlexNet: ")


def told(result, **fields):
    """Message and hint of the only finding."""
    (found,) = findings(result, **fields)
    return found.message, found.hint


def test_a_method_that_gives_another_compute_says_both_and_what_to_do():
    # 2 x 10 = 20 FLOP forward, x 100 examples x 3 passes = 6000; the row says 3000
    row = make_result(training_flop=3000.0, flop_method="counted", forward_flop=20.0, examples=100.0)

    assert told(row) == (
        "AlexNet: the counted method gives 6000 FLOP, 2 times what the row says",
        "exactly 2 times apart, as where one of them counts a multiply-add once;"
        " correct the compute or its inputs; both count 2 FLOP per multiply-add",
    )


def test_another_method_far_away_says_how_far():
    row = make_result(training_flop=1000.0, forward_flop=20.0, examples=100.0)

    assert told(row) == (
        "AlexNet: the counted method gives 6 times the row's compute",
        "exactly 6 times apart, as where one of them leaves out both the 2 of a multiply-add and the 3 of"
        " forward and backward; check the units and the scope of the inputs; explain a true gap in the note",
    )


def test_a_utilisation_that_cannot_be_says_what_it_is():
    row = make_result(training_flop=18e3, devices=2, seconds=10.0, peak_flop_per_second=600.0)

    assert told(row) == (
        "AlexNet: the compute implies that the devices ran at 1.5 of their peak, above 100 %",
        "check devices, seconds, peak_flop_per_second and the multiply-add convention",
    )


def test_an_unknown_peak_names_the_device():
    message, _ = told(make_result(device="V100", peak_flop_per_second=250e12))

    assert message == "AlexNet: 2.5e+14 FLOP/s is no known peak rate of V100"


def test_a_count_beyond_any_real_size_says_which():
    assert told(make_result(seconds=1e300)) == (
        "AlexNet: seconds of 1e+300 is no real count",
        "check the exponent and the unit",
    )


def test_a_value_of_any_size_is_no_count_and_a_whole_number_is_one():
    assert not findings(
        make_result(value=1e-20, target="other"),
        task=make_task(make_target(name="other", level=None, level_of="A")),
    )
    assert [f.field for f in findings(make_result(devices=10**40))] == ["devices"]


def test_a_curve_that_confirms_nothing_says_what_it_may_carry():
    row = log_checked(training_flop=None, cost_usd=5.0)

    assert told(row, curves=(make_curve([0.5, 0.8]),)) == (
        "AlexNet: resnet carries none of the row's measures, so it confirms nothing",
        "give the curve one of: training_flop, examples, epoch, seconds",
    )


def test_a_curve_that_differs_says_which_evaluation_counts():
    _, hint = told(log_checked(training_flop=2.5e17), curves=(make_curve([0.5, 0.8]),))

    assert hint == "the first evaluation at or past the level counts; of several runs, as a rule says"


def test_every_seed_that_never_reaches_is_named():
    runs = tuple(make_curve([0.5], seed=seed) for seed in (3, 7))

    assert told(log_checked(), curves=runs) == (
        "AlexNet: resnet never reaches alexnet-level (0.791) with seed 3, 7",
        "commit a run that reaches the target, or withdraw the row",
    )


@pytest.mark.parametrize(
    ("flop", "own", "wrong"),
    [
        (3061.0, True, False),  # 3000 is 2.0 % less: 3000 / 3061 = 0.9801
        (3064.0, True, True),  # 0.9791
        (1000.0, False, False),  # exactly three times
        (999.0, False, True),
        (9000.0, False, False),  # exactly a third
        (9010.0, False, True),
    ],
)
def test_how_far_a_method_may_lie_from_the_row(flop, own, wrong):
    method = "counted" if own else "reported"
    row = make_result(training_flop=flop, flop_method=method, forward_flop=10.0, examples=100.0)

    assert bool(findings(row)) is wrong


@pytest.mark.parametrize(
    ("flop", "wrong"), [(12_000.0, False), (12_001.0, True), (120.0, False), (119.0, True)]
)
def test_devices_run_at_one_to_a_hundred_percent_of_their_peak(flop, wrong):
    # 2 devices x 10 s x 600 FLOP/s = 12,000
    row = make_result(training_flop=flop, devices=2, seconds=10.0, peak_flop_per_second=600.0)

    assert bool(findings(row)) is wrong


@pytest.mark.parametrize(("peak", "wrong"), [(131.2e12, False), (131.5e12, True), (118.8e12, False)])
def test_a_peak_may_be_five_percent_off(peak, wrong):
    # 125e12 x 1.05 = 131.25e12
    assert bool(findings(make_result(device="V100", peak_flop_per_second=peak))) is wrong


@pytest.mark.parametrize(("seconds", "wrong"), [(118.9, False), (118.8, True), (121.2, False)])
def test_a_curve_may_be_one_percent_off(seconds, wrong):
    # 120 / 118.9 = 1.0093; 120 / 118.8 = 1.0101; 120 / 121.2 = 0.9901
    row = log_checked(seconds=seconds)

    assert bool(findings(row, curves=(make_curve([0.5, 0.8]),))) is wrong


@pytest.mark.parametrize(
    ("seconds", "wrong"), [(1e-15, False), (0.95e-15, True), (1e36, False), (1.05e36, True)]
)
def test_a_count_is_real_between_1e_minus_15_and_1e36(seconds, wrong):
    assert bool(findings(make_result(seconds=seconds))) is wrong


def test_the_middle_nearer_to_the_row_is_the_one_it_is_held_against():
    # crossings at 60, 120 and 420 s: mean 200, median 120
    curves = [make_curve([0.5] * n + [0.8], seed=n) for n in (0, 1, 6)]
    row = log_checked(training_flop=None, seconds=150.0)

    assert "at 120, the row says 150" in told(row, curves=curves)[0]
    assert not findings(log_checked(training_flop=None, seconds=200.0), curves=curves)
