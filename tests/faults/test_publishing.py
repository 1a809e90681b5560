"""Publishes killed at random moments: the branch holds whole editions, and the next one needs no help."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from .jobs import git, ready_project
from .scale import KILLS

if TYPE_CHECKING:
    from pathlib import Path

PAGES = 300
PROGRAM = """
import sys
from pathlib import Path
from effsite.site.publish import publish
project, version = Path(sys.argv[1]), sys.argv[2]
site = project / "site"
publish(project, version, aliases=["latest"], push=True, build=lambda: site)
"""


def write_site(project: Path, version: str) -> None:
    """A site of that many pages, all of which are new in each edition."""
    site = project / "site"
    site.mkdir(exist_ok=True)
    for number in range(PAGES):
        name = "index.html" if number == 0 else f"{number}.html"
        (site / name).write_text(f"{version} {number} " * 1000)


def start(project: Path, version: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, project, version],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes], *, whole_group: bool) -> None:
    """Kill the program, alone or with the git commands that it has started, and wait until all are gone."""
    with suppress(ProcessLookupError):
        (os.killpg if whole_group else os.kill)(process.pid, signal.SIGKILL)
    process.communicate()
    with suppress(ProcessLookupError):
        while True:
            os.killpg(process.pid, 0)
            time.sleep(0.01)


def editions(repository: Path) -> list[str]:
    """The editions on the branch, each of which is whole."""
    if not git(repository, "for-each-ref", "refs/heads/gh-pages"):
        return []
    listed = [edition["version"] for edition in json.loads(git(repository, "show", "gh-pages:versions.json"))]
    for version in listed:
        names = git(repository, "ls-tree", "--name-only", f"gh-pages:{version}").splitlines()
        assert len(names) == PAGES, version
        assert git(repository, "show", f"gh-pages:{version}/index.html").startswith(f"{version} 0 ")
    folders = git(repository, "ls-tree", "-d", "--name-only", "gh-pages").splitlines()
    assert sorted(folders) == sorted(listed)
    return listed


@pytest.mark.parametrize("whole_group", [False, True], ids=["the program", "all it started"])
def test_killed_publishes_leave_whole_editions_and_the_next_needs_no_help(
    tmp_path: Path, whole_group: bool
) -> None:
    project, remote = ready_project(tmp_path / "lab"), tmp_path / "lab.git"
    # The remote is as on another machine: what dies here does not die there.
    git(project, "config", "remote.origin.receivepack", "setsid -w git-receive-pack")
    write_site(project, "2026.12")
    began = time.monotonic()
    first = start(project, "2026.12")
    assert (first.communicate()[1], first.returncode) == (b"", 0)
    seconds, chance, killed, number = time.monotonic() - began, random.Random(16), 0, 0
    published = ["2026.12"]
    while killed < KILLS:
        number += 1
        assert number <= KILLS * 4
        version = f"2027.01.{number}"
        write_site(project, version)
        began = time.monotonic()
        running = start(project, version)
        with suppress(subprocess.TimeoutExpired):
            running.wait(seconds * chance.uniform(0.3, 1.1))
            seconds = time.monotonic() - began  # done sooner than before: the machine is less busy
        kill(running, whole_group=whole_group)
        killed += running.returncode == -signal.SIGKILL
        for repository in (remote, project):
            assert set(published) <= set(editions(repository)) <= {version, *published}
            git(repository, "fsck", "--no-dangling", "--connectivity-only")
        again = start(project, version)
        assert (again.communicate()[1], again.returncode) == (b"", 0)
        published.append(version)
        assert sorted(editions(remote)) == sorted(editions(project)) == sorted(published)
