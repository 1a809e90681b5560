"""Locks that a killed git leaves on a branch: none of them keeps the next publish from its work."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from effsite.errors import PublishError
from effsite.site import repository

from .conftest import Project, versions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "SECONDS_OF_A_LOCK", 0.5)


@pytest.mark.parametrize("ref", ["refs/heads/gh-pages", "refs/remotes/origin/gh-pages"])
def test_a_lock_that_was_left_on_the_branch_is_taken_away(
    project: Project, remote: Project, tmp_path: Path, ref: str
) -> None:
    project.publish("2026.10")
    other = project.clone(tmp_path / "other")
    other.publish("2026.11")
    lock = project.root / ".git" / f"{ref}.lock"
    lock.write_text("")
    project.publish("2026.12")
    assert not lock.exists()
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.10"]


def test_a_lock_that_git_still_holds_is_waited_for(project: Project) -> None:
    project.publish("2026.10")
    lock = project.root / ".git/refs/heads/gh-pages.lock"
    lock.write_text("")
    freed: list[float] = []

    def free() -> None:
        time.sleep(0.2)
        freed.append(time.monotonic())
        lock.unlink()

    threading.Thread(target=free).start()
    project.publish("2026.11", push=False)
    assert freed[0] < time.monotonic()


def test_a_lock_at_the_remote_is_named_with_what_to_do(project: Project, remote: Project) -> None:
    before = project.publish("2026.10").commit
    lock = remote.root / "refs/heads/gh-pages.lock"
    lock.write_text("")
    with pytest.raises(PublishError, match=r"origin/gh-pages is locked there: ") as refused:
        project.publish("2026.11")
    assert "refs/heads/gh-pages.lock behind, and it may then be removed" in refused.value.hint
    assert project.tip() == remote.tip() == before
    lock.unlink()
    assert project.publish("2026.11").changed


def newer_git(monkeypatch: pytest.MonkeyPatch, command: str, lock: Path) -> None:
    """Let git say of a locked branch what it says since version 2.50, where that is older."""
    true_git = repository.Repository.git

    def git(self: repository.Repository, *args: str) -> str:
        if args[0] == command and lock.exists():
            raise repository.GitCommandError(args, "error: fetching ref failed: reference already exists")
        return true_git(self, *args)

    monkeypatch.setattr(repository.Repository, "git", git)


def test_a_lock_that_newer_versions_of_git_do_not_name_is_taken_away(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.publish("2026.10")
    project.clone(tmp_path / "other").publish("2026.11")
    lock = project.root / ".git/refs/remotes/origin/gh-pages.lock"
    lock.write_text("")
    newer_git(monkeypatch, "fetch", lock)
    project.publish("2026.12")
    assert not lock.exists()


def test_a_lock_at_the_remote_is_told_from_a_branch_that_moved_where_git_names_neither(
    project: Project, remote: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.publish("2026.10")
    lock = remote.root / "refs/heads/gh-pages.lock"
    lock.write_text("")
    to = repository.Repository(project.root)
    tip = project.tip()
    with monkeypatch.context() as patched:
        newer_git(patched, "push", lock)
        with pytest.raises(PublishError, match="origin/gh-pages is locked there"):
            to.push("origin", tip, "gh-pages")
    lock.unlink()
    project.clone(tmp_path / "other").publish("2026.11")
    lock.write_text("")
    newer_git(monkeypatch, "push", lock)
    with pytest.raises(repository.BranchMovedError, match="changed while this was being published"):
        to.push("origin", tip, "gh-pages")
