"""What is printed moves no cursor and commands no workflow, whatever strangers wrote."""

from __future__ import annotations

import json

import pytest

from effsite.escape import log_line, log_lines, printable, printed_json, workflow_message, workflow_property


def test_what_a_terminal_would_act_upon_is_written_as_an_escape() -> None:
    assert printable("a\x1b[31mb\x9b2Jc\rd\ne\x07") == r"a\x1b[31mb\x9b2Jc\rd\ne\x07"


@pytest.mark.parametrize(
    "mark", "\u200b\u200e\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\u00ad\U000e0041\udcff"
)
def test_what_cannot_be_seen_or_turns_the_direction_of_letters_is_written_as_an_escape(mark: str) -> None:
    shown = printable(f"a{mark}b")
    assert shown.isprintable()
    assert shown == f"a{mark.encode('unicode_escape').decode()}b"


def test_letters_of_any_script_stay() -> None:
    assert printable("Réseau 模型 شبکه 🚀") == "Réseau 模型 شبکه 🚀"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::owned", r"\x3a:error::owned"),
        ("  ::set-output name=a::b", r"  \x3a:set-output name=a::b"),
        ("a\n::error::owned", r"a\n::error::owned"),
        ("a::b", "a::b"),
        ("##[error]owned", r"\x23#[error]owned"),
        ("a ##[add-mask]b ##[group]c", r"a \x23#[add-mask]b \x23#[group]c"),
        ("###[error]", r"#\x23#[error]"),
        ("##vso[task.setvariable variable=a]b", r"\x23#vso[task.setvariable variable=a]b"),
        ("## [a] #1", "## [a] #1"),
        ("", ""),
    ],
)
def test_no_line_of_a_log_is_a_command(text: str, shown: str) -> None:
    assert log_line(text) == shown


def test_cells_make_one_line_that_is_no_command_even_where_the_first_are_empty() -> None:
    assert log_line("a", "b\tc", "d\ne") == "a\tb\\tc\td\\ne"
    assert log_line("", "::error::x") == "\t\\x3a:error::x"  # the runner passes over white space
    assert log_line(":", ":x") == ":\t:x"


def test_of_several_lines_each_is_one_and_none_a_command() -> None:
    assert log_lines("a\n::error::b\r\n\n##[c]") == "a\n\\x3a:error::b\\r\n\n\\x23#[c]"


def test_printed_json_holds_nothing_that_a_terminal_or_a_log_acts_upon_and_reads_back_the_same() -> None:
    value = {
        "##[error]": "a\x9b\u202e\u2028b\n::error::c \\##[group]",
        "é模🚀": ["\U000e0041", 1.5, None],
        "\udcff": "##vso[a]",
    }
    text = printed_json(value)
    assert all(c == "\n" or c.isprintable() for c in text)
    assert "##[" not in text
    assert "##vso[" not in text
    assert "é模🚀" in text
    assert not any(line.strip().startswith("::") for line in text.split("\n"))
    assert json.loads(text) == value
    assert json.loads(printed_json({"a": "x##[b]\\"})) == {"a": "x##[b]\\"}
    assert printed_json({"a": [1]}) == '{\n  "a": [\n    1\n  ]\n}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_no_json(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        printed_json({"a": number})


def test_a_workflow_command_ends_where_its_maker_ends_it() -> None:
    assert workflow_message("100 %\r\n::error::a, b") == "100 %25%0D%0A::error::a, b"
    assert workflow_property("a,b:c%\n") == "a%2Cb%3Ac%25%0A"
    assert workflow_message("##[error]x") == r"\x23#[error]x"
