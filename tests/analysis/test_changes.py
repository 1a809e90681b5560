from __future__ import annotations

from effsite.analysis.changes import changes, changes_in
from effsite.analysis.summary import summarise
from tests.builders import (
    make_collection,
    make_device,
    make_result,
    make_results,
    make_runs_target,
    make_statement,
    make_target,
    make_task_collection,
)

OLD = make_results(("AlexNet", "2012-01-01", 16e17), ("GoogLeNet", "2014-01-01", 4e17))


def what(before, after):
    target = make_target()
    found = changes(
        summarise(make_task_collection(before), target), summarise(make_task_collection(after), target)
    )
    return [(c.kind, c.system, c.other, c.before, c.after) for c in found]


def test_an_unchanged_record_has_no_changes():
    assert what(OLD, OLD) == []


def test_a_new_record_says_whom_it_beats_and_what_becomes_of_the_figures():
    new = make_result("EfficientNet", "2016-01-01", training_flop=1e17)

    added, record, factor, trend = what(OLD, (*OLD, new))

    assert added == ("result-added", "EfficientNet", "", None, 1e17)
    assert record == ("new-record", "EfficientNet", "GoogLeNet", 4e17, 1e17)
    assert factor == ("factor", "", "", 4, 16)
    assert trend[0] == "doubling-time"
    assert trend[3] is None


def test_a_result_that_is_no_record_changes_nothing_else():
    worse = make_result("VGG", "2015-01-01", training_flop=9e17)

    assert what(OLD, (*OLD, worse)) == [("result-added", "VGG", "", None, 9e17)]


def test_a_result_entered_late_displaces_the_records_that_it_undercuts():
    late = make_result("Forgotten", "2013-01-01", training_flop=2e17)

    found = what(OLD, (*OLD, late))

    assert ("new-record", "Forgotten", "AlexNet", 16e17, 2e17) in found
    assert ("displaced", "GoogLeNet", "Forgotten", 4e17, 2e17) in found


def test_an_earlier_result_becomes_the_baseline():
    earlier = make_result("LeNet", "2011-01-01", training_flop=32e17)

    assert ("baseline", "LeNet", "AlexNet", 16e17, 32e17) in what(OLD, (earlier, *OLD))


def test_a_withdrawn_record_is_displaced_and_leaves_no_factor():
    withdrawn = make_result("GoogLeNet", "2014-01-01", training_flop=4e17, status="withdrawn")

    assert what(OLD, (OLD[0], withdrawn)) == [
        ("result-changed", "GoogLeNet", "", 4e17, 4e17),
        ("displaced", "GoogLeNet", "AlexNet", 4e17, 16e17),
        ("factor", "", "", 4, None),
    ]


def test_a_corrected_compute_is_a_change_of_the_same_result():
    corrected = make_result("GoogLeNet", "2014-01-01", training_flop=2e17)

    assert what(OLD, (OLD[0], corrected)) == [
        ("result-changed", "GoogLeNet", "", 4e17, 2e17),
        ("factor", "", "", 4, 8),
    ]


def test_a_removed_result_is_said():
    assert ("result-removed", "GoogLeNet", "", 4e17, None) in what(OLD, OLD[:1])


def test_the_first_result_of_a_target_is_its_first_record():
    assert what((), OLD[:1]) == [
        ("result-added", "AlexNet", "", None, 16e17),
        ("new-record", "AlexNet", "", None, 16e17),
    ]


def test_rows_of_a_record_are_held_against_the_record_without_them():
    collection = make_collection(make_task_collection(OLD))

    texts = [c.text for c in changes_in(collection, {OLD[1]})]

    assert texts == [
        "imagenet alexnet-level: GoogLeNet: added with 4e+17 FLOP",
        "imagenet alexnet-level: GoogLeNet: a record at 4e+17 FLOP, after 1.6e+18 FLOP by AlexNet",
        "imagenet alexnet-level: factor none -> 4",
    ]


def test_rows_that_are_no_results_change_no_figure():
    stated = make_statement("factor", "4x", "4")
    collection = make_collection(make_task_collection(OLD, statements=(stated,), devices=(make_device(),)))

    assert changes_in(collection, {stated, *collection.devices}) == ()


def test_a_lost_trend_says_why():
    new = make_result("EfficientNet", "2016-01-01", training_flop=1e17)
    target = make_target()
    with_it = summarise(make_task_collection((*OLD, new)), target)

    texts = [c.text for c in changes(with_it, summarise(make_task_collection(OLD), target))]

    assert texts[-1].endswith("-> none (two points only; a trend is fitted to three or more)")
    assert "halving time in months 12" in texts[-1]


def texts(before, after, target=None):
    target = target or make_target()
    found = changes(
        summarise(make_task_collection(before), target), summarise(make_task_collection(after), target)
    )
    return [c.text.removeprefix("imagenet alexnet-level: ") for c in found]


def test_a_result_that_sets_no_record_says_why():
    gone = make_result("Gone", "2013-01-01", training_flop=1e17, status="withdrawn")

    assert texts(OLD, (*OLD, gone)) == ["Gone: added with 1e+17 FLOP, but sets no record: withdrawn"]


def test_a_corrected_result_says_both_figures():
    corrected = make_result("GoogLeNet", "2014-01-01", training_flop=2e17)

    assert texts(OLD, (OLD[0], corrected)) == [
        "GoogLeNet: changed from 4e+17 FLOP to 2e+17 FLOP",
        "factor 4 -> 8",
    ]


def test_a_removed_result_is_no_longer_a_record():
    assert texts(OLD, OLD[1:]) == [
        "AlexNet: removed",
        "AlexNet: no longer a record",
        "GoogLeNet: the baseline in place of AlexNet: every factor changes",
        "factor 4 -> none",
    ]


def test_a_displaced_record_says_who_stands_in_front_of_it():
    late = make_result("Forgotten", "2013-01-01", training_flop=2e17)

    assert "GoogLeNet: no longer a record: Forgotten stands in front of it" in texts(OLD, (*OLD, late))


def test_the_first_record_says_so():
    assert texts((), OLD[:1]) == [
        "AlexNet: added with 1.6e+18 FLOP",
        "AlexNet: a record at 1.6e+18 FLOP, the first",
    ]


def test_a_history_of_the_largest_runs_has_a_doubling_time():
    # 3 points 24 months apart, each 4 times the one before: a doubling every 12 months
    days = ("2012-01-01", "2014-01-01", "2016-01-01")
    rows = make_results(
        *((f"Run {n}", day, 4.0**n * 1e17) for n, day in enumerate(days)), flop_scope="whole-run"
    )

    assert texts(rows[:2], rows, make_runs_target())[-1] == "fitted doubling time in months none -> 12"
