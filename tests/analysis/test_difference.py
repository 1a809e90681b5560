"""Two states of a collection: which rows are one result, and when records moved."""

from __future__ import annotations

from effsite.analysis.difference import TargetDifference, differences
from effsite.records import Result
from tests.builders import make_result, make_results, make_target, make_task, make_task_collection

OLD = make_results(("AlexNet", "2012-01-01", 16e17), ("GoogLeNet", "2014-01-01", 4e17))


def difference(before: tuple[Result, ...], after: tuple[Result, ...]) -> TargetDifference:
    (found,) = differences([make_task_collection(before)], [make_task_collection(after)])
    return found


def rows(before: tuple[Result, ...], after: tuple[Result, ...]) -> list[tuple[object, ...]]:
    return [(r.kind, r.result.system, r.before, r.after, r.fields) for r in difference(before, after).rows]


def test_equal_states_differ_in_nothing() -> None:
    assert differences([make_task_collection(OLD)], [make_task_collection(OLD[::-1])]) == []


def test_a_new_row_is_added() -> None:
    new = make_result("VGG", "2015-01-01", training_flop=9e17)
    assert rows(OLD, (*OLD, new)) == [("added", "VGG", None, 9e17, ())]


def test_a_row_that_is_gone_is_removed() -> None:
    assert rows(OLD, OLD[:1]) == [("removed", "GoogLeNet", 4e17, None, ())]


def test_a_mended_figure_is_a_change_of_its_column() -> None:
    mended = make_result("GoogLeNet", "2014-01-01", training_flop=2e17)
    assert rows(OLD, (OLD[0], mended)) == [("changed", "GoogLeNet", 4e17, 2e17, ("training_flop",))]


def test_a_row_whose_words_alone_differ_is_changed_and_moves_no_record() -> None:
    noted = make_result("GoogLeNet", "2014-01-01", training_flop=4e17, note="Read again.")
    found = difference(OLD, (OLD[0], noted))
    assert ([r.fields for r in found.rows], found.moved, found.changes) == ([("note",)], False, ())


def test_a_mended_date_is_a_change_of_the_same_row() -> None:
    mended = make_result("GoogLeNet", "2014-09-17", training_flop=4e17)
    assert rows(OLD, (OLD[0], mended)) == [("changed", "GoogLeNet", 4e17, 4e17, ("published",))]


def test_a_row_in_another_file_is_the_same_result() -> None:
    moved = make_result("GoogLeNet", "2014-01-01", training_flop=4e17, submission="elsewhere")
    found = difference(OLD, (OLD[0], moved))
    assert ([r.fields for r in found.rows], found.moved) == ([("submission",)], False)


def test_another_name_alone_is_a_change_of_the_name() -> None:
    renamed = make_result("Inception", "2014-01-01", training_flop=4e17)
    assert rows(OLD, (OLD[0], renamed)) == [("changed", "Inception", 4e17, 4e17, ("system",))]


def test_of_a_row_that_stands_twice_the_second_is_the_new_one() -> None:
    again = make_result("GoogLeNet", "2014-01-01", training_flop=4e17)
    assert rows(OLD, (*OLD, again)) == [("added", "GoogLeNet", None, 4e17, ())]


def test_new_and_displaced_records_are_told_apart_from_the_rest() -> None:
    late = make_result("Forgotten", "2013-01-01", training_flop=2e17)
    found = difference(OLD, (*OLD, late))
    assert found.moved
    assert [r.result.system for r in found.new_records] == ["Forgotten"]
    assert [r.system for r in found.displaced] == ["GoogLeNet"]


def test_a_record_that_was_taken_out_of_the_collection_is_not_called_displaced() -> None:
    assert difference(OLD, OLD[:1]).displaced == ()


def test_a_new_target_has_no_state_before() -> None:
    (found,) = differences([], [make_task_collection(OLD)])
    assert found.before is None
    assert found.summary is found.after
    assert (found.redefined, found.moved) == ((), True)
    assert [c.kind for c in found.changes][:3] == ["result-added", "result-added", "new-record"]


def test_a_target_that_is_gone_has_no_state_after() -> None:
    (found,) = differences([make_task_collection(OLD)], [])
    assert (found.after, found.changes, len(found.rows)) == (None, (), 2)
    assert found.summary is found.before
    assert (found.redefined, found.moved) == ((), True)


def test_another_level_redefines_the_target_though_no_row_differs() -> None:
    task = make_task(make_target(level=0.8))
    (found,) = differences([make_task_collection(OLD)], [make_task_collection(OLD, task=task)])
    assert (found.redefined, found.rows) == (("level",), ())


def test_a_record_with_another_figure_is_a_new_one_and_one_whose_words_alone_differ_is_none() -> None:
    first, _ = OLD
    mended = make_result("GoogLeNet", "2014-01-01", training_flop=2e17)
    noted = make_result("AlexNet", "2012-01-01", training_flop=16e17, note="Read again.")
    slower = make_result("VGG", "2015-01-01", training_flop=9e17)
    found = difference(OLD, (noted, mended, slower))
    assert [r.result.system for r in found.rows] == ["VGG", "AlexNet", "GoogLeNet"]
    assert [r.result.system for r in found.new_records] == ["GoogLeNet"]
    assert difference((first,), (noted,)).new_records == ()


def test_of_a_row_that_stood_twice_one_is_removed() -> None:
    again = make_result("GoogLeNet", "2014-01-01", training_flop=4e17)
    found = difference((*OLD, again), OLD)
    assert [(r.kind, r.result.system, r.why_not) for r in found.rows] == [("removed", "GoogLeNet", "")]


def test_another_name_in_another_file_is_a_change_of_both() -> None:
    moved = make_result("Inception", "2014-01-01", training_flop=4e17, submission="elsewhere")
    assert rows(OLD, (OLD[0], moved)) == [("changed", "Inception", 4e17, 4e17, ("submission", "system"))]


def test_a_target_that_comes_or_goes_beside_another_has_one_state() -> None:
    both = make_task_collection(OLD, task=make_task(make_target(), make_target(name="harder", level=0.9)))
    (come,) = differences([make_task_collection(OLD)], [both])
    (gone,) = differences([both], [make_task_collection(OLD)])
    assert (come.before, come.summary.target.name, come.moved) == (None, "harder", False)
    assert (gone.after, gone.summary.target.name, gone.moved) == (None, "harder", False)


def test_a_row_that_became_two_others_is_none_of_them() -> None:
    two = [make_result("GoogLeNet", "2014-01-01", training_flop=flop) for flop in (3e17, 2e17)]
    found = difference(OLD, (OLD[0], *two))
    assert sorted((r.kind, r.before, r.after) for r in found.rows if r.after) == [
        ("added", None, 2e17),
        ("added", None, 3e17),
    ]
    assert [(r.kind, r.before) for r in found.rows if r.before] == [("removed", 4e17)]
