from __future__ import annotations

from dataclasses import replace

import pytest

from effsite.analysis.aggregation import aggregate
from effsite.errors import UsageError
from tests.builders import LOSS, make_curve, make_target

TARGET = make_target(level=0.9)
LOSS_TARGET = make_target(level=3.28, metric=LOSS)


def run(*values, seed=0):
    """One evaluation after each epoch of 60 s."""
    return make_curve(values, seed=seed)


FAST, MIDDLE, SLOW = run(0.9), run(0.5, 0.9), run(0.5, 0.6, 0.9)
NEVER = run(0.1, 0.2, 0.3, 0.4)


def test_mean_takes_every_run_at_its_own_crossing():
    together = aggregate([FAST, MIDDLE, SLOW], TARGET, "mean")
    # the mean of 60, 120 and 180 seconds, and that of 1, 2 and 3 epochs
    assert (together.seconds, together.epoch, together.runs) == (120, 2, 3)


def test_mean_is_not_reached_when_a_run_never_gets_there():
    together = aggregate([FAST, NEVER], TARGET, "mean")
    assert not together.reached
    assert together.why == "1 of 2 runs never reach the target"
    assert together.seconds is None


def test_median_takes_the_middle_and_a_run_that_never_gets_there_is_the_slowest():
    assert aggregate([FAST, MIDDLE, NEVER], TARGET, "median").seconds == 120
    assert aggregate([FAST, MIDDLE, SLOW, NEVER], TARGET, "median").seconds == 150  # (120 + 180) / 2
    assert not aggregate([FAST, NEVER, NEVER], TARGET, "median").reached


def test_olympic_drops_four_of_forty_runs_at_each_end():
    forty = [*([FAST] * 3), MIDDLE, *([SLOW] * 32), *([NEVER] * 4)]
    assert aggregate(forty, TARGET, "olympic").seconds == 180
    assert aggregate(forty[1:], TARGET, "olympic").reached is False  # 39 runs: one at each end


def test_median_takes_the_run_in_the_middle_by_the_measure_of_the_target():
    slow_machine = make_curve((0.9,), points=(replace(FAST.points[0], seconds=900.0),))
    runs = [slow_machine, MIDDLE, SLOW]
    in_examples = make_target(level=0.9, measure="examples")
    in_hours = make_target(level=0.9, measure="device_hours")
    assert aggregate(runs, in_examples, "median").examples == 2e6  # of 1, 2 and 3 million
    assert aggregate(runs, in_hours, "median").seconds == 180  # of 120, 180 and 900: no run counts hours
    assert aggregate(runs, in_examples, "olympic").seconds == 180  # that rule is one of time alone


def test_median_of_runs_alike_in_the_measure_is_that_in_the_middle_by_time():
    seconds = (300.0, 100.0, 200.0)
    runs = [make_curve((0.9,), points=(replace(FAST.points[0], seconds=s),)) for s in seconds]
    assert aggregate(runs, make_target(level=0.9, measure="examples"), "median").seconds == 200


def test_olympic_drops_the_fastest_and_the_slowest():
    assert aggregate([SLOW, FAST, MIDDLE], TARGET, "olympic").seconds == 120
    assert aggregate([FAST, NEVER, SLOW, MIDDLE], TARGET, "olympic").seconds == 150  # (120 + 180) / 2
    assert not aggregate([FAST, NEVER, NEVER, MIDDLE], TARGET, "olympic").reached


def test_runs_that_left_no_curve_count_as_the_slowest():
    assert aggregate([SLOW, FAST, MIDDLE], TARGET, "olympic", failed=1).seconds == 150  # (120 + 180) / 2
    assert aggregate([SLOW, FAST, MIDDLE], TARGET, "median", failed=1).seconds == 150
    together = aggregate([FAST, MIDDLE], TARGET, "olympic", failed=1)
    assert (together.seconds, together.runs, together.used) == (120, 3, (1,))
    for rule in ("mean", "t-test", "z"):
        assert not aggregate([FAST, MIDDLE], TARGET, rule, failed=1).reached
    assert aggregate([FAST, MIDDLE], TARGET, "mean", failed=1).why == "1 of 3 runs never reach the target"
    assert aggregate([FAST, MIDDLE], TARGET, "z", failed=1).why == "1 of 3 runs have no curve"


def test_no_rule_takes_the_best_run():
    rules = ("mean", "median", "olympic")
    assert all(aggregate([FAST, MIDDLE, SLOW], TARGET, rule).seconds > 60 for rule in rules)


def test_t_test_waits_for_a_mean_that_is_surely_past_the_level():
    # at epoch 1 one of three is below 0.9; at epoch 2 the margins 0.019, 0.020, 0.021 have mean 0.02 and
    # standard error 0.001 / sqrt(3): t = 34.6 with 2 degrees of freedom, where 6.97 is enough
    runs = [run(0.91, 0.919), run(0.89, 0.920), run(0.92, 0.921)]
    together = aggregate(runs, TARGET, "t-test")
    assert (together.epoch, together.value) == (2, pytest.approx(0.92))


def test_t_test_is_not_passed_by_runs_that_scatter():
    runs = [run(0.99), run(0.89), run(0.91)]
    assert aggregate(runs, TARGET, "t-test").why == "no shared evaluation passes the t-test rule"


