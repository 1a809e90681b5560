"""A result held against its inputs, its curve and its log, with figures worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from effsite.analysis.reproductions import check_reproductions, ratio_to, reproductions_of
from effsite.analysis.verification import verify_compute, verify_crossing, verify_log
from effsite.records import CommittedLog, CurvePoint, LearningCurve, PublicationDate, Reproduction, RunLog
from tests.builders import (
    make_collection,
    make_curve,
    make_result,
    make_target,
    make_task,
    make_task_collection,
)

# An epoch of `make_curve` is 1e6 examples, 1e17 FLOP, 60 s; AlexNet level is 0.791.
CURVE = make_curve([0.7, 0.8], name="net")
RESULT = make_result("Net", "2020-01-01", training_flop=2e17, curve="net", value=0.8, examples=2e6)


def crossing(result: Any = RESULT, *curves: Any) -> tuple[str, str]:
    task = make_task_collection([result], curves=curves or (CURVE,))
    point = verify_crossing(task, result)
    assert point.about == "crossing"
    return point.verdict, point.said


def test_a_crossing_at_what_the_row_says_agrees() -> None:
    assert crossing() == ("agrees", "1 run at 0.791: value, training_flop, examples")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"training_flop": 1.9e17}, "training_flop 2e+17 at the crossing, the row says 1.9e+17"),
        ({"value": 0.81}, "value 0.8 from the level on, the row says 0.81"),
        ({"value": 0.801}, "value 0.8 from the level on, the row says 0.801"),
        (
            {"value": 0.81, "training_flop": 1.9e17},
            "value 0.8 from the level on, the row says 0.81;"
            " training_flop 2e+17 at the crossing, the row says 1.9e+17",
        ),
        ({"examples": 1e6}, "examples 2e+06 at the crossing, the row says 1e+06"),
    ],
    ids=str,
)
def test_another_figure_than_that_of_the_crossing_disagrees(fields: dict[str, float], said: str) -> None:
    told = {"training_flop": 2e17, "curve": "net", **fields}
    assert crossing(make_result("Net", "2020-01-01", **told)) == ("disagrees", said)


def test_a_count_agrees_within_a_hundredth_and_a_value_within_a_thousandth() -> None:
    near = make_result("Net", "2020-01-01", training_flop=2.01e17, curve="net", value=0.8007)
    assert crossing(near) == ("agrees", "1 run at 0.791: value, training_flop")


def test_a_value_may_be_that_of_any_run_from_the_level_on() -> None:
    runs = [make_curve([0.7, value], name="net", seed=n) for n, value in enumerate((0.80, 0.84))]
    for value, found in ((0.80, None), (0.82, None), (0.84, None), (0.795, 0.8), (0.85, 0.84)):
        result = make_result("Net", "2020-01-01", training_flop=2e17, curve="net", value=value, runs=2)
        said = f"value {found} from the level on, the row says {value}"
        expected = ("disagrees", said) if found else ("agrees", "2 runs at 0.791: value, training_flop")
        assert crossing(result, *runs) == expected


def test_the_compute_of_a_whole_run_is_none_of_its_crossing() -> None:
    whole = make_result(
        "Net", "2020-01-01", training_flop=9e17, curve="net", value=0.8, flop_scope="whole-run", examples=2e6
    )
    assert crossing(whole) == ("agrees", "1 run at 0.791: value, examples")


def test_the_curve_of_another_system_is_left_alone() -> None:
    assert crossing(RESULT, CURVE, make_curve([0.5], name="other"))[0] == "agrees"


def test_every_run_that_never_reaches_the_level_is_named() -> None:
    runs = [make_curve([0.7, 0.79], name="net", seed=n) for n in (0, 1)]
    assert crossing(RESULT, *runs) == ("disagrees", "net never reaches 0.791 with seed 0, 1")


def test_a_run_that_never_reaches_the_level_disagrees() -> None:
    verdict, said = crossing(RESULT, make_curve([0.7, 0.79], name="net"))
    assert (verdict, said) == ("disagrees", "net never reaches 0.791 with seed 0")


@pytest.mark.parametrize(
    ("result", "curve", "target", "said"),
    [
        (RESULT, CURVE, {"level": None, "metric": None}, "needs a level, which alexnet-level does not have"),
        (
            make_result("Net", "2020-01-01", training_flop=2e17, curve="net", value=0.8),
            LearningCurve(task="imagenet", name="net", seed=0, points=(CurvePoint(step=1, value=0.8),)),
            {},
            "needs a curve with one of training_flop, examples, epoch, seconds",
        ),
    ],
    ids=["no level", "no counts"],
)
def test_what_a_crossing_needs_to_be_held_is_said(
    result: Any, curve: Any, target: dict[str, Any], said: str
) -> None:
    task = make_task_collection([result], curves=(curve,), task=make_task(make_target(**target)))
    point = verify_crossing(task, result)
    assert (point.about, point.verdict, point.said) == ("crossing", "not verified", said)


def test_of_several_runs_the_mean_or_the_median_counts() -> None:
    runs = [
        make_curve(values, name="net", seed=n)
        for n, values in enumerate(([0.8], [0.7, 0.8], [0, 0, 0, 0, 0, 0.8]))
    ]
    # crossings after 1, 2 and 6 epochs: the median is 2, the mean 3
    for flop, verdict in ((2e17, "agrees"), (3e17, "agrees"), (1e17, "disagrees")):
        result = make_result("Net", "2020-01-01", training_flop=flop, curve="net", runs=3)
        assert crossing(result, *runs)[0] == verdict


def test_runs_without_a_curve_leave_the_rest_open() -> None:
    result = make_result("Net", "2020-01-01", training_flop=2e17, curve="net", runs=10)
    assert crossing(result) == ("not verified", "needs the curves of all 10 runs; those of 1 agree")
    more = make_result("Net", "2020-01-01", training_flop=2e17, curve="net", runs=1)
    verdict, said = crossing(more, CURVE, make_curve([0.7, 0.8], name="net", seed=1))
    assert (verdict, said) == ("disagrees", "net has 2 runs, the row says 1")


def test_a_row_without_a_curve_needs_one() -> None:
    said = "needs a learning curve in the row's column curve"
    assert crossing(make_result("Net", "2020-01-01")) == ("not verified", said)


@pytest.mark.parametrize(
    ("fields", "verdict", "said"),
    [
        # 1e9 FLOP x 1e7 images x 3 passes = 3e16
        ({}, "agrees", "the counted method gives 3e+16 FLOP, the row says 3e+16"),
        # within 2 %
        ({"training_flop": 3.05e16}, "agrees", "the counted method gives 3e+16 FLOP, the row says 3.05e+16"),
        ({"training_flop": 4e16}, "disagrees", "the counted method gives 3e+16 FLOP, the row says 4e+16"),
        ({"examples": None}, "not verified", "needs forward_flop and examples"),
        ({"flop_method": "parameters"}, "not verified", "needs parameters and examples"),
        (
            {"flop_method": "hardware"},
            "not verified",
            "needs devices, seconds, peak_flop_per_second and utilisation",
        ),
        (
            {"flop_method": "reported"},
            "not verified",
            "needs inputs of a method: the source reports the figure alone",
        ),
    ],
    ids=str,
)
def test_compute_follows_from_the_inputs_of_its_method(
    fields: dict[str, Any], verdict: str, said: str
) -> None:
    told = {"flop_method": "counted", "forward_flop": 1e9, "examples": 1e7, "training_flop": 3e16, **fields}
    point = verify_compute(make_result("Net", "2020-01-01", **told))
    assert (point.about, point.verdict, point.said) == ("compute", verdict, said)


def test_a_row_without_a_compute_needs_one() -> None:
    point = verify_compute(make_result("Net", "2020-01-01", training_flop=None, seconds=60.0))
    assert (point.about, point.verdict, point.said) == ("compute", "not verified", "needs a training_flop")


def make_log(**begin: Any) -> CommittedLog:
    """A run of 1e11 / 3 FLOP forward an image, which is the 1e17 FLOP of the curve's 1e6 images."""
    known = {
        **{"task": "imagenet", "system": "net", "seed": 0, "recipe": "r", "data": "d", "device": "x"},
        **{"data_is_the_tasks": True, "data_fingerprint": "f", "device_kind": "cpu", "processes": 1},
        **{"parameters": 10, "forward_flop": 1e11 / 3, "settings": {"data": {"resolution": []}}},
    }
    run = RunLog(task="imagenet", seed=0, line=1, begin=known | begin)
    return CommittedLog(task="imagenet", name="net", runs=(run,), text="")


