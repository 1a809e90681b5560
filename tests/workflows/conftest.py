"""A runner, and a clone of a lab's repository with a pull request merged into its branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.compare.conftest import Branch, under_git
from tests.projects import lab_project
from tests.workflows.running import Runner


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path / "runner")


@pytest.fixture
def lab(tmp_path: Path) -> Branch:
    """The lab's repository, on the branch `work`; `merged` makes of it what a workflow checks out."""
    branch = under_git(lab_project(tmp_path / "lab"))
    branch.write(".gitignore", "/site/\n/.effsite/\n")
    branch.commit()
    return branch


def merged(lab: Branch, where: Path, base: str = "main") -> Branch:
    """A clone with all branches, at the merge of `work` into `base`: refs/pull/N/merge."""
    lab.git("clone", "--quiet", str(lab.root), str(where))
    clone = Branch(where)
    clone.git("config", "user.name", "GitHub")
    clone.git("config", "user.email", "noreply@github.example")
    clone.git("checkout", "--quiet", "--detach", f"origin/{base}")
    clone.git("merge", "--quiet", "--no-ff", "--no-edit", "origin/work")
    return clone
