"""Killed at any moment, a command leaves all as it was or as it was to be, and needs no help to go on."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from .commands import contents, effsite, left_over
from .jobs import JOBS, NOT_REACHED, collection_of, git, kill_after, ready_project, start
from .scale import KILLS, WHOLE


def state(project: Path) -> dict[str, object]:
    """All that a command may change for good: the collection but for clocks, the site, the branch."""
    edition = (
        git(project, "rev-parse", "--quiet", "--verify", "gh-pages^{tree}") if published(project) else ""
    )
    return {
        "results": {
            name: b"" if "measured" in name else content for name, content in collection_of(project).items()
        },
        "site": contents(project / "site"),
        "edition": edition,
    }


def published(project: Path) -> bool:
    return "gh-pages" in git(project, "branch", "--format=%(refname:short)").split()


def restore(project: Path, copy: Path) -> None:
    """Make the project as it was before, with its repository."""
    for folder in (project, project.with_name(f"{project.name}.git")):
        shutil.rmtree(folder)
        shutil.copytree(copy / folder.name, folder, symlinks=True)


WRITERS = [name for name in JOBS if name != "check"] if WHOLE else ["ingest"]
"""The quick tests kill builds, publishes and runs elsewhere, each without the others."""


@pytest.mark.parametrize("name", WRITERS)
def test_a_killed_command_leaves_the_old_or_the_new_and_the_next_works(tmp_path: Path, name: str) -> None:
    project = ready_project(tmp_path / "lab")
    assert effsite(project, "build").returncode == 0
    if name == "build":
        (project / "docs" / "more.md").write_text("# More\n")
    copy = tmp_path / "copy"
    for folder in (project, tmp_path / "lab.git"):
        shutil.copytree(folder, copy / folder.name, symlinks=True)
    old = state(project)
    began = time.monotonic()
    done = effsite(project, *JOBS[name](0))
    seconds = time.monotonic() - began
    assert done.returncode == (NOT_REACHED if name == "run" else 0), done.stderr
    new = state(project)
    assert new != old
    restore(project, copy)
    chance, killed = random.Random(name), 0
    for number in range(KILLS * 4):
        began = time.monotonic()
        if kill_after(start(project, JOBS[name](0)), seconds * chance.uniform(0.1, 1.0)):
            killed += 1
        else:  # it was done sooner than it was before: the machine is less busy
            seconds = time.monotonic() - began
        now = state(project)
        for part in old:
            assert now[part] in (old[part], new[part]), f"{part} after kill {number}"
        if published(project):
            git(project, "fsck", "--no-dangling")
        if now != old:
            restore(project, copy)
        if killed == KILLS:
            break
    assert killed == KILLS
    assert effsite(project, *JOBS[name](0)).returncode == done.returncode
    assert state(project) == new
    assert left_over(project) == set()
    assert git(project, "for-each-ref", "refs/heads/effsite-publishing") == ""
    for again in ("check", "build"):
        assert effsite(project, again).returncode == 0
