"""Killed with SIGKILL at any moment, a publish leaves the branches whole and needs no cleaning."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from .conftest import Project, versions

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from effsite.site.publish import publish
project = Path(sys.argv[1])
publish(project, "2026.12", aliases=["latest"], push=True, build=lambda: project / "site")
"""


def publish_in_another_process(project: Project) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, project.root],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(publishing: subprocess.Popen[bytes]) -> None:
    """Kill the publish alone, and wait until the git commands it had started are gone too."""
    publishing.kill()
    publishing.wait()
    while _group_lives(publishing.pid):
        time.sleep(0.01)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def large(project: Project) -> Project:
    """A project with one published edition, and a site of 400 pages as the next one."""
    project.publish("2026.11", "latest")
    for number in range(400):
        (project.root / "site" / f"{number}.html").write_text(f"page {number} " * 2000)
    return project


def test_killed_publish_leaves_the_branch_on_the_old_edition_or_the_new(
    large: Project, remote: Project, tmp_path: Path
) -> None:
    old = remote.tip()
    seconds = _seconds_of_a_whole_publish(large, tmp_path)
    for moment in _moments(seconds):
        running = publish_in_another_process(large)
        time.sleep(moment)
        kill(running)
        for repository in (large, remote):
            tip = repository.tip()
            assert tip == old or versions(repository)[0] == ("2026.12", ["latest"])
            repository.git("fsck", "--no-dangling")
        _undo(large, remote, old)
    assert large.publish("2026.12", "latest").changed


def _seconds_of_a_whole_publish(project: Project, tmp_path: Path) -> float:
    old = project.tip()
    started = time.monotonic()
    assert publish_in_another_process(project).wait() == 0
    _undo(project, Project(tmp_path / "remote.git"), old)
    return time.monotonic() - started


def _moments(seconds: float) -> list[float]:
    moment = random.Random(20261120)
    return [seconds * moment.uniform(0.3, 1.0) for _ in range(12)]


def _undo(project: Project, remote: Project, commit: str) -> None:
    remote.git("update-ref", "refs/heads/gh-pages", commit)
    project.git("update-ref", "refs/heads/gh-pages", commit)
    project.git("update-ref", "refs/remotes/origin/gh-pages", commit)
