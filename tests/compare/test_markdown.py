"""The comparison as Markdown: what it says, and that nothing in it acts."""

from __future__ import annotations

import re

import pytest

from effsite.site.comparison.markdown import as_markdown, cut
from effsite.site.comparison.told import ComparisonTold, FileTold, FindingTold, RowTold, TargetTold


def told(system: str = "Net", **fields: object) -> ComparisonTold:
    row = RowTold(state="added", system=system, published="2025", before="", after="1", standing=system)
    target = TargetTold(
        task="digits",
        target="good",
        title=system,
        verdict=f"Adds {system}",
        moved=False,
        rows=(row,),
        pictures=("a.svg", "b.svg"),
    )
    defaults: dict[str, object] = {
        "against": "main",
        "commit": "0" * 40,
        "ok": True,
        "compared": True,
        "targets": (target,),
        "files": (FileTold(state="added", path=system),),
        "findings": (FindingTold(severity="error", where=system, message=system, hint=system),),
    }
    return ComparisonTold(**{**defaults, **fields})  # type: ignore[arg-type]  # as a test gives them


HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "a | b | c",
    "\n\n# A heading\n\n* a list",
    "</details><h1>",
    "`code` **bold** ~~gone~~ $x$",
    "@everyone look at #1 and GH-2",
    "https://evil.example www.evil.example",
    "\r::error::x",
    "&lt;b&gt; &#60;b&#62;",
    "\x1b[31mred",
    "‮reversed",
    "$(touch hacked)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_the_data_is_markup(text: str) -> None:
    shown = as_markdown(told(text))
    plain = as_markdown(told("Net"))
    assert shown.count("\n") == plain.count("\n")
    for mark in "<>[]`*#!@$~":
        assert re.sub(r"&#\d+;", "", shown).count(mark) == re.sub(r"&#\d+;", "", plain).count(mark), mark
    assert re.sub(r"&#\d+;", "", shown).count("|") == re.sub(r"&#\d+;", "", plain).count("|")
    assert all(c.isprintable() or c in "\n\N{WORD JOINER}" for c in shown)


def test_names_and_numbers_call_nobody() -> None:
    assert "&#64;\N{WORD JOINER}everyone" in cut("@everyone")
    assert "&#35;\N{WORD JOINER}12" in cut("#12")
    assert "GH&#45;\N{WORD JOINER}2" in cut("GH-2")


def test_a_long_text_is_cut() -> None:
    assert cut("x" * 1000) == "x" * 159 + "…"


def test_pictures_stand_where_they_have_an_address() -> None:
    addresses = {"a.svg": "https://pictures.example/a.svg"}
    assert "![Net, before](https://pictures.example/a.svg)" in as_markdown(told(), addresses)
    assert "after](" not in as_markdown(told(), addresses)
    assert "![" not in as_markdown(told(), {"a.svg": "javascript:alert(1)", "b.svg": "https://x.example/)("})


def test_much_is_counted_rather_than_listed() -> None:
    one = told()
    rows = one.targets[0].rows * 500
    many = TargetTold(task="t", target="g", title="T", verdict="Adds 500 results", moved=False, rows=rows)
    text = as_markdown(told(targets=(many,) * 50, findings=one.findings * 300, files=one.files * 500))
    assert "40 more targets differ" in text
    assert "and 480 more rows" in text
    assert "and 270 more" in text
    assert "500 changed files" in text
    assert len(text) < 65_536  # what a comment on GitHub may have


def test_a_comparison_that_was_not_made_says_why() -> None:
    text = as_markdown(told(compared=False, ok=False, targets=()))
    assert text.startswith("**No comparison&#58; the results have errors, which are to be corrected first.**")


def test_findings_are_counted_by_kind_and_named_by_rule() -> None:
    found = [
        FindingTold(severity="error", code="not-a-number", where="a.csv:2:4", message="x", hint="y"),
        FindingTold(severity="note", where="a.csv", message="x"),
        FindingTold(severity="note", where="b.csv", message="x"),
    ]
    text = as_markdown(told(findings=tuple(found)))
    assert "1 error, 0 warnings, 2 notes. Held against main" in text
    assert "| error, not&#45;a&#45;number | a&#46;csv&#58;2&#58;4 | x | y |" in text
    assert "Nothing wrong. Held against" in as_markdown(told(findings=()))
