"""Several clones, shallow clones, and a remote that moves while an edition is being published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from effsite.errors import PublishError
from effsite.site.publish import publish

from .conftest import Project, versions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def other(project: Project, tmp_path: Path) -> Project:
    """A second clone of the remote, made after a first edition was published."""
    project.publish("2026.10", "latest")
    return project.clone(tmp_path / "other")


def test_clone_builds_on_the_editions_of_the_remote(project: Project, other: Project) -> None:
    project.publish("2026.11", "latest")
    other.publish("2026.12", "latest")
    assert versions(other) == [("2026.12", ["latest"]), ("2026.11", []), ("2026.10", [])]


def test_edition_pushed_during_the_build_is_kept(project: Project, other: Project, remote: Project) -> None:
    def meanwhile() -> Path:
        project.publish("2026.11", "latest")
        return other.build()

    publish(other.root, "2026.12", aliases=["latest"], push=True, build=meanwhile)
    assert versions(remote) == [("2026.12", ["latest"]), ("2026.11", []), ("2026.10", [])]


def test_edition_pushed_between_fetch_and_push_is_kept(
    project: Project, other: Project, remote: Project, tmp_path: Path
) -> None:
    """The remote's own hook lets the other clone's commit in just before ours is looked at."""
    project.publish("2026.11", push=False)
    _move_before_the_first_push(remote, to=project.tip(), objects_of=project, done=tmp_path / "moved")
    other.publish("2026.12")
    assert (tmp_path / "moved").exists()
    assert versions(remote) == [("2026.12", []), ("2026.11", []), ("2026.10", ["latest"])]


def _move_before_the_first_push(remote: Project, *, to: str, objects_of: Project, done: Path) -> None:
    (remote.root / "objects/info/alternates").write_text(f"{objects_of.root / '.git/objects'}\n")
    hook = remote.root / "hooks/pre-receive"
    hook.write_text(
        f"#!/bin/sh\n[ -e {done} ] && exit 0\ntouch {done}\n"
        f"env -u GIT_QUARANTINE_PATH git update-ref refs/heads/gh-pages {to}\n"
    )
    hook.chmod(0o755)


def test_editions_that_were_not_pushed_yet_go_with_the_next_one(
    project: Project, other: Project, remote: Project
) -> None:
    other.publish("2026.11", push=False)
    other.publish("2026.12", "latest")
    kept = [("2026.12", ["latest"]), ("2026.11", []), ("2026.10", [])]
    assert versions(other) == versions(remote) == kept


def test_diverged_editions_are_refused_and_both_stay(
    project: Project, other: Project, remote: Project
) -> None:
    other.publish("2026.12", push=False)
    mine, theirs = other.tip(), project.publish("2026.11").commit
    with pytest.raises(PublishError, match="hold different editions") as refused:
        other.publish("2027.01")
    assert (other.tip(), remote.tip()) == (mine, theirs)
    assert "git branch -f gh-pages origin/gh-pages" in refused.value.hint


def test_way_out_of_diverged_editions_works(project: Project, other: Project, remote: Project) -> None:
    other.publish("2026.12", push=False)
    project.publish("2026.11")
    with pytest.raises(PublishError):
        other.publish("2027.01")
    other.git("branch", "-f", "gh-pages", "origin/gh-pages")
    other.publish("2026.12")
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.10"]


def test_shallow_clone_of_main_publishes_beside_earlier_editions(
    project: Project, tmp_path: Path, remote: Project
) -> None:
    project.publish("2026.10", "latest")
    shallow = project.clone(tmp_path / "shallow", "--depth=1", "--single-branch", "--branch=main")
    shallow.publish("2026.11", "latest")
    assert versions(remote) == [("2026.11", ["latest"]), ("2026.10", [])]


def test_shallow_clone_publishes_again_after_the_remote_moved(
    project: Project, tmp_path: Path, remote: Project
) -> None:
    project.publish("2026.10")
    shallow = project.clone(tmp_path / "shallow", "--depth=1", "--single-branch", "--branch=main")
    shallow.publish("2026.11")
    project.publish("2026.12")
    shallow.publish("2027.01")
    assert [version for version, _ in versions(remote)] == ["2027.01", "2026.12", "2026.11", "2026.10"]


def test_rejected_push_for_another_reason_leaves_the_local_branch_too(
    project: Project, remote: Project
) -> None:
    before = project.publish("2026.10").commit
    hook = remote.root / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho the branch is protected >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(PublishError, match="the branch is protected"):
        project.publish("2026.11")
    assert project.tip() == remote.tip() == before
