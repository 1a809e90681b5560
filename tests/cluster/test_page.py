"""The page on running a study on a cluster: its files are taken, its commands print what stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from effsite.cli import app
from effsite.workflows.cluster.resources import KEYS, read_cluster
from tests.projects import committed_project

pytestmark = pytest.mark.train

PAGE = (Path(__file__).parents[2] / "docs" / "running.md").read_text("utf-8")
SECTION = PAGE.partition("## A study on a cluster\n")[2].partition("\n## ")[0]
FILES = re.findall(r"^```toml\n(.*?)^```$", SECTION, re.M | re.S)
SHOWN = re.findall(r"^\$ (effsite run [^\n]*--dry-run)\n(.*?)^```$", SECTION, re.M | re.S)
SYSTEMS = ("resnet18", "shufflenet_v2_x1_0")


@pytest.mark.parametrize("number", range(2))
def test_the_files_on_the_page_are_taken(tmp_path: Path, number: int) -> None:
    (tmp_path / "cluster.toml").write_text(FILES[number])
    found = read_cluster(tmp_path / "cluster.toml", SYSTEMS, SYSTEMS)
    assert found.executor == ("slurm", "local")[number]


def test_the_dry_run_on_the_page_prints_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = committed_project(tmp_path / "project")
    (project / "cluster.toml").write_text(FILES[0])
    monkeypatch.chdir(project)
    ((command, printed),) = SHOWN
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert done.exit_code == 0
    assert done.stdout == printed


def test_every_key_is_explained() -> None:
    assert all(f"`{key}`" in SECTION for key in KEYS)
    assert "`at_once = 2`" in SECTION
