"""The quick way through a table gives what the slow one gives, whatever is in the table."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.ingest import jsonl
from effsite.ingest.csv_table import FORMAT
from effsite.ingest.log_file import LogFile
from effsite.ingest.points import LIMIT, Points
from effsite.ingest.report import LogError
from effsite.ingest.row_layout import RowLayout
from effsite.ingest.table import _LogTableReader
from tests.ingest.reading import ACCURACY, read_log

ODD = ("", "null", "[1", "2]", "true", "x", "nan", "1_0", "007", ".5", "1e400", '"', '"0.9"', "0.5%", " 0.7")
PLAIN = ("0", "1", "0.25", "0.75", "0.96", "3e-2", "12")


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table with a seed column or without: mostly numbers, some odd cells, some rows too short or long."""
    delimiter = draw(st.sampled_from(",;\t"))
    names = draw(st.sampled_from([("step", "acc"), ("step", "acc", "lr"), ("seed", "step", "acc")]))
    words = draw(st.sampled_from([(), ("A", "B"), ("train", "val")]))
    cell = st.sampled_from(PLAIN) if draw(st.booleans()) else st.sampled_from(PLAIN + ODD)
    row = st.lists(cell, min_size=len(names), max_size=len(names))
    if draw(st.booleans()):
        row |= st.lists(cell, min_size=1, max_size=len(names) + 2)
    rows = draw(st.lists(row, min_size=1, max_size=24))
    if draw(st.booleans()):
        rows = [[draw(st.just("4")), *cells[1:]] for cells in rows]
    if words:
        names = ("kind", *names)
        rows = [[draw(st.sampled_from(words)), *cells] for cells in rows]
    ending = draw(st.sampled_from(["\n", "\r\n"]))
    return ending.join(delimiter.join(cells) for cells in [names, *rows])


def every_row(self, rows, layout):
    """All rows, as they are read where none is passed over."""
    return rows


def read(content: str) -> object:
    """The runs and what the report says, or the error."""
    with TemporaryDirectory() as folder:
        try:
            reading = read_log(FORMAT, Path(folder, "a.csv"), content, wanted=ACCURACY, level=0.95)
        except LogError as error:
            return str(error), error.line
        return reading.found, reading.report.lines


@given(tables())
def test_a_table_is_read_alike_whether_rows_are_passed_over_or_not(content):
    with patch.object(Points.__init__, "__defaults__", (2,)):
        quick = read(content)
        with patch.object(_LogTableReader, "_notable", every_row):
            assert quick == read(content)


@pytest.mark.parametrize(
    ("row", "said"), [("0.2_5,9", "not a number"), ("0.\u0665,9", "not a number"), ("0.5", "too few cells")]
)
def test_every_odd_row_of_a_long_table_is_refused_whosever_turn_it_is(tmp_path, row, said):
    rows = "".join(f"0.5,{step}\n{row}\n" for step in range(40))
    with patch.object(Points.__init__, "__defaults__", (2,)):
        read = read_log(FORMAT, tmp_path / "a.csv", f"acc,step\n{rows}", wanted=ACCURACY, level=0.95)
    (line,) = [line for line in read.report.lines if line.verdict == "refused"]
    assert said in line.message
    assert line.count == 40


def test_a_row_too_short_beside_one_with_a_null_too_many_is_refused(tmp_path):
    table = "step,lr,acc\n1,0.1,0.1\n2,0.1,0.2,null\n3,0.1\n4,0.1,0.4\n"
    read = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY, level=0.95)
    assert [(e.step, e.values["acc"]) for e in read.evaluations] == [(1, 0.1), (4, 0.4)]
    assert "too few cells" in read.said("refused")
    assert "4 cells under 3 headings" in read.said("refused")


@pytest.mark.parametrize("runs", [1, 3])
def test_runs_one_after_the_other_are_thinned_each_for_itself(tmp_path, runs):
    steps = range(10 * LIMIT)
    rows = [f"{run},{step},{step / 10 / LIMIT}" for run in range(runs) for step in steps]
    table = "\n".join(["seed,step,acc", *rows])
    found = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY, level=0.95).found
    assert [run.name for run in found] == [str(run) for run in range(runs)]
    for run in found:
        crossing = next(e.step for e in run.evaluations if e.values["acc"] >= 0.95)
        assert crossing == 9.5 * LIMIT
        assert run.evaluations[-1].step == steps[-1]
        assert len(run.evaluations) <= LIMIT + 2
        assert run.thinned == len(steps) - len(run.evaluations)


@pytest.mark.parametrize("header", ["step,acc", '"step","acc"'])
def test_most_rows_of_a_long_table_are_passed_over(tmp_path, header):
    rows = "".join(f"{step},{step / 10 / LIMIT}\n" for step in range(10 * LIMIT))
    looked_at: list[int] = []
    values = RowLayout.values
    with patch.object(RowLayout, "values", lambda self, row: looked_at.append(1) or values(self, row)):
        read = read_log(FORMAT, tmp_path / "a.csv", f"{header}\n{rows}", wanted=ACCURACY, level=0.95)
    # all of the first 2,048, then 1,024 of each 2,048, 4,096 and 8,192; some of them asked for twice
    assert len(looked_at) < 0.5 * 10 * LIMIT
    assert next(e.step for e in read.evaluations if e.values["acc"] >= 0.95) == 9.5 * LIMIT


def test_what_a_quotation_mark_opens_may_go_on_in_the_next_stretch(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("step,acc,note\n" + "".join(f'{n},0.5,"two\nlines"\n' for n in range(60_000)))
    assert any(text.count('"') % 2 for _, text in LogFile(path, path.name).pieces())
    read = read_log(FORMAT, path, wanted=ACCURACY, level=0.95)
    assert (read.run.thinned + len(read.evaluations), read.evaluations[-1].step) == (60_000, 59_999)
    assert not read.said("refused")


@pytest.mark.parametrize("where", [4_001, 4_998])
def test_the_range_of_a_long_log_is_that_of_every_value(tmp_path, where):
    """One of 6,000 values is 0.9 and one 0.2, both on rows that are passed over."""
    values = {where: "0.9", where + 100: "0.2"}
    rows = [(step, values.get(step, "0.8")) for step in range(1, 6_001)]
    for log, text in (
        (FORMAT, "step,acc\n" + "".join(f"{step},{value}\n" for step, value in rows)),
        (jsonl.FORMAT, "".join(f'{{"step": {step}, "acc": {value}}}\n' for step, value in rows)),
    ):
        run = read_log(log, tmp_path / "a.log", text, wanted=ACCURACY, level=0.95).run
        assert {e.values["acc"] for e in run.evaluations} == {0.8}
        assert run.ranges == {"acc": (0.2, 0.9)}
