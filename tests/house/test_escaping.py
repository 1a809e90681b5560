"""One module escapes, and one prints: nowhere else is strangers' text put together by hand."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import effsite.escape

PACKAGE = Path(effsite.escape.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
ALLOWED = {
    r"\bhtml\.escape\(|xml\.sax|quoteattr": {"escape.py"},
    r"\btyper\.(echo|secho)\(": {"cli/console.py", "cli/__init__.py"},  # the version
    r"^\s*print\(|sys\.std(out|err)\.write": {"measure/seed_job.py"},  # to the log of a job of its own
    r"shell=True|os\.system|os\.popen": set(),
    r"\byaml\.(load|unsafe_load|full_load)\(|(?<![.\w])(eval|exec)\(|pickle\.load": set(),
    r"innerHTML|document\.write|insertAdjacentHTML": set(),
}


@pytest.mark.parametrize("pattern", ALLOWED)
def test_only_those_modules_do_that(pattern: str) -> None:
    found = {name for name, text in MODULES.items() if re.search(pattern, text, re.MULTILINE)}
    assert found <= ALLOWED[pattern]
    assert bool(found) == bool(ALLOWED[pattern])


def test_no_script_of_ours_makes_elements_of_text() -> None:
    scripts = sorted((PACKAGE / "site" / "assets").glob("*.js"))
    assert len(scripts) >= 9
    for path in scripts:
        text = path.read_text("utf-8")
        assert not re.search(
            r"document\.write|insertAdjacentHTML|\beval\(|new Function|outerHTML\s*=", text
        ), path


def test_the_table_of_the_module_names_each_of_its_functions() -> None:
    functions = {
        node.name
        for node in ast.parse(MODULES["escape.py"]).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    named = set(
        re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|.*$", effsite.escape.__doc__ or "", re.MULTILINE)))
    )
    assert functions == named - {"pre"}
