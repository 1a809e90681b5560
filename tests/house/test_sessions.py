"""`nox -l` is the contributors' guide: each session has one line that says what it proves."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROMISED = [
    "tests",
    "train",
    "fuzz",
    "browser",
    "lint",
    "types",
    "imports",
    "docs",
    "results",
    "bench",
    "minimums",
]


def sessions() -> dict[str, str]:
    """Name and docstring of every session, in the order of the file."""
    functions = [
        node for node in ast.parse((ROOT / "noxfile.py").read_text("utf-8")).body if is_session(node)
    ]
    return {node.name: ast.get_docstring(node) or "" for node in functions}


def is_session(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any("session" in ast.unparse(d) for d in node.decorator_list)


def test_sessions_are_those_promised() -> None:
    assert list(sessions()) == PROMISED


@pytest.mark.parametrize("name", PROMISED)
def test_session_says_in_one_line_what_it_proves(name: str) -> None:
    first = sessions()[name].splitlines()[0]
    assert re.fullmatch(r"Prove that .{20,100}\.", first)


@pytest.mark.parametrize("name", PROMISED)
def test_session_is_named_in_contributing(name: str) -> None:
    assert f"`{name}`" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_session_that_is_named_in_contributing_exists() -> None:
    named = re.findall(r"nox -s ([a-z ]+[a-z])", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert {word for line in named for word in line.split()} <= set(PROMISED)
