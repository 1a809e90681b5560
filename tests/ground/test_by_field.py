"""Rows looked at a field at a time: places in order, a test of one field asked once of each value."""

from __future__ import annotations

from dataclasses import dataclass

from effsite.records import ByField


@dataclass(frozen=True)
class Row:
    name: str
    size: float | None = None
    kind: str = ""


ROWS = (Row("a", 1.0, "x"), Row("b", None, "x"), Row("a", 3.0), Row("c", 2.0, "x"))


def test_values_are_in_the_order_of_the_rows_and_distinct_ones_once() -> None:
    rows = ByField(ROWS)
    assert rows.rows == ROWS
    assert rows.values("size") == [1.0, None, 3.0, 2.0]
    assert rows.distinct("name") == {"a", "b", "c"}


def test_the_places_of_a_test_of_one_field_and_of_several() -> None:
    rows = ByField(ROWS)
    assert rows.where(lambda name: name == "a", "name") == (0, 2)
    assert rows.where(lambda size, kind: size is not None and size > 1 and kind, "size", "kind") == (3,)
    assert rows.where(lambda name: name == "d", "name") == ()
    assert rows.where(lambda name: name > "a", "name") == (1, 3)


def test_the_rows_that_have_all_of_some_fields() -> None:
    rows = ByField(ROWS)
    assert rows.given("size") == (0, 2, 3)
    assert rows.given("name", "size") == (0, 2, 3)
    assert ByField([Row("a")]).given("name") == (0,)


def test_one_field_is_asked_of_once_for_each_value_and_a_question_once() -> None:
    rows, asked = ByField(ROWS), []

    def is_a(name: str) -> bool:
        asked.append(name)
        return name == "a"

    assert rows.where(is_a, "name") == rows.where(is_a, "name") == (0, 2)
    assert sorted(asked) == ["a", "b", "c"]


def test_no_rows() -> None:
    rows: ByField[Row] = ByField(())
    assert (rows.where(bool, "name"), rows.given("name", "size"), rows.values("name")) == ((), (), [])
