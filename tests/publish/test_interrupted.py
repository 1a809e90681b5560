"""Killed with SIGKILL at any moment, or two at once, publishes leave whole editions and need no cleaning.

`nox -s faults` kills thirty, with all that they have started.
"""

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
publish(project, sys.argv[2], aliases=["latest"], push=True, build=lambda: project / "site")
"""


def publish_in_another_process(project: Project, version: str = "2026.12") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, project.root, version],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def kill(publishing: subprocess.Popen[bytes]) -> None:
    """Kill the publish alone, and wait until the git commands it had started are gone too."""
    publishing.kill()
    publishing.communicate()
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
    whole = publish_in_another_process(project)
    assert (whole.communicate()[1], whole.returncode) == (b"", 0)
    _undo(project, Project(tmp_path / "remote.git"), old)
    return time.monotonic() - started


def _moments(seconds: float) -> list[float]:
    moment = random.Random(20261120)
    return [seconds * moment.uniform(0.3, 1.0) for _ in range(4)]


def _undo(project: Project, remote: Project, commit: str) -> None:
    remote.git("update-ref", "refs/heads/gh-pages", commit)
    project.git("update-ref", "refs/heads/gh-pages", commit)
    project.git("update-ref", "refs/remotes/origin/gh-pages", commit)


def test_two_clones_at_once_publish_both(project: Project, remote: Project, tmp_path: Path) -> None:
    project.publish("2026.10", "latest")
    clones = [project.clone(tmp_path / name) for name in ("one", "other")]
    for clone in clones:
        clone.build()
    running = [
        publish_in_another_process(clone, version)
        for clone, version in zip(clones, ("2026.11", "2026.12"), strict=True)
    ]
    ended = [(process.communicate()[1], process.returncode) for process in running]
    assert [code for _, code in ended] == [0, 0], ended
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.10"]
    assert sum("latest" in aliases for _, aliases in versions(remote)) == 1


def test_two_in_one_clone_publish_both_or_one_says_why_not(project: Project, remote: Project) -> None:
    project.build()
    names = ("2026.11", "2026.12")
    running = [publish_in_another_process(project, version) for version in names]
    ended = [(process.communicate()[1].decode(), process.returncode) for process in running]
    done = [name for name, (_, code) in zip(names, ended, strict=True) if code == 0]
    assert done
    assert sorted(version for version, _ in versions(remote)) == done
    for said, code in ended:
        assert code == 0 or "another publish is at work here" in said
