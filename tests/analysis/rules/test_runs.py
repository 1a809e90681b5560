from __future__ import annotations

from dataclasses import replace

import pytest

from tests.analysis.rules import looking
from tests.analysis.rules.looking import codes, found, only
from tests.builders import make_curve, make_result

# Epochs to 79.1 %: 1, 2 and 6, so that the mean is 3 and the median 2; an epoch is 1e17 FLOP and 60 s.
THREE = tuple(make_curve([0.5] * before + [0.8], seed=before) for before in (0, 1, 5))


def bare(before):
    """A run that reaches the level after so many epochs more, with its examples at the end alone."""
    run = make_curve([0.5] * before + [0.8], seed=before)
    return replace(run, points=tuple(replace(point, examples=None) for point in run.points))


def figures(result, curves=THREE):
    return [(f.severity, f.code, f.field, f.message) for f in looking.figures(result, curves=curves)]


def test_the_compute_of_the_best_run_is_no_compute_of_several():
    row = make_result(training_flop=1e17, curve="resnet", runs=3, status="log-checked")

    assert figures(row) == [
        (
            "error",
            "best-of-several",
            "training_flop",
            "AlexNet: training_flop is that of the best of 3 runs in resnet; their mean is 3e+17",
        )
    ]


@pytest.mark.parametrize("flop", [2e17, 3e17])
def test_the_mean_and_the_median_of_all_runs_are(flop):
    assert figures(make_result(training_flop=flop, curve="resnet", runs=3, status="log-checked")) == []


def test_a_claimed_row_of_the_best_run_only_warns():
    row = make_result(training_flop=1e17, curve="resnet", runs=3)

    assert [severity for severity, *_ in figures(row)] == ["warning"]


def test_a_figure_that_is_neither_the_best_nor_the_middle_disagrees_with_its_curve():
    row = make_result(training_flop=1.5e17, curve="resnet", runs=3)

    assert [code for _, code, _, _ in figures(row)] == ["curve-disagrees"]


def test_a_count_may_be_the_median_of_that_count_alone():
    # 1, 2 and 6 epochs with 9, 1 and 2 million examples: the middle run had 1, the mean is 4, the median 2
    counted = [
        replace(run, points=(*run.points[:-1], replace(run.points[-1], examples=examples)))
        for run, examples in zip(map(bare, (0, 1, 5)), (9e6, 1e6, 2e6), strict=True)
    ]
    row = make_result(training_flop=2e17, examples=2e6, curve="resnet", runs=3)

    assert figures(row, counted) == []
    assert [field for _, _, field, _ in figures(replace(row, examples=2.5e6), counted)] == ["examples"]


def test_a_figure_off_by_a_whole_factor_is_told_with_what_may_be_behind_it():
    def message(flop):
        return figures(make_result(training_flop=flop, curve="resnet", runs=3))[0][3]

    assert message(1.5e17) == "AlexNet: resnet reaches alexnet-level at 2e+17, the row says 1.5e+17"
    assert message(6e17) == (
        "AlexNet: resnet reaches alexnet-level at 3e+17, the row says 6e+17: exactly 2 times apart, as where"
        " one of them counts a multiply-add once"
    )


def test_the_better_of_two_runs_is_the_best_of_several():
    row = make_result(training_flop=1e17, curve="resnet", runs=2)

    assert [code for _, code, _, _ in figures(row, THREE[::2])] == ["best-of-several"]


def test_the_one_run_of_a_curve_is_not_the_best_of_several():
    assert figures(make_result(training_flop=1e17, curve="resnet"), THREE[:1]) == []


def test_runs_that_hardly_differ_have_no_best():
    # 60 s each: the best run is the mean as well
    row = make_result(training_flop=1e17, curve="resnet", runs=2)
    twice = (make_curve([0.8], seed=0), make_curve([0.8], seed=1))

    assert figures(row, twice) == []


@pytest.mark.parametrize(
    ("words", "odd"),
    [
        ("Best of 5 runs.", True),
        ("The fastest of ten.", True),
        ("We give the best run.", True),
        ("THE CHEAPEST OF FOUR", True),
        ("Best seed out of many.", True),
        ("Fastest run out of several", True),
        ("Mean of 5 runs.", False),
        ("The best of the published networks.", False),
        ("The fastest of the two-GPU machines.", False),
        ("Faster than the best ResNet.", False),
    ],
)
def test_words_that_speak_of_the_best_run_are_asked_about(words, odd):
    assert bool([code for _, code, _, _ in figures(make_result(note=words), ())]) is odd


