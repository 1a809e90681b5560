from __future__ import annotations

import pytest

from effsite.ingest.log_file import BLOCK_BYTES, LogFile
from effsite.ingest.report import MOST_LINES, LogError, Report


def source(tmp_path, content: bytes) -> LogFile:
    path = tmp_path / "a.log"
    path.write_bytes(content)
    return LogFile(path, "a.log")


@pytest.mark.parametrize(
    "content",
    [
        b"one\ntwo",
        b"one\r\ntwo\r\n",
        b"\xef\xbb\xbfone\ntwo\n",
        "one\ntwo\n".encode("utf-16"),
        b"\xfe\xff" + "one\ntwo\n".encode("utf-16-be"),
        "one\ntwo\n".encode("utf-32"),
    ],
    ids=["no last newline", "CRLF", "UTF-8 with BOM", "UTF-16 LE", "UTF-16 BE", "UTF-32"],
)
def test_lines_are_the_same_however_the_file_was_saved(tmp_path, content):
    assert list(source(tmp_path, content).lines()) == [(1, "one"), (2, "two")]


def test_lines_are_numbered_across_blocks(tmp_path):
    count = 3 * BLOCK_BYTES // 8
    lines = list(source(tmp_path, b"abcdefg\n" * count).lines())
    assert lines[-1] == (count, "abcdefg")
    assert len(lines) == count


def test_a_letter_that_two_blocks_share_is_whole(tmp_path):
    content = b"x" * (BLOCK_BYTES - 1) + "é\n".encode()
    assert list(source(tmp_path, content).lines()) == [(1, "x" * (BLOCK_BYTES - 1) + "é")]


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        (b"ok\nok\nb\xe9d\n", "not UTF-8 text", 3),
        (b"ok\n\x80\x81", "not UTF-8 text", 2),
        (b"a\n" * 200_000 + b"\0", "binary", 200_001),
        (b"PK\x03\x04\0\0", "binary", 0),
        ("ok\n".encode("utf-16-le"), "binary", 0),
        (b"", "empty", 0),
    ],
    ids=["Latin-1", "garbled end", "binary after text", "zip", "UTF-16 without BOM", "empty"],
)
def test_what_is_no_text_is_refused_with_its_line(tmp_path, content, words, line):
    with pytest.raises(LogError, match=words) as caught:
        list(source(tmp_path, content).lines())
    assert caught.value.line == line


def test_a_gigantic_line_is_refused_before_it_is_read_whole(tmp_path):
    with pytest.raises(LogError, match="4 Mi characters") as caught:
        list(source(tmp_path, b"short\n" + b"x" * (8 << 20)).lines())
    assert caught.value.line == 2


def test_every_block_is_told_of(tmp_path):
    told: list[int] = []
    path = tmp_path / "a.log"
    path.write_bytes(b"abc\n" * 1_000_000)
    list(LogFile(path, "a.log", told.append).blocks())
    assert sum(told) == 4_000_000
    assert max(told) == BLOCK_BYTES


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(LogError, match="cannot be opened"):
        LogFile(tmp_path / "none.log", "none.log").head()


def test_the_same_note_is_counted_and_notes_are_bounded():
    report = Report("a.log")
    report.ignored("a thing", 3)
    report.ignored("a thing", 9)
    for number in range(2 * MOST_LINES):
        report.guessed(f"note {number}")
    assert (report.lines[0].line, report.lines[0].count) == (3, 2)
    assert len(report.lines) == MOST_LINES + 1
    assert "further notes" in report.lines[-1].message


def test_notes_hold_no_control_characters_and_nothing_private():
    report = Report("a.log")
    report.guessed("column \x1b[31mred\x07 of a@example.org", hint="mail a@example.org\u202e")
    assert (report.lines[0].message, report.lines[0].hint) == (
        "column ?[31mred? of [e-mail]",
        "mail [e-mail]?",
    )


@pytest.mark.parametrize(
    "coloured",
    [
        "\x1b[32m1,0.5\x1b[0m",
        "\x1b[1;38;5;208m1\x1b[m,0.5",
        "\x1b[2K1,0.5",
        "\x1b]0;training\x071,0.5",
        "\x1bM1,0.5",
    ],
)
def test_what_a_terminal_would_show_in_colour_is_plain_text(tmp_path, coloured):
    path = tmp_path / "log.csv"
    path.write_text(f"\x1b[1mstep,acc\x1b[0m\n{coloured}\n")
    source = LogFile(path, "log.csv")
    assert [text for _, text in source.lines()] == ["step,acc", "1,0.5"]
    assert source.head().text == source.document() == "step,acc\n1,0.5\n"


def test_a_pointer_of_git_lfs_is_named_as_such(tmp_path):
    path = tmp_path / "events.out.tfevents.1"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")
    for read in (LogFile.head, LogFile.document, lambda source: list(source.lines())):
        with pytest.raises(LogError, match="pointer of Git LFS") as caught:
            read(LogFile(path, path.name))
        assert "git lfs pull" in caught.value.hint
