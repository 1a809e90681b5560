"""The page on using the data: its code prints what stands below it, its commands run as printed."""

from __future__ import annotations

import csv
import doctest
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects import HERE, committed_project

PAGE = (HERE / "docs" / "data.md").read_text("utf-8")


def blocks(marker: str) -> str:
    """The code of the page's blocks with that marker, one after the other."""
    return "\n".join(re.findall(rf"^```{marker}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = committed_project(tmp_path / "project")
    monkeypatch.chdir(root)
    return root


@pytest.mark.usefixtures("project")
def test_the_page_s_code_prints_what_stands_below_it() -> None:
    test = doctest.DocTestParser().get_doctest(blocks("pycon"), {}, "data.md", None, 0)
    said: list[str] = []
    ran = doctest.DocTestRunner().run(test, out=said.append)
    assert not ran.failed, "".join(said)
    assert ran.attempted == 4


def test_the_page_s_commands_write_what_the_page_says(project: Path) -> None:
    commands = re.sub(r"^\$ ", "", blocks("console"), flags=re.MULTILINE)
    assert commands.count("effsite export") == 4
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(HERE)}
    subprocess.run(["bash", "-e", "-c", commands], env=environment, capture_output=True, check=True)
    with (project / "imagenet.csv").open(encoding="utf-8", newline="") as file:
        assert {row["task"] for row in csv.DictReader(file)} == {"imagenet"}
    assert len(json.loads((project / "results.json").read_text("utf-8"))["rows"]) > 2_000
    assert (project / "results.parquet").read_bytes()[:4] == b"PAR1"
    assert {path.name for path in (project / "rows").iterdir()} == {"croissant.json", "results.parquet"}
