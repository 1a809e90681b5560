"""What a log can do to a curve, and what is made of it; docs/ingest/index.md says the same to people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from effsite.ingest.log import Evaluation, Facts, LoggedRun
from effsite.ingest.log_format import ReadOptions
from effsite.ingest.report import LogError, Report
from effsite.ingest.run_curves import run_curves
from effsite.records import Metric

ACCURACY = Metric(name="accuracy", label="accuracy", higher_is_better=True, unit="fraction")
LOSS = Metric(name="loss", label="loss", higher_is_better=False)


def made(points, *, level=0.9, metric=ACCURACY, facts=None, form=None, **names):
    """The curves of a run with (step, value) or (step, value, seconds), and the report."""
    key = names.get("key", "val_accuracy")
    evaluations = tuple(
        Evaluation(values={key: p[1]}, line=n, step=p[0], seconds=p[2] if len(p) > 2 else None)
        for n, p in enumerate(points, 1)
    )
    report = Report("a.log")
    run = LoggedRun(evaluations=evaluations, facts=facts or Facts(), forms=names.get("forms", {}))
    found = run_curves(run, "task", ReadOptions(wanted=metric, level=level, form=form), report)
    return found, "\n".join(note.message for note in report.lines)


def steps(found):
    return [[point.step for point in one.curve.points] for one in found]


def test_a_resumed_run_replaces_what_it_repeats():
    found, said = made([(1, 0.1), (2, 0.5), (3, 0.6), (2, 0.55), (3, 0.7), (4, 0.95)])
    assert steps(found) == [[1, 2, 3, 4]]
    assert [p.value for p in found[0].curve.points] == [0.1, 0.55, 0.7, 0.95]
    assert "resumed from an earlier checkpoint: 2 evaluations" in said


def test_a_run_that_is_resumed_after_the_target_keeps_its_first_crossing():
    found, said = made([(1, 0.1), (2, 0.92), (3, 0.93), (2, 0.5), (3, 0.94)])
    assert [(p.step, p.value) for p in found[0].curve.points] == [(1, 0.1), (2, 0.92), (3, 0.93)]
    assert "the first crossing counts" in said


def test_the_clock_of_a_resumed_run_goes_on_from_the_checkpoint():
    found, said = made([(1, 0.1, 10), (2, 0.5, 20), (3, 0.6, 30), (2, 0.5, 9), (3, 0.95, 19)])
    # at step 1 the clock stood at 10; the new one gives 9 and 19 more
    assert [p.seconds for p in found[0].curve.points] == [10, 19, 29]
    assert "the clock goes back" in said


def test_an_attempt_that_was_broken_off_early_is_set_aside():
    found, said = made([(1, 0.1), (2, 0.2), (1, 0.1), (2, 0.3), (3, 0.95)])
    assert steps(found) == [[1, 2, 3]]
    assert "2 attempts, 1 set aside" in said


def test_an_attempt_that_went_as_far_and_failed_is_a_failed_run():
    found, _ = made([(1, 0.1), (3, 0.2), (5, 0.3), (1, 0.1), (3, 0.95)])
    assert steps(found) == [[1, 3, 5], [1, 3]]


def test_of_attempts_that_all_fail_the_longest_stands():
    found, _ = made([(1, 0.1), (2, 0.2), (3, 0.3), (1, 0.1), (2, 0.2)])
    assert steps(found) == [[1, 2, 3]]


def test_a_second_evaluation_at_the_same_step_does_not_count():
    found, said = made([(1, 0.5), (1, 0.95), (2, 0.6)])
    assert [p.value for p in found[0].curve.points] == [0.5, 0.6]
    assert "repeated at the same place" in said


def test_a_count_that_falls_is_left_out_of_the_curve():
    evaluations = tuple(
        Evaluation(values={"acc": v}, step=s, epoch=e) for s, e, v in [(1, 5, 0.1), (2, 4, 0.2), (3, 6, 0.3)]
    )
    (one,) = run_curves(LoggedRun(evaluations=evaluations), "t", ReadOptions(wanted=ACCURACY), Report("a"))
    assert [p.epoch for p in one.curve.points] == [None, None, None]


def test_evaluations_without_any_count_are_numbered_and_that_is_told():
    evaluations = tuple(Evaluation(values={"acc": v}) for v in (0.1, 0.2))
    report = Report("a")
    (one,) = run_curves(LoggedRun(evaluations=evaluations), "t", ReadOptions(wanted=ACCURACY), report)
    assert (one.position, [p.step for p in one.curve.points]) == ("number", [1, 2])
    assert any("--column step" in note.hint for note in report.lines)


def test_examples_come_from_steps_and_batch_or_epochs_and_their_size():
    by_step, _ = made([(10, 0.1)], facts=Facts(examples_per_step=64))
    assert by_step[0].curve.points[0].examples == 640
    run = LoggedRun(
        evaluations=(Evaluation(values={"acc": 0.1}, epoch=2.5),), facts=Facts(examples_per_epoch=1000)
    )
    (by_epoch,) = run_curves(run, "t", ReadOptions(wanted=ACCURACY), Report("a"))
    assert by_epoch.curve.points[0].examples == 2500


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("val_accuracy", [9.0, 79.1], [0.09, 0.791]),
        ("val_accuracy", [0.5, 79.1], [0.005, 0.791]),
        ("val_accuracy_percent", [0.5, 0.9], [0.005, 0.009]),
        ("val_accuracy", [0.5, 0.9], [0.5, 0.9]),
        ("val_err", [0.5, 0.1], [0.5, 0.9]),
        ("val_error", [30.0, 6.9], [0.7, 0.931]),
    ],
    ids=["percent", "percent that begins below 1", "named percent", "fraction", "error", "error in percent"],
)
def test_a_value_is_converted_where_name_or_values_leave_no_doubt(key, values, expected):
    found, _ = made(list(enumerate(values, 1)), key=key)
    assert [p.value for p in found[0].curve.points] == expected


def test_that_no_value_is_above_1_is_told_for_it_may_be_percent():
    _, said = made([(1, 0.5), (2, 0.95)])
    assert "read as a fraction: no value is above 1" in said


def test_the_users_or_the_formats_word_on_the_form_decides():
    told, _ = made([(1, 0.5)], form="percent")
    laid_down, _ = made([(1, 0.5)], forms={"val_accuracy": "percent"})
    assert told[0].curve.points[0].value == laid_down[0].curve.points[0].value == 0.005


@pytest.mark.parametrize("values", [[0.5, 120.0], [-3.0, 0.5]])
def test_values_that_are_neither_fraction_nor_percent_are_refused(values):
    with pytest.raises(LogError, match="neither a fraction nor percent"):
        made(list(enumerate(values, 1)))


def test_a_loss_is_never_converted():
    found, _ = made([(1, 79.1), (2, 3.2)], metric=LOSS, level=3.28, key="val_loss")
    assert [p.value for p in found[0].curve.points] == [79.1, 3.2]


WER = Metric(name="word_error_rate", label="word error rate", higher_is_better=False, unit="fraction")


@pytest.mark.parametrize("key", ["val_wer", "word_error_rate", "test_cer"])
def test_a_rate_of_edits_on_both_sides_of_1_is_asked_about(key):
    with pytest.raises(LogError, match=r"runs from 0\.05 to 10\.2: more errors than words, or percent"):
        made([(1, 10.2), (2, 0.05)], metric=WER if "word" in key else replace(WER, name=key), key=key)


@pytest.mark.parametrize(
    ("points", "form", "values"),
    [
        ([(1, 10.2), (2, 0.05)], "fraction", [1.0, 0.05]),
        ([(1, 80.0), (2, 0.5)], "percent", [0.8, 0.005]),
        ([(1, 80.0), (2, 5.0)], None, [0.8, 0.05]),  # none is below 1: percent
        ([(1, 0.9), (2, 0.05)], None, [0.9, 0.05]),
        ([(1, 130.0), (2, 5.0)], None, [1.0, 0.05]),  # 130 % of errors, taken as 100 %
    ],
)
def test_a_rate_of_edits_is_read_by_its_form(points, form, values):
    found, said = made(points, metric=WER, level=0.05, key="word_error_rate", form=form)
    assert [point.value for point in found[0].curve.points] == values
    assert ("more errors than words" in said) == (values[0] == 1.0)