@pytest.mark.parametrize(
    ("begin", "verdict", "said"),
    [
        # 1e11 / 3 x 3 x 2e6 images = 2e17
        ({}, "agrees", "forward x examples x passes gives the curve's compute in 1 run"),
        # 1e11 x 3 x 2e6 = 6e17, and 1e11 / 3 x 2 x 2e6 = 1.333e17
        (
            {"forward_flop": 1e11},
            "disagrees",
            "seed 0: forward x examples x passes is 6e+17 FLOP, the curve says 2e+17",
        ),
        (
            {"passes": 2.0},
            "disagrees",
            "seed 0: forward x examples x passes is 1.333e+17 FLOP, the curve says 2e+17",
        ),
        (
            {"settings": {"data": {"resolution": [[1.0, 160]]}}},
            "not verified",
            "needs one size of images: where it changes, the parts are not in the log",
        ),
        (
            {"forward_flop": "much"},
            "not verified",
            "needs what a log says at its beginning: it forward_flop is 'much'",
        ),
    ],
    ids=str,
)
def test_the_work_in_a_log_gives_the_compute_of_the_curve(
    begin: dict[str, Any], verdict: str, said: str
) -> None:
    task = make_task_collection([RESULT], curves=(CURVE,), logs=(make_log(**begin),))
    point = verify_log(task, RESULT)
    assert (point.about, point.verdict, point.said) == ("log", verdict, said)


