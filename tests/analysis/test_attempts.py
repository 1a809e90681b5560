"""What runs that stayed short of a level come to, and rows that say otherwise."""

from __future__ import annotations

import pytest

from effsite.analysis.attempts import check_attempt, check_attempts, lower_bounds, shortfall
from tests.builders import (
    LOSS,
    make_attempt,
    make_collection,
    make_curve,
    make_runs_target,
    make_target,
    make_task,
    make_task_collection,
)

SHORT = make_curve([0.5, 0.7, 0.6], name="short")
# AlexNet level is 0.791; an epoch is 1e17 FLOP, 1e6 examples and 60 s
MIXED = (
    make_curve([0.5, 0.8], name="short", seed=0),
    make_curve([0.5, 0.7, 0.6], name="short", seed=1),
    make_curve([0.4, 0.5, 0.5, 0.6], name="short", seed=2),
)


def faults(*curves, **fields):
    task = make_task_collection(attempts=(attempt := make_attempt(**fields),), curves=curves)
    return [(f.field, f.message) for f in check_attempt(task, attempt)]


def test_one_run_comes_to_its_best_value_and_what_it_spent() -> None:
    found = shortfall([SHORT], make_target())
    assert found is not None
    assert (found.best_value, found.runs_reached) == (0.7, 0)
    assert (found.training_flop, found.examples, found.epochs, found.seconds) == (3e17, 3e6, 3, 180)


def test_of_some_runs_that_reach_the_best_value_is_that_of_the_others() -> None:
    found = shortfall(MIXED, make_target())
    assert found is not None
    assert (found.best_value, found.runs_reached, found.training_flop) == (0.7, 1, 3e17)


def test_where_lower_is_better_the_best_value_is_the_least() -> None:
    found = shortfall([make_curve([3.0, 1.6, 1.7])], make_target(metric=LOSS, level=1.5))
    assert found is not None
    assert found.best_value == 1.6


def test_runs_that_all_reach_the_target_fall_short_of_nothing() -> None:
    assert shortfall([make_curve([0.8])], make_target()) is None


def test_a_row_that_its_curve_bears_out_has_no_faults() -> None:
    row = {"training_flop": 3.0e17, "examples": 3e6, "epochs": 3.0, "seconds": 180.0}
    assert faults(SHORT, **row) == []
    assert faults(*MIXED, runs=3, runs_reached=1, **row) == []


def test_a_curve_that_reaches_the_level_makes_the_row_wrong() -> None:
    ((field, message),) = faults(make_curve([0.5, 0.8], name="short"))
    assert (field, message) == ("curve", "SmallNet: every run in short reaches alexnet-level (0.791)")


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"best_value": 0.69}, "best_value", "the best value in short is 0.7, the row says 0.69"),
        ({"training_flop": 2e17}, "training_flop", "short ends at 3e+17, the row says 2e+17"),
        ({"epochs": 90.0}, "epochs", "short ends at 3, the row says 90"),
        (
            {"runs": 2, "runs_reached": 1},
            "runs_reached",
            "0 runs in short reach alexnet-level, the row says 1",
        ),
    ],
)
def test_a_figure_that_the_curve_does_not_bear_out_is_an_error(fields, field, message) -> None:
    assert faults(SHORT, **fields) == [(field, f"SmallNet: {message}")]


def test_more_runs_in_the_curve_than_in_the_row_is_an_error() -> None:
    assert faults(*MIXED, runs=2, runs_reached=1) == [
        ("runs", "SmallNet: short holds 3 runs, the row says 2")
    ]


def test_a_run_that_diverged_before_its_first_evaluation_is_counted_without_a_curve() -> None:
    assert faults(SHORT, runs=2) == []


def test_counts_at_the_end_of_what_a_float_holds_are_compared_all_the_same() -> None:
    point = SHORT.points[0]
    huge = [
        make_curve(
            [0.7], name="short", seed=n, points=(type(point)(seed=n, step=1, seconds=1e308, value=0.7),)
        )
        for n in (0, 1)
    ]
    assert [field for field, _ in faults(*huge, runs=2, seconds=1.0)] == ["seconds"]


def test_without_a_curve_or_a_level_the_store_is_the_one_to_complain() -> None:
    attempt = make_attempt()
    runs = make_task_collection(attempts=(attempt,), curves=(SHORT,), task=make_task(make_runs_target()))
    assert check_attempt(runs, attempt) == ()
    assert faults() == []


