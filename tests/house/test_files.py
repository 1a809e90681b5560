"""What every file of the repository keeps to."""

from __future__ import annotations

import ast
import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home/\w|Users/\w|wor[k]/(?:main|shared))")
ADDRESS = re.compile(r"(?<![:\w])[\w.+-]+@(?!(?:[\w-]+\.)*example\b)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b")
SHARED_ADDRESSES = {"git@github.com"}


def files() -> list[str]:
    """Every file that is in the repository or about to be: not what git ignores."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    return sorted({name for name in done.stdout.split("\0") if (ROOT / name).is_file()})


def python_files(*folders: str) -> list[str]:
    return [name for name in files() if name.endswith(".py") and name.startswith(folders)]


@pytest.mark.parametrize("name", ["LICENSE", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff"])
def test_repository_has(name: str) -> None:
    assert (ROOT / name).stat().st_size > 200


def test_licence_is_apache_2() -> None:
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text("utf-8")


def test_every_module_says_what_it_is_for() -> None:
    names = [*python_files("effsite/"), "noxfile.py"]
    silent = [
        n for n in names if (text := (ROOT / n).read_text("utf-8")) and not ast.get_docstring(ast.parse(text))
    ]
    assert not silent


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "misc", "common"}
    assert not [name for name in python_files("effsite/", "tests/") if Path(name).stem in drawers]


def texts() -> list[tuple[str, str]]:
    read = [(name, (ROOT / name).read_bytes()) for name in files()]
    return [(name, content.decode("utf-8")) for name, content in read if b"\0" not in content]


def test_no_file_names_a_machine_or_a_mailbox() -> None:
    found = [
        (name, match[0])
        for name, text in texts()
        for match in [*MACHINE_PATH.finditer(text), *ADDRESS.finditer(text)]
        if match[0] not in SHARED_ADDRESSES
    ]
    assert not found


@pytest.mark.parametrize("name", [name for name in files() if name.endswith(".md") and "/" not in name])
def test_links_to_files_of_the_repository_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text("utf-8"))
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_text_file_ends_with_one_line_break() -> None:
    assert not [name for name, text in texts() if text and (not text.endswith("\n") or text.endswith("\n\n"))]


def test_version_is_the_same_everywhere() -> None:
    found = {
        re.search(pattern, (ROOT / name).read_text("utf-8"), re.MULTILINE)[1]  # type: ignore[index]  # it is there
        for name, pattern in [
            ("effsite/version.py", r'^__version__ = "(.+)"'),
            ("CITATION.cff", r"^version: (.+)"),
            ("CHANGELOG.md", r"^## \[?([0-9.]+)"),
        ]
    }
    assert len(found) == 1


def test_pytest_enters_every_folder_of_tests(pytestconfig: pytest.Config) -> None:
    left_out = pytestconfig.getini("norecursedirs")
    folders = {Path(name).parent.name for name in python_files("tests/")}
    assert not [name for name in folders if any(fnmatch(name, pattern) for pattern in left_out)]
