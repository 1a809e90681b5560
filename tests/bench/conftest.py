"""The committed project in a repository of its own, so that what is measured is what a clone holds."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from .measuring import build_cost

ROOT = Path(__file__).parents[2]
RECORD = ("mkdocs.yml", "docs", "results")
IDENTITY = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"} | {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "bench"), ("EMAIL", "bench@example.org"), ("DATE", "2026-11-01T00:00:00Z"))
}


@dataclass(frozen=True)
class Folder:
    """A project folder that effsite builds in a process of its own."""

    root: Path

    def git(self, *args: str) -> None:
        subprocess.run(["git", *args], cwd=self.root, check=True, env={**os.environ, **IDENTITY})

    def build(self) -> float:
        """Build the site; the CPU seconds it took."""
        return build_cost(self.root).seconds

    @property
    def site(self) -> Path:
        return self.root / "site"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The committed project in a repository of its own, not yet built."""
    return clone_of_the_record(tmp_path_factory.mktemp("project"))


def clone_of_the_record(root: Path) -> Folder:
    """What is committed, or about to be, of mkdocs.yml, docs/ and results/, as one commit in that folder."""
    folder = Folder(root)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *RECORD]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in sorted(set(filter(None, names.split("\0")))):
        if (ROOT / name).is_file():
            (folder.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder.root / name)
    (folder.root / ".gitignore").write_text("/site/\n/.effsite/\n")
    folder.git("init", "--quiet")
    folder.git("add", "--all")
    folder.git("commit", "--quiet", "--message", "record")
    return folder


@pytest.fixture(scope="session")
def first_build_seconds(project: Folder) -> float:
    """CPU seconds of the first build, with nothing kept from an earlier one."""
    return project.build()


@pytest.fixture(scope="session")
def built(project: Folder, first_build_seconds: float) -> Folder:
    """The project with its site built."""
    assert first_build_seconds > 0
    return project