def test_t_test_passes_runs_without_scatter_only_when_past_the_level():
    assert aggregate([run(0.95), run(0.95)], TARGET, "t-test").reached
    assert not aggregate([run(0.9), run(0.9)], TARGET, "t-test").reached


def test_z_rule_weighs_the_margin_by_the_number_of_runs():
    # 0.002 x sqrt(3) = 0.0035 is not enough, 0.002 x sqrt(4) = 0.004 is; losses are past the level below it
    runs = [run(3.2779), run(3.2780), run(3.2778), run(3.2781)]
    assert not aggregate(runs[:3], LOSS_TARGET, "z").reached
    assert aggregate(runs, LOSS_TARGET, "z").reached


def test_rules_by_common_steps_need_shared_evaluations():
    assert aggregate([run(0.95), make_curve([0.95], points=SLOW.points[2:])], TARGET, "z").why == (
        "the runs share no evaluation"
    )


@pytest.mark.parametrize(("rule", "least"), [("olympic", 3), ("t-test", 2)])
def test_too_few_runs_for_a_rule_are_refused(rule, least):
    with pytest.raises(UsageError, match=f"needs {least} runs"):
        aggregate([FAST] * (least - 1), TARGET, rule)


def test_two_runs_are_too_few_for_a_rule_says_which_rule_and_what_to_do():
    with pytest.raises(UsageError) as refused:
        aggregate([FAST, SLOW], TARGET, "olympic")
    assert str(refused.value.message) == "rule olympic needs 3 runs or more, there are 2"
    assert refused.value.hint == "use --rule mean"


@pytest.mark.parametrize("rule", ["mean", "median", "z"])
def test_one_run_is_enough_for(rule):
    assert aggregate([run(0.95)], TARGET, rule).reached


def test_a_run_alone_that_never_gets_there_is_said_without_a_count():
    alone = aggregate([NEVER], TARGET, "mean")
    assert (alone.reached, alone.why) == (False, "never reached")


def test_of_three_runs_two_that_never_get_there_are_counted():
    assert aggregate([FAST, NEVER, NEVER], TARGET, "mean").why == "2 of 3 runs never reach the target"


def test_what_is_reached_says_so_and_names_the_runs_behind_it():
    together = aggregate([SLOW, FAST, MIDDLE], TARGET, "median")
    assert (together.reached, together.why, together.used, together.rule) == (True, "", (2,), "median")


def counting(*fields):
    """Three runs that reach at epochs 3, 1 and 2 and know only those counts."""
    made = []
    for curve in (SLOW, FAST, MIDDLE):
        points = [
            replace(
                point,
                **dict.fromkeys(("seconds", "training_flop", "examples", "epoch"))
                | {name: getattr(point, name) for name in fields},
            )
            for point in curve.points
        ]
        made.append(make_curve([0.0], points=tuple(points)))
    return made


@pytest.mark.parametrize("count", ["seconds", "training_flop", "examples", "epoch"])
def test_runs_are_ranked_by_whatever_count_they_all_have(count):
    together = aggregate(counting(count), TARGET, "median")
    assert (together.used, together.step) == ((2,), 200)


def test_runs_that_know_their_steps_alone_are_ranked_by_them():
    assert aggregate(counting(), TARGET, "median").step == 200


def test_a_count_that_one_run_lacks_is_not_averaged():
    without = make_curve([0.0], points=tuple(replace(point, seconds=None) for point in FAST.points))
    together = aggregate([without, SLOW], TARGET, "mean")
    assert (together.seconds, together.epoch) == (None, 2)  # (1 + 3) / 2


def test_the_z_rule_asks_for_four_thousandths_exactly():
    # a margin of 0.004 x sqrt(1); a float below 3.28 by a little more or less than that
    assert aggregate([run(3.27599)], LOSS_TARGET, "z").reached
    assert not aggregate([run(3.27602)], LOSS_TARGET, "z").reached


def test_the_t_test_weighs_the_mean_by_its_standard_error_over_n_minus_1():
    # margins 0.01, 0.02, 0.03: mean 0.02, deviation 0.01, t = 0.02 / (0.01 / sqrt(3)) = 3.46, where two
    # degrees of freedom ask for 6.965; margins 0.03, 0.035, 0.04: t = 0.035 / (0.005 / sqrt(3)) = 12.1
    assert not aggregate([run(0.91), run(0.92), run(0.93)], TARGET, "t-test").reached
    assert aggregate([run(0.93), run(0.935), run(0.94)], TARGET, "t-test").reached


def test_the_t_test_of_two_runs_has_one_degree_of_freedom():
    # margins 0.04 and 0.06: t = 0.05 / (0.01414 / sqrt(2)) = 5, far from the 31.8 of one degree
    # margins 0.049 and 0.051: t = 0.05 / (0.001414 / sqrt(2)) = 50
    assert not aggregate([run(0.94), run(0.96)], TARGET, "t-test").reached
    assert aggregate([run(0.949), run(0.951)], TARGET, "t-test").reached


def test_the_t_test_is_passed_just_under_one_percent_and_not_just_over():
    # two degrees of freedom: 6.965 is the 1 % point; mean 0.05 and deviation s give t = 0.05 x 1.7321 / s
    assert aggregate([run(0.95 + d) for d in (-0.0124, 0, 0.0124)], TARGET, "t-test").reached  # t = 6.98
    assert not aggregate([run(0.95 + d) for d in (-0.0126, 0, 0.0126)], TARGET, "t-test").reached  # 6.87
