"""The layers of pyproject.toml are the folders of the package, and the command line loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "bokeh", "pandas", "numpy", "jinja2", "mkdocs", "mike", "rich.console")


def modules_after(statement: str) -> set[str]:
    program = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    return set(json.loads(done.stdout))


@pytest.fixture(scope="module")
def loaded_by_the_command_line() -> set[str]:
    return modules_after("import effsite.cli")


@pytest.mark.parametrize("module", HEAVY)
def test_command_line_starts_without(module: str, loaded_by_the_command_line: set[str]) -> None:
    assert module not in loaded_by_the_command_line


@pytest.mark.parametrize("module", ["bokeh", "mkdocs", "typer", "torch"])
def test_analysis_is_imported_without(module: str) -> None:
    assert module not in modules_after("import effsite.analysis, effsite.store")


def layers() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (contract,) = (contract for contract in contracts if contract["type"] == "layers")
    assert contract["exhaustive"]
    return [name for layer in contract["layers"] for name in layer.replace(" ", "").split("|")]


def test_every_module_of_the_package_has_a_layer_and_every_layer_a_module() -> None:
    package = ROOT / "effsite"
    modules = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    required = {name for name in layers() if not name.startswith("(")}
    optional = {name.strip("()") for name in layers() if name.startswith("(")}
    assert required <= modules - {"__init__"} <= required | optional
