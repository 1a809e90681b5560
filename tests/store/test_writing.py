"""Writing adds rows and leaves every other byte alone; what was written reads back equal."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effsite.errors import RecordError, UsageError
from effsite.records import PublicationDate, Result
from effsite.store import load, write_rows
from effsite.store.writing import as_text, write_atomically

from .conftest import ALEXNET, HEADER, TODAY, RecordFolder


def result(**changes: object) -> Result:
    values: dict[str, object] = {
        "task": "imagenet",
        "submission": "lab",
        "target": "alexnet-level",
        "system": "MobileNet",
        "published": PublicationDate.parse("2017-04-17"),
        "training_flop": 4.8e16,
        "flop_method": "reported",
        "source_kind": "reported",
        "source": 'Table 3, "MobileNet"',
    }
    return Result(**values | changes)  # type: ignore[arg-type]


def test_rows_that_are_there_stay_byte_for_byte(folder: RecordFolder) -> None:
    odd = HEADER + ALEXNET.replace("5.32e17", "532000000000000000.0").replace("\n", "") + "\n"
    path = folder.write("lab.csv", odd)
    write_rows(path, [result()])
    assert path.read_text().startswith(odd)
    assert load(folder.results, TODAY).tasks[0].results[1] == result()


def test_a_missing_last_newline_is_added_before_the_new_row(folder: RecordFolder) -> None:
    path = folder.write("lab.csv", (HEADER + ALEXNET).rstrip("\n"))
    write_rows(path, [result()])
    assert path.read_text().count("\n") == 3


def test_windows_line_ends_are_kept(folder: RecordFolder) -> None:
    path = folder.write("lab.csv", (HEADER + ALEXNET).replace("\n", "\r\n"))
    write_rows(path, [result()])
    assert path.read_bytes().count(b"\r\n") == 3


def test_a_replaced_row_goes_and_the_others_stay(folder: RecordFolder) -> None:
    path = folder.task / "lab.csv"
    old = load(folder.results, TODAY).tasks[0].results[0]
    write_rows(path, [result()], replace=[old])
    assert [r.system for r in load(folder.results, TODAY).tasks[0].results] == ["GoogLeNet", "MobileNet"]


def test_a_new_file_has_only_the_columns_it_needs(folder: RecordFolder) -> None:
    path = folder.task / "new.csv"
    write_rows(path, [result(submission="new")])
    header = path.read_text().splitlines()[0]
    assert header == "target,system,published,training_flop,flop_method,flop_scope,status,source_kind,source"


def test_a_value_without_a_column_is_refused_and_nothing_is_written(folder: RecordFolder) -> None:
    path = folder.task / "lab.csv"
    before = path.read_bytes()
    with pytest.raises(UsageError, match="no column seconds"):
        write_rows(path, [result(seconds=10.0)])
    assert path.read_bytes() == before


def test_a_broken_file_is_not_written_to(folder: RecordFolder) -> None:
    path = folder.write("lab.csv", HEADER + ALEXNET.replace("2012-06-01", "soon"))
    with pytest.raises(RecordError):
        write_rows(path, [result()])


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old")

    def disk_full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", disk_full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text() == "old"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.32224e17, "5.32224e17"),
        (0.791, "0.791"),
        (1.152e8, "1.152e8"),
        (24.0, "24"),
        (1e-5, "1e-5"),
        (None, ""),
    ],
)
def test_numbers_are_written_short(value: float | None, text: str) -> None:
    assert as_text(value) == text


@given(st.floats(min_value=1e-300, max_value=1e300))
def test_every_number_reads_back_equal(value: float) -> None:
    assert float(as_text(value)) == value