def test_findings_of_the_whole_record_come_with_the_attempt_and_its_file() -> None:
    wrong = make_attempt(best_value=0.1)
    task = make_task_collection(attempts=(make_attempt("Right"), wrong), curves=(SHORT,))
    ((attempt, found),) = check_attempts(make_collection(task))
    assert attempt is wrong
    assert found.path == "results/imagenet/not-reached/tests.csv"


def test_an_attempt_whose_every_run_reached_is_refused() -> None:
    with pytest.raises(ValueError, match="runs_reached must be less than runs"):
        make_attempt(runs=2, runs_reached=2)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_an_attempt_without_a_finite_value_is_refused(value) -> None:
    with pytest.raises(ValueError, match="best_value must be a finite number"):
        make_attempt(best_value=value)


def test_each_fault_says_what_to_do() -> None:
    task = make_task_collection(
        attempts=(attempt := make_attempt(best_value=0.5, runs=2, runs_reached=0, training_flop=1e17),),
        curves=MIXED,
    )
    assert {f.field: f.hint for f in check_attempt(task, attempt)} == {
        "runs": "count every run that was made",
        "runs_reached": "count the runs that reach the level",
        "best_value": "take the runs that stayed short of the level",
        "training_flop": "the last evaluation counts; of several runs, mean or median",
    }


def test_a_row_of_runs_that_all_reach_belongs_elsewhere() -> None:
    task = make_task_collection(
        attempts=(attempt := make_attempt(),), curves=(make_curve([0.8], name="short"),)
    )
    (found,) = check_attempt(task, attempt)
    assert found.hint == "a system whose every run reaches the level is a result"


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"seconds": 181.7}, True),  # 180 is 0.94 % less
        ({"seconds": 182.0}, False),  # 1.1 % less
        ({"best_value": 0.7007}, True),  # 0.7 is 0.0999 % less
        ({"best_value": 0.70075}, False),  # 0.107 % less
    ],
)
def test_rounding_is_allowed_and_no_more(fields, fits) -> None:
    assert (faults(SHORT, **fields) == []) is fits


def test_of_several_runs_mean_and_median_both_fit() -> None:
    # ends of 120, 180 and 240 s have mean and median 180; of 120, 180 and 600: 300 and 180
    long = make_curve([0.5] * 10, name="short", seed=3)
    runs = {"runs": 3, "runs_reached": 1}
    assert faults(*MIXED[:2], long, **runs, seconds=300.0) == []
    assert faults(*MIXED[:2], long, **runs, seconds=180.0) == []
    assert [field for field, _ in faults(*MIXED[:2], long, **runs, seconds=600.0)] == ["seconds"]


def bounds(*attempts, measure="training_flop", **target):
    found = lower_bounds(make_target(**target), attempts, measure)
    return [(b.attempt.system, b.value) for b in found]


def test_what_runs_spent_that_all_stayed_short_bounds_what_the_system_takes() -> None:
    short = make_attempt("Small", training_flop=3e17, examples=3e6, runs=3, runs_reached=0)
    mixed = make_attempt("Mixed", training_flop=4e17, runs=3, runs_reached=1)
    unsaid = make_attempt("Unsaid", training_flop=None)

    assert bounds(short, mixed, unsaid) == [("Small", 3e17)]
    assert bounds(short, mixed, unsaid, measure="examples") == [("Small", 3e6)]


def test_there_is_no_bound_of_what_attempts_do_not_count_or_targets_do_not_compare() -> None:
    short = make_attempt(training_flop=3e17)

    assert bounds(short, measure="parameters") == []
    assert bounds(short, flop_scope="whole-run") == []
    assert bounds(short, record_is="most") == []
    assert bounds(short, level=None, level_of="AlexNet") == []


def test_seconds_of_an_old_system_timed_anew_bound_nothing_unless_the_target_is_of_seconds() -> None:
    anew = make_attempt("Anew", seconds=60.0, paper_url="https://example.org/paper")
    own = make_attempt("Own", seconds=70.0)

    assert bounds(anew, own, measure="seconds") == [("Own", 70.0)]
    found = lower_bounds(make_target(measure="seconds"), (anew, own), "seconds")
    assert [b.value for b in found] == [60.0, 70.0]
