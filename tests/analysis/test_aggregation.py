from __future__ import annotations

import pytest

from effsite.analysis.aggregation import aggregate, t_tail
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


def test_olympic_drops_the_fastest_and_the_slowest():
    assert aggregate([SLOW, FAST, MIDDLE], TARGET, "olympic").seconds == 120
    assert aggregate([FAST, NEVER, SLOW, MIDDLE], TARGET, "olympic").seconds == 150  # (120 + 180) / 2
    assert not aggregate([FAST, NEVER, NEVER, MIDDLE], TARGET, "olympic").reached


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


@pytest.mark.parametrize(("t", "degrees"), [(31.821, 1), (6.965, 2), (4.541, 3), (3.365, 5), (2.764, 10)])
def test_t_tail_gives_the_percentage_points_of_the_tables(t, degrees):
    assert t_tail(t, degrees) == pytest.approx(0.01, rel=2e-3)
