"""The page of promises names tests, and each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "promises.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def functions(path: Path) -> set[str]:
    found = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef)}


def test_every_test_that_the_page_names_is_there() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) >= 30
    for file, test in named:
        assert (ROOT / file).is_file(), file
        assert not test or test in functions(ROOT / file), f"{file}::{test}"


def test_every_promise_names_a_test() -> None:
    promises = PAGE.partition("## Limits")[0].split("\n* ")[1:]
    assert len(promises) >= 15
    assert [promise[:60] for promise in promises if not NAMED.search(promise)] == []
