"""The level that a rule fixes, worked by hand, and the collection held against it."""

from __future__ import annotations

import pytest

from effsite.analysis.levels import check_levels, level_reached
from effsite.records import Collection
from tests.builders import (
    LOSS,
    TOP5,
    make_attempt,
    make_collection,
    make_curve,
    make_result,
    make_target,
    make_task,
    make_task_collection,
)


@pytest.mark.parametrize(
    ("last", "metric", "level"),
    [
        ([0.991], TOP5, 0.991),  # Decimal(0.991) itself lies below 0.991
        ([0.57], TOP5, 0.57),
        ([0.9909999], TOP5, 0.99),
        ([355 / 360], TOP5, 0.986),  # 0.98611
        ([0.983, 0.9862, 0.989], TOP5, 0.986),
        ([0.9851, 0.9870], TOP5, 0.986),  # the mean of two: 0.98605
        ([0.985, 0.987], TOP5, 0.986),
        ([1.0], TOP5, 1.0),
        ([0.0004], TOP5, 0.0),
        ([1.478], LOSS, 1.478),
        ([1.4780001], LOSS, 1.479),
        ([-0.0004], LOSS, 0.0),
        ([1e300], TOP5, 1e300),
        ([1e-300], LOSS, 0.001),
    ],
)
def test_level_is_the_median_of_the_last_values_on_the_lenient_side(last, metric, level) -> None:
    curves = [make_curve([0.999, value], seed=seed) for seed, value in enumerate(last)]
    assert level_reached(curves, metric) == level


@pytest.mark.parametrize(
    ("last", "metric", "level"),
    [
        ([0.7479, 0.7498, 0.7493], TOP5, 0.747),
        ([0.991], TOP5, 0.991),
        ([3.2781, 3.2704, 3.2799], LOSS, 3.28),
        ([3.2781, 3.2801], LOSS, 3.281),
    ],
)
def test_level_may_be_the_worst_of_the_last_values_which_every_run_reaches(last, metric, level) -> None:
    curves = [make_curve([0.999, value], seed=seed) for seed, value in enumerate(last)]
    assert level_reached(curves, metric, "worst") == level
    assert all(metric.reaches(value, level) for value in last)


def test_the_median_run_is_at_or_past_the_level_that_it_fixes() -> None:
    values = [n / 997 for n in range(1, 997)]
    for metric in (TOP5, LOSS):
        assert all(metric.reaches(v, level_reached([make_curve([v])], metric)) for v in values)


def test_a_level_of_no_curves_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one curve"):
        level_reached([], TOP5)


def collection(level: float | None, **fields) -> Collection:
    target = make_target(level=level, level_of="GoogLeNet")
    return make_collection(make_task_collection(fields.pop("results", ()), task=make_task(target), **fields))


def googlenet(**fields):
    return make_result("GoogLeNet", curve="googlenet", **fields)


CURVES = (make_curve([0.7, 0.8234], name="googlenet"),)


def test_a_level_that_its_curve_gives_is_right() -> None:
    assert check_levels(collection(0.823, results=[googlenet()], curves=CURVES)) == ()


def test_another_level_is_an_error_that_names_both_numbers() -> None:
    ((target, found),) = check_levels(collection(0.822, results=[googlenet()], curves=CURVES))
    assert target.name == "alexnet-level"
    assert (found.severity, found.field) == ("error", "level")
    assert found.message == (
        "level 0.822 of alexnet-level is to be that of GoogLeNet, but curves/googlenet.csv gives 0.823"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"results": [make_result("GoogLeNet")]},
        {"results": [make_result("GoogleNet", curve="googlenet")], "curves": CURVES},
        {"results": [googlenet(status="withdrawn")], "curves": CURVES},
        {"results": [googlenet(target="another")], "curves": CURVES},
    ],
)
def test_a_system_without_a_row_and_curve_there_is_a_warning(fields) -> None:
    ((_, found),) = check_levels(collection(0.823, **fields))
    assert found.severity == "warning"
    assert "has no row with a learning curve there" in found.message


def test_a_later_reproduction_does_not_move_the_level() -> None:
    again = googlenet(submission="again")
    curves = (*CURVES, make_curve([0.9], name="again"))
    rows = [googlenet(), make_result("GoogLeNet", submission="again", curve="again"), again]
    assert check_levels(collection(0.823, results=rows, curves=curves)) == ()


def test_the_curve_of_an_attempt_counts_as_well() -> None:
    # the seed below the median does not reach the level that the median fixes
    curves = tuple(make_curve([v], name="googlenet", seed=n) for n, v in enumerate([0.8229, 0.8234, 0.8239]))
    attempt = make_attempt("GoogLeNet", curve="googlenet", runs=3, runs_reached=2, best_value=0.8229)
    assert check_levels(collection(0.823, attempts=(attempt,), curves=curves)) == ()


def test_a_level_over_the_worst_seed_is_held_against_the_worst() -> None:
    curves = tuple(make_curve([v], name="googlenet", seed=n) for n, v in enumerate([0.8229, 0.8234, 0.8239]))
    target = make_target(level=0.822, level_of="GoogLeNet", level_over="worst")
    of = make_collection(make_task_collection([googlenet()], task=make_task(target), curves=curves))
    assert check_levels(of) == ()
    wrong = make_target(level=0.823, level_of="GoogLeNet", level_over="worst")
    ((_, found),) = check_levels(
        make_collection(make_task_collection([googlenet()], task=make_task(wrong), curves=curves))
    )
    assert found.message.endswith("curves/googlenet.csv gives 0.822")
    assert found.hint == (
        "the last value of each seed, the worst over seeds, rounded to the lenient side at 0.001"
    )


def test_a_level_that_is_not_measured_is_nothing_to_check() -> None:
    assert check_levels(collection(None)) == ()


def test_findings_about_a_level_say_where_and_what_to_do() -> None:
    ((_, other),) = check_levels(collection(0.822, results=[googlenet()], curves=CURVES))
    ((_, none),) = check_levels(collection(0.823))
    assert (other.path, none.path) == ("results/imagenet/task.toml",) * 2
    assert (none.field, none.message) == (
        "level",
        "level 0.823 of alexnet-level is that of GoogLeNet, which has no row with a learning curve there",
    )
    assert none.hint == "commit its runs at full length, with their curve"
    assert other.hint == (
        "the last value of each seed, the median over seeds, rounded to the lenient side at 0.001"
    )
