"""Targets at another level, by hand: an epoch of these curves is 1e17 FLOP, 1e6 examples and 60 s."""

from __future__ import annotations

import pytest

from effsite.analysis.frontier import frontier
from effsite.analysis.moved import MOVABLE, is_reached, moved, results_at, trained
from effsite.analysis.slim import slim
from effsite.records import CurvePoint, LearningCurve
from tests.builders import (
    LOSS,
    TOP5,
    make_attempt,
    make_curve,
    make_result,
    make_target,
    make_task,
    make_task_collection,
)


def systems(*rows, curves):
    target = make_target()
    attempts = [row for row in rows if not hasattr(row, "flop_scope")]
    results = [row for row in rows if hasattr(row, "flop_scope")]
    task = make_task_collection(
        results, task=make_task(target), attempts=tuple(attempts), curves=tuple(curves)
    )
    return target, trained(task, target)


def test_each_system_has_the_figure_of_its_median_run_at_any_level():
    curves = [
        make_curve(v, name="a", seed=n) for n, v in enumerate(([0.5, 0.9], [0.5, 0.6, 0.9], [0.5, 0.55]))
    ]
    target, found = systems(make_result("A", curve="a"), curves=curves)
    # 0.9: after 2, 3 and never; 0.5: after 1 each; 0.6: after 2, 2 and never
    took = {level: [r.examples for r in results_at(found, moved(target, level))] for level in (0.9, 0.5, 0.6)}
    assert took == {0.9: [3e6], 0.5: [1e6], 0.6: [2e6]}
    assert results_at(found, moved(target, 0.95)) == ()


def test_an_attempt_at_the_target_is_a_result_at_a_lower_level():
    curves = [make_curve([0.5, 0.6], name="b")]
    target, found = systems(make_attempt("B", curve="b", flop_method="counted"), curves=curves)
    (result,) = results_at(found, moved(target, 0.6))
    assert (result.system, result.training_flop, result.flop_method) == ("B", 2e17, "counted")
    assert results_at(found, target) == ()
    assert (is_reached(found, moved(target, 0.6)), is_reached(found, target)) == (True, False)


def test_records_change_with_the_level():
    curves = [make_curve([0.5, 0.6, 0.8], name="a"), make_curve([0.4, 0.8], name="b")]
    rows = (make_result("A", "2012-06-01", curve="a"), make_result("B", "2014-01-01", curve="b"))
    target, found = systems(*rows, curves=curves)
    high = frontier(target, results_at(found, target), "examples")
    assert ([r.system for r in high.results], high.gain) == (["A", "B"], 1.5)  # 3 epochs, then 2
    easier = moved(target, 0.5)
    low = frontier(easier, results_at(found, easier), "examples")
    assert [r.system for r in low.results] == ["A"]  # 1 epoch against 2


def test_a_row_without_a_curve_stands_at_no_other_level():
    _, found = systems(make_result("A", curve="a"), make_result("B"), curves=[make_curve([0.8], name="a")])
    assert [one.row.system for one in found] == ["A"]


def test_a_slim_curve_keeps_every_crossing_within_the_share():
    # epochs 1, 2, ...: from 100 to 101 it is 1 % later, from 99 to 101 2 %
    values = [1 - 1 / n for n in range(1, 102)]
    whole = make_curve(values)
    thin = slim(whole, TOP5, 0.0101)
    assert len(thin.points) < len(whole.points)
    for level in [v + d for v in values for d in (-1e-6, 0.0)]:
        first = next(p for p in whole.points if p.value >= level)
        late = next(p for p in thin.points if p.value >= level)
        assert first.step <= late.step <= first.step * 1.0101


def test_a_slim_curve_has_only_what_is_better_than_all_before():
    curve = make_curve([9.0, 3.5, 3.6, 3.5, 3.2, 3.3])
    assert [p.value for p in slim(curve, LOSS, 0.0).points] == [9.0, 3.5, 3.2]


@pytest.mark.parametrize(
    ("fields", "method"),
    [
        ({"source_kind": "measured"}, "counted"),
        ({"source_kind": "reported"}, "reported"),
        ({"source_kind": "measured", "training_flop": 1e17, "flop_method": "hardware"}, "hardware"),
    ],
    ids=str,
)
def test_compute_along_a_curve_was_got_as_the_row_says_or_counted_where_the_runs_are_our_own(fields, method):
    without = {"training_flop": None, "flop_method": None, "seconds": 60.0}
    row = make_result("A", curve="a", **{**without, **fields})
    _, (system,) = systems(row, curves=[make_curve([0.8], name="a")])
    assert system.flop_method == method


def test_a_curve_without_compute_has_no_method():
    row = make_result("A", curve="a", training_flop=None, flop_method=None, seconds=60.0)
    point = CurvePoint(step=1, value=0.8)
    bare = LearningCurve(task="imagenet", name="a", seed=0, points=(point,))
    half = LearningCurve(
        task="imagenet", name="a", seed=0, points=(point, CurvePoint(step=2, value=0.8, training_flop=1e17))
    )
    assert [systems(row, curves=[curve])[1][0].flop_method for curve in (bare, half)] == [None, "reported"]


def test_a_curve_that_lacks_a_count_gives_the_others_and_an_attempt_claims_them():
    points = (CurvePoint(step=1, value=0.6, examples=1e6), CurvePoint(step=2, value=0.7, examples=2e6))
    bare = LearningCurve(task="imagenet", name="short", seed=0, points=points)
    target, found = systems(make_attempt(), curves=[bare])

    (result,) = results_at(found, moved(target, 0.65))

    assert (result.examples, result.training_flop, result.seconds) == (2e6, None, None)
    assert result.status == "claimed"
    assert MOVABLE == ("training_flop", "examples", "seconds")


def test_a_curve_without_any_count_gives_no_result():
    bare = LearningCurve(task="imagenet", name="short", seed=0, points=(CurvePoint(step=1, value=0.8),))
    target, found = systems(make_attempt(), curves=[bare])

    assert results_at(found, target) == ()
