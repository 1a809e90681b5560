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
    with pytest.raises(PublishError, match=r"origin/gh-pages is locked there: .*gh-pages\.lock") as refused:
        project.publish("2026.11")
    assert "may then be removed" in refused.value.hint
    assert project.tip() == remote.tip() == before
    lock.unlink()
    assert project.publish("2026.11").changed