def test_words_about_the_best_run_are_quoted():
    assert figures(make_result(note="Best of 5 runs."), ()) == [
        ("warning", "best-of-several", "note", "AlexNet: note speaks of the 'Best of 5'")
    ]


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        (2, "AlexNet: resnet holds 3 runs, the row counts 2"),
        (None, "AlexNet: resnet holds 3 runs, the row does not say how many"),
    ],
)
def test_runs_in_the_curve_are_counted(runs, message):
    row = make_result(training_flop=3e17, curve="resnet", runs=runs)

    assert only(row, code="runs-left-out", curves=THREE) == ("warning", "runs", message)


@pytest.mark.parametrize("runs", [3, 5])
def test_a_rule_may_leave_the_curves_of_some_runs_out(runs):
    row = make_result(training_flop=3e17, curve="resnet", runs=runs)

    assert "runs-left-out" not in codes(row, curves=THREE)


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"runs": 5}, True),
        ({"runs": 5, "note": "5 runs, rule olympic."}, False),
        ({"runs": 5, "source": "Table 2, mean over seeds"}, False),
        ({"runs": 5, "note": "We mean it."}, False),  # a word is a word
        ({"runs": 5, "note": "Meaningful."}, True),
        ({"runs": 1}, False),
        ({}, False),
        ({"runs": 3, "curve": "resnet", "training_flop": 3e17}, False),
        ({"runs": 5, "curve": "resnet", "training_flop": 3e17}, True),
    ],
)
def test_of_several_runs_it_is_said_what_the_figure_is(fields, odd):
    assert ("rule-not-told" in codes(make_result(**fields), curves=THREE)) is odd


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"source_kind": "measured"}, True),
        ({"source_kind": "measured", "runs": 1}, False),
        ({"source_kind": "reported"}, False),
    ],
)
def test_who_measured_says_in_how_many_runs(fields, odd):
    assert bool(found(make_result(**fields), code="runs-not-told")) is odd


@pytest.mark.parametrize(
    ("fields", "odd"),
    [
        ({"runs": 3}, True),
        ({"runs": 3, "training_flop_low": 9e17}, False),
        ({"runs": 3, "training_flop_high": 2e18}, False),
        ({"runs": 3, "curve": "resnet", "training_flop": 3e17}, False),
        ({"runs": 3, "training_flop": None, "seconds": 5.0}, False),
        ({"runs": 1}, False),
        ({"runs": 3, "source_kind": "reported"}, False),
    ],
)
def test_several_measured_runs_come_with_their_spread(fields, odd):
    row = make_result(**{"source_kind": "measured", **fields})

    assert bool(found(row, code="spread-not-told", curves=THREE)) is odd


@pytest.mark.parametrize(
    ("value", "odd"), [(0.8, False), (0.8009, False), (0.802, True), (0.792, True), (None, False)]
)
def test_the_value_is_one_that_the_curve_has_from_the_level_on(value, odd):
    row = make_result(training_flop=3e17, curve="resnet", runs=3, value=value)

    assert ("value-not-on-curve" in codes(row, curves=THREE)) is odd


def test_a_value_may_be_that_of_the_end_of_the_run():
    curve = (make_curve([0.5, 0.8, 0.78, 0.95]),)
    row = make_result(training_flop=2e17, curve="resnet", value=0.9)

    assert "value-not-on-curve" not in codes(row, curves=curve)


def test_a_log_checked_value_that_is_not_on_the_curve_is_an_error():
    row = make_result(training_flop=2e17, curve="resnet", value=0.99, status="log-checked", runs=1)

    assert only(row, code="value-not-on-curve", curves=(make_curve([0.5, 0.8, 0.95]),)) == (
        "error",
        "value",
        "AlexNet: resnet has 0.8 to 0.95 from the level on, the row says 0.99",
    )


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        ({"source_kind": "measured"}, "runs-not-told", "was measured, and does not say in how many runs"),
        ({"runs": 2}, "rule-not-told", "gives one figure for 2 runs, and no rule"),
        ({"source_kind": "measured", "runs": 2}, "spread-not-told", "gives no spread of its 2 runs"),
    ],
)
def test_what_is_not_told_of_runs_is_said_at_their_number(fields, code, message):
    assert only(make_result(**fields), code=code) == ("warning", "runs", f"AlexNet: {message}")


def test_two_runs_in_the_curve_tell_their_number_and_their_spread():
    row = make_result(training_flop=2e17, curve="resnet", source_kind="measured")

    assert not {"runs-not-told", "spread-not-told"} & set(codes(row, curves=THREE[:2]))
    assert "spread-not-told" not in codes(replace(row, runs=2), curves=THREE[:2])
    _, _, message = only(row, code="runs-left-out", curves=THREE[:2])
    assert message == "AlexNet: resnet holds 2 runs, the row does not say how many"
    assert "spread-not-told" not in codes(make_result(source_kind="measured"))
