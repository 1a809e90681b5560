"""Cells that are taken and cells that are refused, at the edges of each rule."""

from __future__ import annotations

from datetime import date

import pytest

from effsite.records.fields import Column, FieldError
from effsite.store.values import Context, are_taken, parse_cell

CONTEXT = Context(today=date(2026, 11, 25))
TEXT, URL, WHOLE = (Column(kind=kind, about="A cell.") for kind in ("text", "url", "integer"))


@pytest.mark.parametrize("start", [*"=+-@", *"＝＋－＠"])
def test_a_text_that_spreadsheets_run_as_a_formula_is_refused(start: str) -> None:
    with pytest.raises(FieldError, match="spreadsheet programs run as a formula"):
        parse_cell(f"{start}SUM(A1)", "note", TEXT, CONTEXT)


@pytest.mark.parametrize(
    "character",
    ["\x07", "\u200b", "\u202e", "\ud800", "\ue000", "\u2028", "\u2029"],
    ids=["control", "format", "direction", "surrogate", "private", "line", "paragraph"],
)
def test_a_character_that_is_not_seen_is_refused_by_its_number_and_place(character: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_cell(f"ab{character}c", "note", TEXT, CONTEXT)
    assert str(caught.value) == f"holds the control character U+{ord(character):04X} at position 3"


def test_an_address_is_a_text_too() -> None:
    with pytest.raises(FieldError, match=r"U\+200B at position 21"):
        parse_cell("https://example.org/\u200bx", "source_url", URL, CONTEXT)
    with pytest.raises(FieldError, match="has 2020 characters; at most 500 fit"):
        parse_cell("https://example.org/" + 2000 * "x", "source_url", URL, CONTEXT)


@pytest.mark.parametrize(
    "address",
    ["http://example.org:8080/x", "https://example.org:8443/", "https://example.org?q=1", "http://b.org/ü"],
)
def test_an_address_with_a_port_a_query_or_letters_of_any_kind_is_taken(address: str) -> None:
    assert parse_cell(address, "source_url", URL, CONTEXT) == address


def test_a_host_with_other_letters_is_refused_with_the_name_that_is_registered() -> None:
    with pytest.raises(FieldError, match="letters beyond a to z") as caught:
        parse_cell("https://bücher.example/x", "source_url", URL, CONTEXT)
    assert caught.value.hint == "write it as registered: xn--bcher-kva.example"


def test_a_host_that_cannot_be_registered_is_refused_with_what_to_look_for() -> None:
    with pytest.raises(FieldError, match="letters beyond a to z") as caught:
        parse_cell("https://bücher..example/x", "source_url", URL, CONTEXT)
    assert caught.value.hint == "write it as registered: its name that begins with xn--"


@pytest.mark.parametrize(
    "name", ["شبکه\u200cهای عصبی", "क्\u200dष", "👩\u200d💻 net"], ids=["Persian", "Hindi", "emoji"]
)
def test_a_joiner_between_characters_that_it_joins_is_taken(name: str) -> None:
    assert parse_cell(name, "system", TEXT, CONTEXT) == name


@pytest.mark.parametrize(
    "text", ["Alex\u200dNet", "ab \u200cه", "ه\u200d\u200dه", "ه\u200c", "هa\u200cه", "ه\u200caه"]
)
def test_a_joiner_that_joins_nothing_is_refused(text: str) -> None:
    with pytest.raises(FieldError, match=r"control character U\+200[CD]"):
        parse_cell(text, "system", TEXT, CONTEXT)


def test_whole_numbers_are_exact_to_eighteen_characters() -> None:
    assert parse_cell("123456789012345679", "step", WHOLE, CONTEXT) == 123456789012345679
    # the nearest float: 1234567890123456768
    assert parse_cell("1234567890123456789", "step", WHOLE, CONTEXT) == 1234567890123456768


@pytest.mark.parametrize(
    "letter", "\u034f\u17b4\u180b\u180f\u2800\u3164\uffa0\ufdd0\ufdef\ufffe\U0001ffff\U0010fffe"
)
def test_a_letter_that_shows_nothing_is_refused_by_its_number_and_place(letter: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_cell(f"ab{letter}c", "note", TEXT, CONTEXT)
    assert str(caught.value) == f"holds U+{ord(letter):04X} at position 3, which shows nothing"
    assert caught.value.hint == "write letters that can be seen, and few marks on each"


def test_capital_letters_beside_others_than_those_of_english_are_seen() -> None:
    assert parse_cell("ÜberNet XL", "system", TEXT, CONTEXT) == "ÜberNet XL"


@pytest.mark.parametrize("text", ["ab ", "a\u2800b"], ids=["a space after it", "a blank"])
def test_texts_among_which_one_is_refused_are_not_taken_together(text: str) -> None:
    assert are_taken(["AlexNet", "ÜberNet"], TEXT)
    assert not are_taken(["AlexNet", text], TEXT)


@pytest.mark.parametrize("mark", ["\u0301", "\u20dd"], ids=["accent", "circle around"])
def test_six_marks_on_a_letter_are_taken_and_a_seventh_is_refused(mark: str) -> None:
    six = f"xya{6 * mark}b{6 * mark}"
    assert parse_cell(six, "note", TEXT, CONTEXT) == six
    with pytest.raises(FieldError, match=r"^has more than 6 marks on the letter at position 3$"):
        parse_cell(f"xya{7 * mark}", "note", TEXT, CONTEXT)


def test_marks_on_no_letter_at_all_are_refused() -> None:
    with pytest.raises(FieldError, match=r"^has more than 6 marks on the letter at position 0$"):
        parse_cell(7 * "\u0301", "note", TEXT, CONTEXT)


def test_a_text_of_120_letters_fits_by_itself() -> None:
    assert parse_cell(120 * "x", "device", TEXT, CONTEXT) == 120 * "x"
    with pytest.raises(FieldError, match=r"^has 121 characters; at most 120 fit$"):
        parse_cell(121 * "x", "device", TEXT, CONTEXT)


def test_what_is_refused_of_a_text_comes_with_the_way_out() -> None:
    with pytest.raises(FieldError) as caught:
        parse_cell("a\x07", "note", TEXT, CONTEXT)
    assert caught.value.hint == "write plain text on one line"
