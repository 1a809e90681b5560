"""The data of two editions, held against each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from effsite.analysis.editions import EditionRow, EditionTarget, TargetChange, target_changes
from effsite.analysis.summary import summarise
from tests.builders import make_result, make_target, make_task, make_task_collection


def row(
    system: str, value: float | None = 1e18, *, record: bool = False, day: str = "2020-01-01"
) -> EditionRow:
    return EditionRow(submission="lab", system=system, published=day, value=value, record=record)


def target(*rows: EditionRow, name: str = "good", factor: float | None = 2.0) -> EditionTarget:
    return EditionTarget(
        task="digits", target=name, measure="training_flop", rows=rows, factor=factor, months=None
    )


def only(before: EditionTarget, after: EditionTarget) -> TargetChange:
    (found,) = target_changes([before], [after])
    return found


def names(rows: tuple[EditionRow, ...]) -> list[str]:
    return [one.system for one in rows]


def test_the_same_data_has_no_change() -> None:
    assert target_changes([target(row("A"), row("B"))], [target(row("B"), row("A"))]) == ()


def test_rows_that_came_and_went_are_told_apart_from_those_that_changed() -> None:
    found = only(target(row("Gone"), row("Kept", 4.0)), target(row("Kept", 3.0), row("New")))
    assert (names(found.added), names(found.removed)) == (["New"], ["Gone"])
    assert [(was.value, now.value) for was, now in found.changed] == [(4.0, 3.0)]


def test_a_row_on_another_date_is_another_row() -> None:
    found = only(target(row("A")), target(row("A", day="2020-01-02")))
    assert (len(found.added), len(found.removed), len(found.changed)) == (1, 1, 0)


def test_records_that_are_new_or_lost_are_named_whether_their_rows_are_new_or_not() -> None:
    before = target(row("First", record=True), row("Held", record=True), row("Risen"))
    after = target(row("First", record=True), row("Held"), row("Risen", record=True), row("New", record=True))
    found = only(before, after)
    assert names(found.new_records) == ["Risen", "New"]
    assert names(found.lost_records) == ["Held"]
    assert names(found.added) == ["New"]


def test_a_figure_that_moved_alone_is_a_change() -> None:
    found = only(target(row("A")), target(row("A"), factor=3.0))
    assert found.figures_moved
    assert found.added == found.removed == found.new_records == ()


def test_targets_that_are_new_or_gone_have_one_side_only() -> None:
    found = target_changes([target(row("A"), name="old")], [target(row("B"), name="new")])
    assert [(one.target.target, one.before is None, one.after is None) for one in found] == [
        ("new", True, False),
        ("old", False, True),
    ]
    assert all(one.figures_moved for one in found)


def test_a_change_is_of_some_target() -> None:
    whole = only(target(row("A")), target())
    with pytest.raises(ValueError, match="of a target"):
        _ = replace(whole, before=None, after=None).target


def test_a_target_is_taken_from_its_summary_with_results_that_give_no_figure() -> None:
    results = [
        make_result("AlexNet", "2012-06", training_flop=8e17),
        make_result("Slower", "2013-01-01", training_flop=9e17),
        make_result("Timed", "2014-01-01", training_flop=None, seconds=60.0),
    ]
    of = make_target()
    found = EditionTarget.of(summarise(make_task_collection(results, task=make_task(of)), of))
    assert [(one.system, one.published, one.value, one.record) for one in found.rows] == [
        ("AlexNet", "2012-06", 8e17, True),
        ("Slower", "2013-01-01", 9e17, False),
        ("Timed", "2014-01-01", None, False),
    ]
    assert (found.factor, found.months, found.unit) == (None, None, "FLOP")


def test_the_unit_is_that_of_the_measure_and_empty_where_that_is_not_known() -> None:
    assert target().unit == "FLOP"
    assert replace(target(), measure="of a later version").unit == ""