def test_a_curve_without_what_was_spent_leaves_its_log_open() -> None:
    bare = LearningCurve(task="imagenet", name="net", seed=0, points=(CurvePoint(step=1, value=0.8),))
    point = verify_log(make_task_collection([RESULT], curves=(bare,), logs=(make_log(),)), RESULT)
    assert (point.about, point.verdict) == ("log", "not verified")
    assert point.said == "needs examples and training_flop in the curve"


@pytest.mark.parametrize(
    ("curve", "said"), [("net", "needs logs/net.jsonl"), ("", "needs a curve and its log")]
)
def test_without_a_log_the_file_that_is_needed_is_named(curve: str, said: str) -> None:
    result = make_result("Net", "2020-01-01", training_flop=2e17, curve=curve)
    point = verify_log(make_task_collection([result], curves=(CURVE,)), result)
    assert (point.about, point.verdict, point.said) == ("log", "not verified", said)


def test_curve_and_log_of_other_seeds_disagree() -> None:
    task = make_task_collection([RESULT], curves=(make_curve([0.8], name="net", seed=7),), logs=(make_log(),))
    point = verify_log(task, RESULT)
    assert (point.about, point.said) == ("log", "curve and log have other seeds")


def make_reproduction(**fields: Any) -> Reproduction:
    defaults: dict[str, Any] = {
        **{"task": "imagenet", "submission": "ada", "of": "tests", "target": "alexnet-level", "by": "Ada"},
        **{"system": "Net", "machine": "a laptop", "runs": 1, "runs_reached": 1, "curve": "again"},
        **{"source": "effsite run", "reproduced": PublicationDate.parse("2024-05-03")},
    }
    return Reproduction(**defaults | fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"training_flop": 2e17, "value": 0.8}, None),
        ({"training_flop": 1e17}, "Net: training_flop 2e+17 at the crossing, the row says 1e+17"),
        (
            {"runs": 2, "runs_reached": 2},
            "Net: 1 of 1 runs in again reach alexnet-level, the row says 2 of 2",
        ),
        ({"runs_reached": 0}, "Net: 1 of 1 runs in again reach alexnet-level, the row says 0 of 1"),
    ],
    ids=str,
)
def test_a_reproduction_is_held_against_its_own_curve(fields: dict[str, Any], said: str | None) -> None:
    curve = make_curve([0.7, 0.8], name="again")
    task = make_task_collection([RESULT], curves=(curve,), reproductions=(make_reproduction(**fields),))
    found = [finding for _, finding in check_reproductions(make_collection(task))]
    assert [finding.message for finding in found] == ([said] if said else [])
    for finding in found:
        assert finding.where == "results/imagenet/reproductions/ada.csv"
        assert finding.field == ("training_flop" if "training_flop" in fields else "runs_reached")
        assert finding.hint == "give what the curve gives, or commit the curve of those runs"


def test_a_reproduction_belongs_to_one_result_alone() -> None:
    mine, other = make_reproduction(training_flop=3e17), make_reproduction(of="others")
    assert reproductions_of(RESULT, [other, mine]) == (mine,)
    assert ratio_to(RESULT, mine) == 1.5
    assert ratio_to(RESULT, other) is None
    assert make_target().name == mine.target


def test_a_reproduction_without_a_level_or_a_curve_is_nothing_to_check() -> None:
    bare = make_task_collection([RESULT], reproductions=(make_reproduction(),))
    no_level = make_task_collection(
        [RESULT],
        task=make_task(make_target(level=None, metric=None)),
        curves=(make_curve([0.7, 0.8], name="again"),),
        reproductions=(make_reproduction(),),
    )
    assert check_reproductions(make_collection(bare)) == ()
    assert check_reproductions(make_collection(no_level)) == ()
