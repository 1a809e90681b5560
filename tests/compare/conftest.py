"""A lab's project under git, on a branch of its own: what it holds is committed on main."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from effsite.workflows.compare import CompareReport, compare
from effsite.workflows.options import CheckOptions
from tests.projects import LAB_HEADER, lab_project

NEW = "good,Tiny net,2025-01-01,5e11,reported,measured,our logs\n"


@dataclass(frozen=True)
class Branch:
    """A clone of the lab's repository with a branch checked out."""

    root: Path

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", *args], cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout.rstrip("\n")

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def row(self, text: str, name: str = "new", header: str = LAB_HEADER) -> None:
        self.write(f"results/digits/{name}.csv", header + text)

    def commit(self, message: str = "change") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def against(self, name: str = "main", **options: object) -> CompareReport:
        return compare(CheckOptions(project=self.root, against=name, **options))  # type: ignore[arg-type]  # as a test gives them


def under_git(root: Path) -> Branch:
    """The project at `root` as a repository whose main holds it, on the branch `work`."""
    branch = Branch(root)
    branch.git("init", "--quiet", "--initial-branch", "main")
    branch.git("config", "user.name", "A lab")
    branch.git("config", "user.email", "lab@lab.example")
    branch.commit("Begin")
    branch.git("switch", "--quiet", "--create", "work")
    return branch


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    return under_git(lab_project(tmp_path / "lab"))
