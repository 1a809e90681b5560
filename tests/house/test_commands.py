"""Every command and option is explained to people, and every command that people are told exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from effsite.cli import app

ROOT = Path(__file__).parents[2]
EXPLAINED_BY_THEMSELVES = {"--help", "--install-completion", "--show-completion"}
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]  # a group: effsite has several commands


def pages() -> dict[str, str]:
    """README, CONTRIBUTING, the pull request texts and the hand-written pages, by their path."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found += sorted((ROOT / ".github").rglob("*.md"))
    found += sorted((ROOT / "effsite/site/templates").glob("*.md.jinja"))
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in found}


def examples(text: str) -> list[list[str]]:
    """The effsite command lines in a text, in words: those after a prompt or in a code span."""
    text = re.sub(r"\\\n *", "", text)
    lines = re.findall(r"^\$ (?:.*&& )?(effsite .*?)(?: +#.*)?$", text, re.MULTILINE)
    spans = re.findall(r"`(effsite [a-z][^`\n]*)`", text)
    return [shlex.split(line) for line in lines + spans]


def options(command: str) -> set[str]:
    return {name for option in COMMANDS[command].params for name in option.opts if name.startswith("--")}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_shown_in_the_readme(command: str) -> None:
    assert f"effsite {command}" in pages()["README.md"]


@pytest.mark.parametrize(
    ("command", "option"), [(command, option) for command in COMMANDS for option in sorted(options(command))]
)
def test_every_option_is_explained_on_some_page(command: str, option: str) -> None:
    if option not in EXPLAINED_BY_THEMSELVES:
        assert re.search(rf"{option}(?![\w-])", "\n".join(pages().values()))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_in_its_help_what_it_does(command: str) -> None:
    assert (COMMANDS[command].help or "").strip()
    assert all(param.help for param in COMMANDS[command].params)


@pytest.mark.parametrize("page", pages())
def test_every_effsite_command_on_the_page_exists(page: str) -> None:
    unknown = [words for words in examples(pages()[page]) if words[1] not in COMMANDS and words[1][0] != "-"]
    assert not unknown


@pytest.mark.parametrize("page", pages())
def test_every_option_on_the_page_belongs_to_its_command(page: str) -> None:
    for _, command, *words in examples(pages()[page]):
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert used <= options(command) | {"--help"} if command in COMMANDS else not used


def test_examples_are_found_after_a_prompt_and_in_a_code_span() -> None:
    text = "```\n$ pip install -e . && effsite build   # the site\n```\nThen `effsite trend imagenet --json`."
    assert examples(text) == [["effsite", "build"], ["effsite", "trend", "imagenet", "--json"]]
