"""CSV files at the edges of what is read: size, bytes, headers, and which reader takes a table."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from effsite.errors import CollectionError
from effsite.records import CurvePoint
from effsite.store import tables
from effsite.store.tables import read_rows, read_table, read_text
from effsite.store.values import Context

CONTEXT = Context(today=date(2026, 11, 25))
HEADER = "seed,step,value\n"


def file_of(folder: Path, size: int) -> Path:
    path = folder / "large.csv"
    with path.open("wb") as file:
        file.truncate(size)
    return path


def test_a_file_over_the_limit_is_not_read_and_both_sizes_are_told_in_megabytes(tmp_path: Path) -> None:
    text, (found,) = read_text(file_of(tmp_path, 16_000_000), "large.csv", limit=6_000_000)
    assert text is None
    assert (found.message, found.hint) == ("has 16 MB; at most 6 MB are read", "split or thin it")


def test_more_than_64_mebibytes_are_not_read(tmp_path: Path) -> None:
    _, (found,) = read_text(file_of(tmp_path, 67_108_865), "large.csv")
    assert found.message == "has 67 MB; at most 67 MB are read"


def test_a_nul_byte_is_found_at_the_very_beginning(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\0seed,step\n")
    _, (found,) = read_text(tmp_path / "a.csv", "a.csv")
    assert (found.message, found.line, found.column) == ("holds a NUL byte", 1, 1)


def test_a_table_with_nothing_wrong_is_read_by_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(tables._TableReader, "row")
    (tmp_path / "a.csv").write_text(f"{HEADER}0,1,0.5\n0,2,0.75\n")
    read = read_table(tmp_path / "a.csv", "a.csv", CurvePoint, CONTEXT)
    assert [(row.line, row.value.step, row.value.value) for row in read.rows] == [(2, 1, 0.5), (3, 2, 0.75)]


def test_one_missing_column_and_two_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("seed,step\n")
    (found,) = read_table(tmp_path / "a.csv", "a.csv", CurvePoint, CONTEXT).findings
    assert (found.message, found.line, found.field) == ("missing column value", 1, "value")
    (tmp_path / "a.csv").write_text("seed\n")
    (found,) = read_table(tmp_path / "a.csv", "a.csv", CurvePoint, CONTEXT).findings
    assert (found.message, found.line, found.field) == ("missing columns step, value", 1, "step")


def test_a_line_of_another_length_is_about_no_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}0,1,0.5,7\n")
    (found,) = read_table(tmp_path / "a.csv", "a.csv", CurvePoint, CONTEXT).findings
    assert (found.message, found.line, found.column, found.field) == (
        "has 4 cells, the header has 3",
        2,
        0,
        "",
    )


def test_a_file_as_large_as_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("seed,step\n")
    assert read_text(tmp_path / "a.csv", "a.csv", limit=10) == ("seed,step\n", ())


def test_what_is_no_file_is_not_read_and_told_by_its_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    text, (found,) = read_text(tmp_path / "a.csv", "results/a.csv")
    assert (text, found.path, found.message) == (None, "results/a.csv", "is a FIFO")


def test_the_good_rows_of_a_table_with_a_bad_one_are_kept_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{HEADER}0,1,0.5\n0,two,0.6\n0,3,0.75\n")
    read = read_table(tmp_path / "a.csv", "a.csv", CurvePoint, CONTEXT)
    assert [(row.line, row.value.step) for row in read.rows] == [(2, 1), (4, 3)]
    assert [(f.line, f.column, f.field) for f in read.findings] == [(3, 2, "step")]


def test_a_file_outside_of_a_collection_is_read_or_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "curve.csv"
    path.write_text(HEADER + "0,1,0.5\n")
    assert [row.value.value for row in read_rows(path, CurvePoint, CONTEXT.today).rows] == [0.5]
    path.write_text(HEADER + "0,1,half\n")
    with pytest.raises(CollectionError) as caught:
        read_rows(path, CurvePoint, CONTEXT.today)
    assert [finding.message for finding in caught.value.findings] == ["value is not a number: 'half'"]
