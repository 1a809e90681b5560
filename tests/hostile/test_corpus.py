"""The check takes a hostile text as it stands, or refuses it by name; nothing in between."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from effsite.records import Attempt, Device, Rate, Result, columns
from effsite.records.cell_rules import NotAnAddress, NotPlainText
from effsite.records.fields import Column, FieldError
from effsite.store import read
from effsite.store.values import are_taken, check_text, check_url
from tests.hostile.corpus import (
    ADDRESSES,
    BLANKS,
    DIRECTIONS,
    SPREADSHEETS,
    TERMINALS,
    TEXTS,
    texts,
)
from tests.hostile.project import GIVEN, hostile_project, names, taken, taken_addresses

SENTENCE = Column(kind="long text", about="")


def test_the_corpus_is_large_and_of_many_kinds() -> None:
    assert len(texts()) >= 500
    assert len(TEXTS) >= 19
    assert all(len(kind) >= 9 for kind in TEXTS.values())
    assert len(names()) >= 400
    assert len(ADDRESSES) == len(set(ADDRESSES)) >= 45


@pytest.mark.parametrize("text", [*TERMINALS, *DIRECTIONS, *BLANKS])
def test_what_acts_on_a_terminal_hides_or_turns_letters_is_refused(text: str) -> None:
    with pytest.raises(FieldError) as refused:
        check_text(text, SENTENCE)
    assert refused.value.rule is NotPlainText
    assert refused.value.message.isprintable()


@pytest.mark.parametrize("text", [text for text in SPREADSHEETS if text[0] in "=+-@＝＋－＠ \t\r\n"])
def test_what_a_spreadsheet_would_run_is_refused(text: str) -> None:
    assert not taken(text)
    assert taken(f"x{text.strip()}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\u3164b", "holds U+3164 at position 2, which shows nothing"),
        ("a\U0002ffff", "holds U+2FFFF at position 2, which shows nothing"),
        ("xa" + "\u0301" * 7, "has more than 6 marks on the letter at position 2"),
    ],
)
def test_letters_that_deceive_are_told_by_number_and_place(text: str, message: str) -> None:
    with pytest.raises(FieldError) as refused:
        check_text(text, SENTENCE)
    assert refused.value.message == message


@pytest.mark.parametrize("text", ["a" + "\u0301" * 6, "नेटवर्क", "เครือข่าย", "שָׁלוֹם", "👩‍👩‍👧", "Réseau 模型"])
def test_words_of_any_script_are_taken(text: str) -> None:
    assert check_text(text, SENTENCE) == text


def test_an_address_that_is_taken_is_one_of_the_web_with_a_plain_host() -> None:
    found = taken_addresses()
    assert len(found) >= 10
    assert all(address.startswith(("https://papers.lab-nine.org", "http://papers.lab-nine.org",
                                   "https://xn--e1aybc.lab-nine.org")) for address in found)  # fmt: skip
    for address in set(ADDRESSES) - set(found):
        with pytest.raises(FieldError) as refused:
            check_url(address, Column(kind="url", about=""))
        assert refused.value.rule in (NotAnAddress, NotPlainText)


def test_a_project_with_the_corpus_in_every_field_has_no_error_and_keeps_each_text(tmp_path: Path) -> None:
    reading = read(hostile_project(tmp_path / "project", every=40) / "results")
    assert [str(finding) for finding in reading.findings if finding.severity == "error"] == []
    kept = set(names())
    collection = reading.collection
    for row_type, rows in (
        (Result, [r for t in collection.tasks for r in t.results if t.task.name.startswith("part")]),
        (Attempt, [a for t in collection.tasks for a in t.attempts]),
        (Rate, [r for t in collection.tasks for r in t.rates]),
        (Device, list(collection.devices)),
    ):
        for name, column in columns(row_type).items():
            held = {str(getattr(row, name)) for row in rows}
            if column.kind == "text" and name not in GIVEN and (row_type, name) != (Attempt, "device"):
                assert kept <= held, (row_type.__name__, name)
            elif column.kind == "long text" and name not in GIVEN:
                assert {f"{text} ({name})" for text in kept} <= held, (row_type.__name__, name)


@pytest.mark.parametrize("kind", ["text", "long text"])
def test_texts_looked_at_together_are_taken_as_each_alone(kind: Literal["text", "long text"]) -> None:
    column = Column(kind=kind, about="")
    plain = ["Réseau 模型", "ResNet-50"]
    assert are_taken(plain, column)
    for text in texts():
        if are_taken([*plain, text], column):
            assert check_text(text, column) == text
