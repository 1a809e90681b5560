"""Files written in one step, JSON read strictly, counts with their nouns."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from effsite.escape import printable
from effsite.files import (
    JsonError,
    json_by_line,
    json_text,
    parse_json,
    parse_json_object,
    plain,
    write_atomically,
    write_once,
)
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_file_is_written_whole_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    write_atomically(path, "one\r\ntwo\n")
    assert path.read_bytes() == b"one\r\ntwo\n"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("lasting", "waits"), [(True, 1), (False, 0)])
def test_what_is_to_last_is_waited_for_until_it_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lasting: bool, waits: int
) -> None:
    fsync, waited = os.fsync, list[int]()
    monkeypatch.setattr(os, "fsync", lambda handle: (waited.append(handle), fsync(handle)))
    write_atomically(tmp_path / "a.txt", "one", lasting=lasting)
    assert (len(waited), (tmp_path / "a.txt").read_text()) == (waits, "one")


@dataclass
class Part:
    n: int


@dataclass
class Whole:
    place: Path
    part: Part
    none: None = None


def test_a_dataclass_is_plain_with_its_path_as_text_and_its_parts_as_objects() -> None:
    assert plain(Whole(Path("a/b"), Part(2))) == {"place": "a/b", "part": {"n": 2}, "none": None}


def test_the_mode_of_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomically(path, "one")
    assert path.stat().st_mode & 0o777 == 0o644
    path.chmod(0o600)
    write_atomically(path, b"two")
    assert path.stat().st_mode & 0o777 == 0o600


def test_where_writing_fails_the_old_file_stands_and_no_half_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    write_atomically(path, "old")

    def fail(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_where_the_half_written_file_is_gone_too_the_first_error_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove_and_fail(handle: int) -> None:
        for half in tmp_path.glob(".a.txt.*.part"):
            half.unlink()
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", remove_and_fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(tmp_path / "a.txt", "new")


def test_a_file_is_written_once_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    assert write_once(path, "one\r\nzwei ü\n") is True
    assert path.read_bytes() == "one\r\nzwei ü\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    assert write_once(path, "one\r\nzwei ü\n") is False
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("there", ["file", "folder", "link", "link to the same"])
def test_what_stands_there_is_not_replaced(tmp_path: Path, there: str) -> None:
    path, beside = tmp_path / "a.txt", tmp_path / "b.txt"
    beside.write_text("new" if there == "link to the same" else "old")
    if there == "folder":
        path.mkdir()
    elif there == "file":
        path.write_text("old")
    else:
        path.symlink_to(beside)
    before = path.is_symlink(), path.is_dir() or path.read_text()
    with pytest.raises(FileExistsError):
        write_once(path, "new")
    assert (path.is_symlink(), path.is_dir() or path.read_text()) == before
    assert sorted(tmp_path.iterdir()) == [path, beside]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not valid JSON: Expecting property name enclosed in double quotes"),
        ('{"a": NaN}', "holds NaN, which is no number"),
        ('{"a": -Infinity}', "holds -Infinity, which is no number"),
        ('{"a": 1e999}', "holds a number that is too large"),
        ('{"a": 1, "a": 2}', "gives a key twice"),
        ("[" * 200_000, "nests too deeply: at most 100 objects or lists within each other"),
    ],
)
def test_json_that_is_not_strict_is_refused(text: str, message: str) -> None:
    with pytest.raises(JsonError) as refused:
        parse_json(text)
    assert refused.value.message == message


def test_a_syntax_error_says_where_it_is() -> None:
    with pytest.raises(JsonError) as refused:
        parse_json('{"a": 1,\n "b" 2}')
    assert (refused.value.line, refused.value.column) == (2, 6)
    assert str(refused.value) == "is not valid JSON: Expecting ':' delimiter"


def test_a_fault_without_a_place_is_at_line_and_column_0() -> None:
    with pytest.raises(JsonError) as refused:
        parse_json('{"a": NaN}')
    assert (refused.value.line, refused.value.column) == (0, 0)


@pytest.mark.parametrize("write", [write_atomically, write_once])
def test_what_is_being_written_is_whole_on_disk_before_it_takes_the_place(
    write: Callable[[Path, str], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, str] = {}

    def look(handle: int) -> None:
        seen.update({path.name: path.read_text() for path in tmp_path.iterdir()})

    monkeypatch.setattr(os, "fsync", look)
    write(tmp_path / f"{'a' * 120}.txt", "all of it")
    ((name, content),) = seen.items()
    assert content == "all of it"
    assert name.startswith(f".{'a' * 100}.")
    assert name.endswith(".part")


def test_an_object_is_asked_for_and_a_list_refused() -> None:
    assert parse_json_object('{"a": [1, 2.5, null, true]}') == {"a": [1, 2.5, None, True]}
    with pytest.raises(JsonError, match="is not a JSON object"):
        parse_json_object("[]")


def test_a_whole_number_of_more_than_nineteen_digits_is_read_as_a_float() -> None:
    assert parse_json("[9223372036854775807, 99999999999999999999]") == [2**63 - 1, 1e20]
    assert parse_json("[-9223372036854775807]") == [1 - 2**63]
    assert isinstance(parse_json("-9223372036854775807"), int)


def test_json_is_written_without_nan() -> None:
    assert json_text({"a": [1, "é"]}) == '{"a":[1,"é"]}'
    with pytest.raises(ValueError, match="Out of range float"):
        json_text(float("nan"))


def test_an_object_is_written_with_a_line_for_each_key_and_each_row():
    whole = {
        "n": 2,
        "é": [1, {"a": 1}],
        "rows": [{"a": 1, "b": [2]}, {"a": 2}],
        "none": [],
        "one": {"a": 1},
        "columns": {"a": [1, 2], "b": 3},
    }
    text = json_by_line(whole)
    assert text == (
        '{\n "n": 2,\n "é": [1,{"a":1}],\n "rows": [\n  {"a":1,"b":[2]},\n  {"a":2}\n ],\n "none": [],\n'
        ' "one": {"a":1},\n "columns": {\n  "a":[1,2],\n  "b":3\n }\n}'
    )
    assert json.loads(text) == whole
    with pytest.raises(ValueError, match="JSON"):
        json_by_line({"a": float("inf")})


@pytest.mark.parametrize(
    ("n", "things", "expected"),
    [(1, "", "1 result"), (0, "", "0 results"), (2130, "", "2,130 results"), (2, "entries", "2 entries")],
)
def test_a_count_agrees_with_its_noun(n: int, things: str, expected: str) -> None:
    assert counted(n, "result", things) == expected


def test_a_plural_is_the_noun_with_an_s_unless_it_is_given() -> None:
    assert counted(3, "run") == "3 runs"


def test_json_of_a_hundred_lists_and_objects_within_each_other_is_read_and_one_more_refused() -> None:
    assert parse_json("[" * 100 + "]" * 100)
    assert parse_json('{"a":[' * 50 + "]}" * 50)
    for text in ("[" * 101 + "]" * 101, '{"a":' * 101 + "1" + "}" * 101, '{"a":[' * 51 + "]}" * 51):
        with pytest.raises(JsonError) as refused:
            parse_json(text)
        assert refused.value.message == "nests too deeply: at most 100 objects or lists within each other"


@pytest.mark.parametrize("one", ["[]", '{"a":{}}', '"[[["', '"{{{"', r'"\"[[["', r'"\\"'])
def test_what_stands_beside_each_other_or_in_texts_is_no_depth(one: str) -> None:
    assert len(parse_json("[" + ",".join([one, "[[]]"] * 200) + "]")) == 400


@pytest.mark.parametrize("beside", ["[]", "{}"])
def test_what_was_closed_before_counts_for_nothing(beside: str) -> None:
    assert parse_json(f"[{beside}," + "[" * 99 + "]" * 100)
    with pytest.raises(JsonError, match="nests too deeply"):
        parse_json(f"[{beside}," + "[" * 100 + "]" * 101)


def test_a_text_is_shown_with_escapes_for_what_is_no_text_or_acts_on_a_terminal() -> None:
    shown = printable("Café 1\n\x1b[31m\udcff\u202e")
    assert shown == r"Café 1\n\x1b[31m\udcff\u202e"
