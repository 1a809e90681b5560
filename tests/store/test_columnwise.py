"""Reading by columns gives the rows and the findings that reading line by line gives."""

from __future__ import annotations

import csv
import datetime
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.records import (
    Attempt,
    Column,
    CurvePoint,
    Device,
    Rate,
    Reproduction,
    Result,
    Statement,
    columns,
)
from effsite.store import columnwise
from effsite.store import tables as tables_module
from effsite.store.tables import StoredRow, Table, _table
from effsite.store.values import Context, are_taken, parse_cell

from .conftest import TODAY

RECORDS = (Result, Attempt, Reproduction, Statement, CurvePoint, Device, Rate)
GIVEN = {**dict.fromkeys((Result, Attempt, Reproduction), ("task", "submission")), Statement: ("task",)}
ODD = ["", "0", "-0", "1e400", "NaN", ".5", "1_000", " 1", "+3", "12345678901234567890", "1\n2", "\u00a0"]
ODD += ["\uff11", "=1", "a\u202eb", "index", "Café", 'say "so"', "2026-11", "2026-12", "x" * 121, "a,b"]
ODD += ["https://a.b/c", "https://me@a.b", "https://a\u3000b", "http://[a", "\r", "1.", "1e5", "2012-02-30"]


def context(record: type) -> Context:
    given = dict.fromkeys(GIVEN.get(record, ()), "imagenet")
    return Context(today=TODAY, given=given, known={"target": ["alexnet-level", "better"]})


def good_cells(name: str, column: Column) -> st.SearchStrategy[str]:
    """Cells that the column takes, except where a row's own rules forbid them."""
    match column.kind:
        case "number" | "integer":
            low = int(column.at_least or 1)
            high = min(int(column.at_most or 10**9), 10**18)
            numbers = st.integers(low, max(low, high)).map(str)
        case "choice":
            numbers = st.sampled_from(column.choices)
        case "date":
            days = st.dates(datetime.date(1940, 1, 1), TODAY).map(str)
            numbers = st.one_of(days, days.map(lambda day: day[:7]))
        case "url":
            numbers = st.sampled_from(
                ["https://arxiv.org/abs/1905.11946", "http://a.b?c=d", "https://a-b.c/é"]
            )
        case "slug":
            numbers = st.sampled_from(["alexnet-level", "better"])
        case _:
            numbers = st.sampled_from(["AlexNet", "Café No. 5", "Table 3, column 2", 'the "best"', "漢字"])
    return numbers if column.required else st.one_of(st.just(""), numbers)


@st.composite
def tables(draw: st.DrawFn, odd: bool) -> tuple[type, str]:
    """A stored type and the text of a table of it; an `odd` one has cells or lines that may be wrong."""
    record = draw(st.sampled_from(RECORDS))
    wanted = columns(record)
    optional = draw(st.sets(st.sampled_from([n for n, c in wanted.items() if not c.required])))
    header = draw(st.permutations([n for n, c in wanted.items() if c.required or n in optional]))
    line = st.tuples(*(good_cells(name, wanted[name]) for name in header)).map(list)
    lines = draw(st.lists(line, max_size=5))
    if odd and lines:
        for _ in range(draw(st.integers(1, 2))):
            cells = lines[draw(st.integers(0, len(lines) - 1))]
            cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(ODD))
        lines += draw(st.lists(st.sampled_from([[], ["a"], ["AlexNet"] * len(header)]), max_size=1))
    buffer = io.StringIO(newline="")
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    csv.writer(buffer, lineterminator=ending).writerows([header, *lines])
    text = buffer.getvalue()
    return record, text.rstrip("\r\n") if draw(st.booleans()) else text


def by_columns(record: type, text: str) -> Table[object]:
    return _table(text, "t.csv", record, context(record))


