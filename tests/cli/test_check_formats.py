"""What `effsite check` prints for scripts, GitHub and code scanning, and with what it ends."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from effsite.errors import Finding, totals
from effsite.workflows import finding_formats
from effsite.workflows.rules import RULES
from tests.projects import LAB_HEADER

from .conftest import Effsite

HERE = Path()
HOSTILE = (
    "a\n::error file=x::owned",
    "a\r\n::set-output name=x::1",
    "::add-mask::everything",
    "50%0A::warning::x",
    "a,line=1::b",
    "a::b",
    "\x1b[2J\x1b]0;owned\x07",
    "a\u2028::error::b",
    "| b | <script>alert(1)</script> [x](javascript:alert(1)) @everyone #1 **c**",
)


def finding(**fields: object) -> Finding:
    about: dict[str, object] = {
        "path": "results/digits/bad.csv",
        "line": 2,
        "column": 4,
        "field": "seconds",
        "code": "not-a-number",
        "message": "seconds is not a number: 'much'",
        "hint": "write digits",
    }
    return Finding(**{**about, **fields})  # type: ignore[arg-type]  # as a test gives them


def test_an_annotation_stands_at_its_line_and_names_its_rule() -> None:
    assert finding_formats.github([finding()], HERE).split("\n") == [
        "::error file=results/digits/bad.csv,line=2,title=not-a-number (error)::"
        "seconds is not a number: 'much' (write digits)",
        "1 error, 0 warnings",
    ]


@pytest.mark.parametrize(
    ("severity", "command"), [("error", "error"), ("warning", "warning"), ("note", "notice")]
)
def test_a_severity_is_a_command_of_github(severity: str, command: str) -> None:
    assert finding_formats.github([finding(severity=severity)], HERE).startswith(f"::{command} file=")


def test_a_column_of_characters_is_kept_and_one_of_cells_is_not() -> None:
    said = finding_formats.github([finding(path="results/digits/task.toml")], HERE)

    assert said.startswith("::error file=results/digits/task.toml,line=2,col=4,title=")


def test_a_finding_about_a_whole_file_has_no_line() -> None:
    said = finding_formats.github([finding(line=0, column=0)], HERE)

    assert said.startswith("::error file=results/digits/bad.csv,title=")


def test_the_worst_comes_first_for_github_shows_ten_of_each_kind() -> None:
    several = [finding(severity=s) for s in ("note", "warning", "error", "warning")]

    starts = [line.split(" ")[0] for line in finding_formats.github(several, HERE).split("\n")[:-1]]

    assert starts == ["::error", "::warning", "::warning", "::notice"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["path", "message", "hint"])
def test_no_text_begins_a_command_or_ends_one(text: str, field: str) -> None:
    first, last = finding_formats.github([finding(**{field: text})], HERE).split("\n")

    assert last == "1 error, 0 warnings"
    assert first.startswith("::error file=")
    properties, told = re.fullmatch(r"::error ((?:[a-z]+=[^,:]*,?)+)::(.*)", first).groups()  # type: ignore[union-attr]  # it matches
    named = [part.partition("=")[0] for part in properties.split(",")]
    assert named in (["file", "line", "title"], ["file", "line", "col", "title"])
    assert not re.search(r"[\r\n\x1b\u2028]", first)
    assert decoded(told).isprintable()


def decoded(text: str) -> str:
    """A message as GitHub reads it."""
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def test_a_percent_sign_is_itself_again_when_it_is_read() -> None:
    said = finding_formats.github([finding(message="50%0A off", hint="")], HERE).split("\n")[0]

    assert decoded(said.rpartition("::")[2]) == "50%0A off"


@pytest.mark.parametrize("text", HOSTILE)
def test_strangers_text_is_inert_in_a_table(text: str) -> None:
    lines = finding_formats.markdown([finding(message=text)]).split("\n")

    assert lines[0] == "**1 error, 0 warnings**"
    assert len(lines) == 5
    row = lines[4]
    cells = row.strip("|").split("|")
    assert len(cells) == 4
    assert not re.search(r"[<>*@\[\]()\x1b]|\n", cells[2])
    shown = unescape(cells[2]).replace("\u2060", "").strip()
    assert shown == " ".join(
        "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text).split()
    )


def test_a_rule_in_a_table_links_what_it_looks_for() -> None:
    assert "| error [not-a-number](https://effsite.github.io/effsite/latest/checks/#not-a-number) |" in (
        finding_formats.markdown([finding()])
    )


def test_a_long_table_says_how_much_it_leaves_out() -> None:
    said = finding_formats.markdown([finding()] * 203)

    assert said.count("not-a-number](") == 200
    assert said.endswith("\n\nAnd 3 more findings.")
    assert finding_formats.markdown([]) == "**no errors**"


def test_sarif_describes_each_rule_and_places_each_finding() -> None:
    log = json.loads(finding_formats.sarif([finding(), finding(path="results/a b/task.toml")], HERE))

    (run,) = log["runs"]
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    described = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in described] == [rule.code for rule in RULES]
    assert {rule["defaultConfiguration"]["level"] for rule in described} == {"error", "warning", "note"}
    first, second = run["results"]
    assert described[first["ruleIndex"]]["id"] == first["ruleId"] == "not-a-number"
    assert first["level"] == "error"
    assert first["message"] == {"text": "seconds is not a number: 'much' (write digits)"}
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "results/digits/bad.csv"},
                "region": {"startLine": 2},
            }
        }
    ]
    place = second["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "results/a%20b/task.toml"},
        "region": {"startLine": 2, "startColumn": 4},
    }


def test_sarif_of_a_whole_file_has_no_region() -> None:
    log = json.loads(finding_formats.sarif([finding(line=0, column=0)], HERE))

    assert "region" not in log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]


def test_places_begin_where_the_command_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    below = finding_formats.github([finding()], Path("lab"))
    elsewhere = finding_formats.github([finding()], Path("/somewhere/else"))

    assert below.startswith("::error file=lab/results/digits/bad.csv,")
    assert elsewhere.startswith("::error file=results/digits/bad.csv,")


def test_totals_tell_of_notes_where_there_are_any() -> None:
    assert totals([]) == "no errors"
    assert totals([finding()]) == "1 error, 0 warnings"
    assert totals([finding(severity="note")]) == "0 errors, 0 warnings, 1 note"


@pytest.fixture
def wrong(lab: Path) -> Path:
    """The lab with a row whose compute is no number."""
    row = "good,Tiny net,2025-01-01,much,reported,measured,our logs\n"
    (lab / "results" / "digits" / "bad.csv").write_text(LAB_HEADER + row)
    return lab


@pytest.mark.parametrize("arguments", [("--json",), ("--format", "json")])
def test_what_scripts_read(effsite: Effsite, wrong: Path, arguments: tuple[str, ...]) -> None:
    done = effsite("check", "results/digits/bad.csv", *arguments)

    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "ok": False,
        "findings": [
            {
                "file": "results/digits/bad.csv",
                "line": 2,
                "column": 4,
                "field": "training_flop",
                "code": "not-a-number",
                "severity": "error",
                "message": "training_flop is not a number: 'much'",
                "hint": "write digits with a point and an exponent, as in 5.32e17",
            }
        ],
        "changes": [],
    }


@pytest.mark.parametrize(
    ("form", "start"),
    [("github", "::error file="), ("markdown", "**1 error"), ("sarif", "{"), ("text", "error[")],
)
def test_every_form_is_printed(effsite: Effsite, wrong: Path, form: str, start: str) -> None:
    done = effsite("check", "--format", form)

    assert done.stdout.startswith(start)
    assert done.returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [("nothing",), ("--json", "--format", "sarif"), ("--project", "nowhere"), ("--format", "xml")],
)
def test_what_cannot_be_checked_ends_with_two(
    effsite: Effsite, lab: Path, arguments: tuple[str, ...]
) -> None:
    done = effsite("check", *arguments)

    assert done.returncode == 2
    assert done.stdout == ""


def test_a_rule_is_explained(effsite: Effsite, lab: Path) -> None:
    done = effsite("rules", "date-in-future")

    assert done.stdout.split("\n") == [
        "error[date-in-future]: A date lies in the future.",
        "A result is dated by its first publication, which has happened. Today is today in UTC.",
        "Way out: check the year.",
        "",
    ]


def test_all_rules_are_listed(effsite: Effsite, lab: Path) -> None:
    listed = effsite("rules").stdout.splitlines()

    assert listed[0] == "code\tseverity\tlooks for"
    assert len(listed) == 1 + len(RULES)
    (told,) = json.loads(effsite("rules", "slip", "--json").stdout)["rules"]
    assert (told["code"], told["severity"]) == ("slip", "warning")


def test_a_rule_that_there_is_not_is_asked_back(effsite: Effsite, lab: Path) -> None:
    done = effsite("rules", "date-in-futur")

    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean 'date-in-future'?" in done.stderr
