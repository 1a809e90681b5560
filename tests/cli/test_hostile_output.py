"""What any command prints holds no command to the log of a workflow and nothing that a terminal acts upon."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from effsite.cli import main

COMMANDS = ("::error::owned", "##[error]owned", "##vso[task.complete]x")
ROW = ("good", "2020-01-{day:02}", "{flop}", "reported", "measured", "our logs")
HEADER = ("system", "target", "published", "training_flop", "flop_method", "source_kind", "source")


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Effsite = Callable[..., Done]


@pytest.fixture
def effsite(lab: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Effsite:
    """The command line, in this process: there are many of these calls."""

    def run(*args: str) -> Done:
        monkeypatch.chdir(lab)
        monkeypatch.setattr(sys, "argv", ["effsite", *args])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


def lines(done: Done) -> list[str]:
    """What was printed, line by line; tabs stand between the cells of tables."""
    return (done.stdout + done.stderr).replace("\t", " ").split("\n")


def is_command(line: str) -> bool:
    return line.lstrip().startswith("::") or "##[" in line or "##vso[" in line


def is_plain(line: str) -> bool:
    """Whether a terminal shows the line as it is; Markdown has joiners where GitHub would call people."""
    return line.replace("\N{WORD JOINER}", "").isprintable()


def fill(lab: Path) -> None:
    """Records of systems that are called like commands, each better than the one before."""
    with (lab / "results" / "digits" / "hostile.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n, name in enumerate(COMMANDS):
            values = [cell.format(day=n + 2, flop=f"{10 - n}e9") for cell in ROW]
            writer.writerow([name, *values])


@pytest.mark.parametrize(
    "arguments",
    [
        ["trend", "digits"],
        ["trend", "--all"],
        ["list"],
        ["check"],
        ["check", "results/digits/hostile.csv"],
        ["verify", "results/digits/hostile.csv"],
        ["build", "--strict"],
        ["trend", "digits", "--json"],
        ["check", "--json"],
        ["check", "--format", "sarif"],
        ["check", "--format", "markdown"],
    ],
    ids=" ".join,
)
def test_no_line_is_a_command_whatever_a_system_is_called(
    lab: Path, effsite: Effsite, arguments: list[str]
) -> None:
    fill(lab)
    done = effsite(*arguments)
    assert done.returncode == (2 if arguments[0] == "verify" else 0), done.stderr
    assert [line for line in lines(done) if is_command(line)] == []


def test_names_stand_in_the_frontier_escaped(lab: Path, effsite: Effsite) -> None:
    fill(lab)
    systems = [line.split("\t")[0] for line in effsite("trend", "digits").stdout.split("\n")]
    assert r"\x3a:error::owned" in systems
    assert r"\x23#[error]owned" in systems
    told = json.loads(effsite("trend", "digits", "--json").stdout)
    assert set(COMMANDS) <= {row["system"] for row in told["frontier"]}


@pytest.mark.parametrize(
    "name", ["a\n::error::owned.csv", "\n##[error]a\x1b[2J\u202e.csv", os.fsdecode(b"\xff\n::x.csv")]
)
@pytest.mark.parametrize("command", ["check", "list", "build"])
def test_no_line_is_a_command_whatever_a_file_is_called(
    lab: Path, effsite: Effsite, name: str, command: str
) -> None:
    (lab / "results" / "digits" / name).write_text("system\n::error::owned\n")
    (lab / "docs" / name.replace(".csv", ".md")).write_text("# ::error::owned\n")
    done = effsite(command)
    assert done.returncode in (1, 2)
    assert "does not" in done.stderr + done.stdout or "not a valid name" in done.stderr + done.stdout
    assert [line for line in lines(done) if is_command(line) or not is_plain(line)] == []


@pytest.mark.parametrize(
    "arguments",
    [["check", "results/\n::error::owned"], ["trend", "\n::error::owned"], ["fields", "a\n##[error]b"]],
    ids=["check", "trend", "fields"],
)
def test_no_line_is_a_command_whatever_an_argument_is(effsite: Effsite, arguments: list[str]) -> None:
    done = effsite(*arguments)
    assert done.returncode == 2
    assert [line for line in lines(done) if is_command(line)] == []


def test_values_that_are_refused_are_told_without_a_command(lab: Path, effsite: Effsite) -> None:
    cells = ["\x1b]0;owned\x07", "::error::x", "##[error]x", "\u202e::error"]
    with (lab / "results" / "digits" / "hostile.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows([cell] * len(HEADER) for cell in cells)
    text = (lab / "results" / "digits" / "task.toml").read_text()
    (lab / "results" / "digits" / "task.toml").write_text(
        '"::error::\\n::error" = 1\n"##[error]" = 2\n' + text
    )
    for form in ("text", "json", "sarif", "markdown"):
        done = effsite("check", "--format", form)
        assert done.returncode == 1
        assert [line for line in lines(done) if is_command(line) or not is_plain(line)] == []
    annotations = effsite("check", "--format", "github").stdout.rstrip("\n").split("\n")
    assert all(line.startswith("::error file=results/digits/") for line in annotations[:-1])
    assert len(annotations) > len(cells)