def line_by_line(record: type, text: str) -> Table[object]:
    """The same table, of which no cell is read together with others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables_module, "read_columns", lambda header, lines, *_: [None] * len(lines))
        return by_columns(record, text)


def assert_same(record: type, text: str) -> None:
    """To the type of each value: 1 and 1.0 are equal, and so are 0.0 and -0.0, but their texts are not."""
    assert repr(by_columns(record, text)) == repr(line_by_line(record, text))


@given(tables(odd=False))
def test_a_good_table_is_the_same_by_columns_and_by_lines(table: tuple[type, str]) -> None:
    assert_same(*table)


@given(tables(odd=True))
def test_a_table_in_which_something_may_be_wrong_has_the_same_rows_and_findings(
    table: tuple[type, str],
) -> None:
    assert_same(*table)


@pytest.mark.parametrize("cell", ODD)
@pytest.mark.parametrize("name", ["target", "system", "published", "training_flop", "runs", "source_url"])
def test_each_odd_cell_is_taken_or_refused_by_both(name: str, cell: str) -> None:
    cells = {
        "target": "better",
        "system": "AlexNet",
        "published": "2012-06-01",
        "training_flop": "5.32e17",
        "flop_method": "reported",
        "runs": "3",
        "source_kind": "reported",
        "source": "Table 3",
        "source_url": "",
    }
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([cells, cells.values(), {**cells, "system": "B", name: cell}.values()])
    assert_same(Result, buffer.getvalue())


def test_numbers_are_converted_in_bulk_and_not_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(columnwise, "parse_cell")
    table = by_columns(CurvePoint, "step,value\n1,0.5\n2,0.75\n")
    assert [(row.value.step, row.value.value) for row in table.rows] == [(1, 0.5), (2, 0.75)]


def test_texts_and_addresses_are_looked_at_together_and_not_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_by_one = []

    def note(text: str, name: str, *_: object) -> str:
        one_by_one.append((name, text))
        return text

    monkeypatch.setattr(columnwise, "parse_cell", note)
    rows = "".join(FLOP_ROW.format(system=system, flop="5e17") for system in ("A", "Café", "No. 5"))
    by_columns(Result, f"{FLOP_HEADER}{rows}")
    assert {name for name, _ in one_by_one} == {"target", "published", "flop_method", "source_kind"}
    by_columns(Result, f"{FLOP_HEADER}{rows}{FLOP_ROW.format(system='=A', flop='5e17')}")
    assert {text for name, text in one_by_one if name == "system"} == {"A", "Café", "No. 5", "=A"}


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("kind", ["text", "long text", "url"])
def test_texts_that_are_taken_together_are_taken_one_by_one(kind: Any, text: str) -> None:
    wanted = Column(kind=kind, about="")
    if are_taken(["https://a.b", text], wanted):
        assert parse_cell(text, "note", wanted, context(Rate)) == text


def test_a_whole_number_of_nineteen_digits_is_the_same_in_both_ways() -> None:
    text = "step,value\n1234567890123456789,0.5\n"
    assert_same(CurvePoint, text)
    table = by_columns(CurvePoint, text)
    assert table.rows[0].value == CurvePoint(step=1234567890123456768, value=0.5)  # the nearest float


FLOP_HEADER = "target,system,published,training_flop,flop_method,source_kind,source\n"
FLOP_ROW = "better,{system},2012-06-01,{flop},reported,reported,Table 3\n"


@pytest.mark.parametrize("flop", ["1e31", "-1", "3.1", "x", ""])
def test_only_the_lines_with_something_wrong_are_read_one_by_one(
    flop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a compute the row is wrong as a whole: it has a method."""
    read_line, alone = tables_module._TableReader.row, []

    def read_and_note(reader: Any, line: Any) -> Any:
        alone.append(line.number)
        return read_line(reader, line)

    monkeypatch.setattr(tables_module._TableReader, "row", read_and_note)
    good, bad = FLOP_ROW.format(system="A", flop="5e17"), FLOP_ROW.format(system="B", flop=flop)
    table = by_columns(Result, FLOP_HEADER + good + bad + "too,short\n" + good)
    assert (alone, [row.line for row in table.rows]) == ([3, 4], [2, 5])
    assert [finding.line for finding in table.findings] == [3, 4]


def test_lines_are_counted_through_a_cell_that_breaks() -> None:
    broken = FLOP_ROW.format(system='"A\nB"', flop="5e17")
    table = by_columns(Result, FLOP_HEADER + broken + FLOP_ROW.format(system="C", flop="5e17"))
    assert [(row.line, row.value.system) for row in table.rows] == [(4, "C")]
    assert [(finding.line, finding.field) for finding in table.findings] == [(2, "system")]


def test_rows_before_a_fault_of_the_csv_itself_are_still_there() -> None:
    table = by_columns(CurvePoint, 'step,value\n1,0.5\n2,"0.7\n')
    assert [(row.line, row.value.step) for row in table.rows] == [(2, 1)]
    assert [finding.line for finding in table.findings] == [3]


def test_a_field_that_nothing_gives_is_no_row_with_a_hole() -> None:
    with pytest.raises(TypeError, match="neither a column nor the context gives task, submission"):
        _table(FLOP_HEADER + FLOP_ROW.format(system="A", flop="1e9"), "t.csv", Result, Context(today=TODAY))


def test_types_and_lines_are_those_of_the_values() -> None:
    table = by_columns(CurvePoint, "step,value,epoch\n1,0.5,\n2,1,0.5\n")
    point = CurvePoint(step=2, value=1.0, epoch=0.5)
    assert table.rows[1] == StoredRow(value=point, line=3)
    assert (type(point.value), table.rows[0].value) == (float, CurvePoint(step=1, value=0.5))


@pytest.mark.parametrize("text", ["", "\n", "step,value", 'step,value\n1,"2\n'])
def test_a_table_without_a_row_and_one_that_is_no_table(text: str) -> None:
    assert_same(CurvePoint, text)
