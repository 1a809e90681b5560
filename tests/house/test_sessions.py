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
    "formats",
    "results",
    "bench",
    "scale",
    "engines",
    "mutants",
    "zoo",
    "faults",
    "slurm",
    "coverage",
    "lighthouse",
    "package",
    "minimums",
]
LONG = {"scale", "engines", "mutants", "zoo", "faults", "slurm", "coverage", "lighthouse", "package"}
AT_EVERY_PUSH = {"minimums"}
"""Left out of plain `nox` as well: all tests once more, which a runner of its own does meanwhile."""


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


def test_every_session_says_in_a_line_what_it_proves() -> None:
    assert all(text.splitlines()[0].endswith((".", ":")) for text in sessions().values())


def test_plain_nox_leaves_out_the_long_sessions_and_a_workflow_runs_them_every_week() -> None:
    named = [node for node in ast.parse((ROOT / "noxfile.py").read_text("utf-8")).body if is_session(node)]
    left_out = {node.name for node in named if "default=False" in ast.unparse(node.decorator_list[0])}
    workflow = (ROOT / ".github/workflows/long.yml").read_text("utf-8")
    assert left_out == LONG | AT_EVERY_PUSH
    assert all(f"nox -s {name}" in workflow for name in LONG)
    at_push = (ROOT / ".github/workflows/tests.yml").read_text("utf-8")
    assert all(f"session: {name}," in at_push for name in AT_EVERY_PUSH)


@pytest.mark.parametrize("name", PROMISED)
def test_session_is_named_in_contributing(name: str) -> None:
    assert f"`{name}`" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_session_that_is_named_in_contributing_exists() -> None:
    named = re.findall(r"nox -s ([a-z ]+[a-z])", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert {word for line in named for word in line.split()} <= set(PROMISED)
