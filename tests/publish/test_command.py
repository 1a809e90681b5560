"""`effsite publish` as people run it: the real site of a small project, on a real branch."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.projects import lab_project

from .conftest import Project, versions

if TYPE_CHECKING:
    from pathlib import Path


def effsite(project: Project, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "effsite", *args]
    return subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)


@pytest.fixture
def lab(tmp_path: Path, remote: Project) -> Project:
    """A committed project with results, whose `origin` is the bare repository."""
    made = Project(lab_project(tmp_path / "lab"))
    made.git("init", "--quiet")
    made.commit({".gitignore": "/site/\n/.effsite/\n"})
    made.git("remote", "add", "origin", str(remote.root))
    return made


def test_edition_is_built_committed_pushed_and_described(lab: Project, remote: Project) -> None:
    done = effsite(lab, "publish", "2026.11", "--alias", "latest", "--push", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["version"], told["aliases"], told["pushed"]) == ("2026.11", ["latest"], True)
    assert told["commit"] == remote.tip()
    assert versions(remote) == [("2026.11", ["latest"])]
    assert "<html" in remote.page("2026.11/index.html")


def test_version_selector_finds_the_editions_one_folder_up(lab: Project) -> None:
    done = effsite(lab, "publish", "2026.11")
    assert done.returncode == 0, done.stderr
    page = lab.page("2026.11/index.html")
    assert '"base": "."' in page
    assert '"provider": "mike"' in page


def test_refusal_is_one_error_and_one_hint_without_a_traceback(lab: Project) -> None:
    (lab.root / "docs/page.md").write_text("# Not committed\n")
    done = effsite(lab, "publish", "2026.11")
    assert done.returncode == 1
    assert done.stderr.startswith("error: not committed: docs/page.md\nhint: ")
    assert "Traceback" not in done.stderr
