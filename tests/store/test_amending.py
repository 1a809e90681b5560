"""One cell of a CSV file is changed, and every other byte stays."""

from __future__ import annotations

import pytest

from effsite.errors import CollectionError, UsageError
from effsite.store import Reading, amend_cells
from effsite.store.amending import amended, lines_of

from .conftest import HEADER, TODAY, CollectionFolder

QUOTED = 'target,status,system,note\r\ngood,claimed,"Net, small","He said ""no"", then"\r\ngood,,B,\r\n'


def nothing_more(reading: Reading) -> Reading:
    return reading


def test_a_cell_is_replaced_among_quoted_ones() -> None:
    line = QUOTED.splitlines(keepends=True)[1]
    assert amended(QUOTED, "status", {line: "log-checked"}, "a.csv") == QUOTED.replace(
        "claimed", "log-checked"
    )


def test_a_cell_behind_a_quoted_comma_is_found() -> None:
    line = QUOTED.splitlines(keepends=True)[1]
    assert amended(QUOTED, "note", {line: "x"}, "a.csv").splitlines()[1] == 'good,claimed,"Net, small",x'


def test_an_empty_cell_is_filled_and_a_last_one_is_too() -> None:
    line = QUOTED.splitlines(keepends=True)[2]
    assert amended(QUOTED, "status", {line: "x"}, "a.csv") == QUOTED.replace("good,,B", "good,x,B")
    assert amended(QUOTED, "note", {line: "a, b"}, "a.csv") == QUOTED[:-2] + '"a, b"\r\n'


def test_a_first_cell_is_replaced_whole_and_so_is_a_last_one_that_ends_in_a_capital() -> None:
    assert amended("a,b\r\n1,BOX\r\n", "a", {"1,BOX\r\n": "2"}, "a.csv") == "a,b\r\n2,BOX\r\n"
    assert amended("a,b\r\n1,BOX\r\n", "b", {"1,BOX\r\n": "2"}, "a.csv") == "a,b\r\n1,2\r\n"


def test_a_column_that_is_not_there_is_put_last() -> None:
    text = "a,b\n1,2\n3,4"
    assert amended(text, "status", {"3,4": "log-checked"}, "a.csv") == "a,b,status\n1,2,\n3,4,log-checked"


def test_a_line_that_was_edited_meanwhile_is_not_touched() -> None:
    with pytest.raises(UsageError, match=r"a\.csv has no line 'gone' any more") as refused:
        amended(QUOTED, "status", {"gone\r\n": "log-checked"}, "a.csv")
    assert refused.value.hint == "run it again: the file was changed meanwhile"


def test_a_change_that_does_not_stand_is_undone(folder: CollectionFolder) -> None:
    path = folder.task / "lab.csv"
    before = path.read_bytes()
    cells = {lines_of(path)[1]: "log-checked"}
    with pytest.raises(CollectionError):
        amend_cells(folder.results, "imagenet", path, "status", cells, nothing_more, TODAY)
    assert path.read_bytes() == before


def test_the_file_that_was_changed_is_told(folder: CollectionFolder) -> None:
    path = folder.task / "lab.csv"
    cells = {lines_of(path)[2]: "Read again."}
    done = amend_cells(folder.results, "imagenet", path, "note", cells, nothing_more, TODAY)
    assert done.files == (path,)
    assert path.read_text().splitlines()[0] + "\n" == HEADER
    assert path.read_text().endswith("Table 3,Read again.\n")


def test_a_line_that_ends_in_a_capital_keeps_it() -> None:
    assert amended("a\r\nBOX\r\n", "b", {"BOX\r\n": "1"}, "a.csv") == "a,b\r\nBOX,1\r\n"


def test_without_a_day_it_is_read_as_of_today(folder: CollectionFolder) -> None:
    path = folder.task / "lab.csv"
    done = amend_cells(folder.results, "imagenet", path, "note", {lines_of(path)[2]: "Again."}, nothing_more)
    assert done.files == (path,)
