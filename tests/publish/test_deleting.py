"""Deleting an edition shrinks the branch for good, here and at the remote, and loses nothing else."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from effsite.errors import PublishError
from effsite.site.editions.reports import DeletedEditions
from effsite.site.publish import publish
from effsite.site.unpublish import unpublish

from .conftest import Project, versions

if TYPE_CHECKING:
    from pathlib import Path


def delete(project: Project, *editions: str, push: bool = True, trial: bool = False) -> DeletedEditions:
    return unpublish(project.root, editions, push=push, trial=trial)


@pytest.fixture
def three(project: Project) -> Project:
    """Three editions, of which the middle one holds 200 kB that nothing packs."""
    project.publish("2026.09", "stable")

    def build() -> Path:
        site = project.build("large")
        (site / "noise").write_bytes(random.Random(1).randbytes(200_000))
        return site

    publish(project.root, "2026.10", push=True, build=build)
    (project.root / "site" / "noise").unlink()
    project.publish("2026.11", "latest")
    return project


def packed_bytes(remote: Project) -> int:
    """What the remote takes up once it has been cleaned."""
    remote.git("gc", "--quiet", "--prune=now")
    return sum(path.stat().st_size for path in (remote.root / "objects").rglob("*") if path.is_file())


def test_a_deleted_edition_is_gone_with_its_history_and_the_others_stay(
    three: Project, remote: Project
) -> None:
    kept = {name: remote.git("rev-parse", f"gh-pages:{name}") for name in ("2026.09", "2026.11")}
    large = packed_bytes(remote)
    done = delete(three, "2026.10")
    assert (done.deleted, done.kept) == (("2026.10",), ("2026.11", "2026.09"))
    assert versions(remote) == [("2026.11", ["latest"]), ("2026.09", ["stable"])]
    assert {name: remote.git("rev-parse", f"gh-pages:{name}") for name in kept} == kept
    assert remote.git("rev-list", "--count", "gh-pages") == "1"
    assert done.commit == remote.tip() == three.tip()
    assert packed_bytes(remote) < large - 200_000


def test_what_it_frees_is_said(three: Project) -> None:
    done = delete(three, "2026.10")
    # the noise, the page "large 2026.10" of 13 bytes, and its entry in versions.json
    assert 200_000 + 13 < done.freed_served < 200_500
    assert done.freed_in_git is not None
    assert 200_000 < done.freed_in_git < 205_000
    assert done.size.editions.keys() == {"2026.09", "2026.11"}


def test_a_trial_says_the_same_and_deletes_nothing(three: Project, remote: Project) -> None:
    before = remote.tip()
    told = delete(three, "2026.10", trial=True)
    assert (remote.tip(), three.tip()) == (before, before)
    done = delete(three, "2026.10")
    assert (told.freed_served, told.kept) == (done.freed_served, done.kept)
    assert told.trial
    assert not told.pushed


def test_an_alias_goes_with_its_edition(three: Project, remote: Project) -> None:
    done = delete(three, "2026.09")
    assert done.dropped == ("stable",)
    assert "stable" not in remote.git("ls-tree", "--name-only", "gh-pages").splitlines()


def test_latest_passes_on_to_the_newest_that_is_left(three: Project, remote: Project) -> None:
    done = delete(three, "2026.11")
    assert (done.latest, done.dropped) == ("2026.10", ())
    assert versions(remote) == [("2026.10", ["latest"]), ("2026.09", ["stable"])]
    assert remote.page("latest") == "2026.10"
    assert 'url=latest/"' in remote.page("index.html")


def test_the_next_publish_goes_on_from_there_without_force(three: Project, remote: Project) -> None:
    only = delete(three, "2026.09", "2026.10").commit
    three.publish("2026.12", "latest")
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11"]
    assert remote.git("rev-parse", "gh-pages^") == only


def test_a_clone_with_the_old_branch_follows_at_its_next_publish(
    three: Project, remote: Project, tmp_path: Path
) -> None:
    other = three.clone(tmp_path / "other")
    other.git("branch", "--quiet", "gh-pages", "origin/gh-pages")
    delete(three, "2026.10")
    other.publish("2026.12", "latest")
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.09"]


def test_a_clone_that_fetched_the_new_branch_itself_follows_too(
    three: Project, remote: Project, tmp_path: Path
) -> None:
    other = three.clone(tmp_path / "other")
    other.git("branch", "--quiet", "gh-pages", "origin/gh-pages")
    delete(three, "2026.10")
    other.git("fetch", "--quiet", "origin")
    other.publish("2026.12")
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.09"]


def test_an_edition_that_was_never_pushed_is_not_lost_by_a_deletion_elsewhere(
    three: Project, tmp_path: Path
) -> None:
    other = three.clone(tmp_path / "other")
    other.publish("2026.12", push=False)
    mine = other.tip()
    delete(three, "2026.10")
    with pytest.raises(PublishError, match="hold different editions"):
        other.publish("2027.01")
    assert other.tip() == mine


def test_a_deletion_killed_after_the_push_is_caught_up_with(three: Project, remote: Project) -> None:
    old = three.tip()
    delete(three, "2026.10")
    three.git("update-ref", "refs/heads/gh-pages", old)  # as if the branch here had not been moved any more
    three.publish("2026.12")
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.09"]


def test_an_edition_that_is_published_during_the_deletion_is_kept(
    three: Project, remote: Project, tmp_path: Path
) -> None:
    """The remote's own hook lets another clone's edition in just before the deletion is looked at."""
    other = three.clone(tmp_path / "other")
    other.publish("2026.12", push=False)
    (remote.root / "objects/info/alternates").write_text(f"{other.root / '.git/objects'}\n")
    hook, done = remote.root / "hooks/pre-receive", tmp_path / "moved"
    hook.write_text(
        f"#!/bin/sh\n[ -e {done} ] && exit 0\ntouch {done}\n"
        f"env -u GIT_QUARANTINE_PATH git update-ref refs/heads/gh-pages {other.tip()}\n"
    )
    hook.chmod(0o755)
    delete(three, "2026.10")
    assert done.exists()
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.09"]


def test_an_edition_published_while_another_is_deleted_stands_too(
    three: Project, remote: Project, tmp_path: Path
) -> None:
    other = three.clone(tmp_path / "other")

    def meanwhile() -> Path:
        delete(three, "2026.10")
        return other.build()

    publish(other.root, "2026.12", push=True, build=meanwhile)
    assert [version for version, _ in versions(remote)] == ["2026.12", "2026.11", "2026.09"]


def test_without_push_it_is_refused_where_the_remote_has_the_branch(three: Project, remote: Project) -> None:
    before = remote.tip()
    with pytest.raises(PublishError, match="would keep all that is deleted here") as refused:
        delete(three, "2026.10", push=False)
    assert "--push" in refused.value.hint
    assert (three.tip(), remote.tip()) == (before, before)


def test_a_branch_that_is_nowhere_else_is_shrunk_here(project: Project) -> None:
    project.publish("2026.10", push=False)
    project.publish("2026.11", push=False)
    assert not delete(project, "2026.10", push=False).pushed
    assert versions(project) == [("2026.11", [])]
    assert project.git("rev-list", "--count", "gh-pages") == "1"


def test_the_way_to_free_this_clone_that_is_told_works(three: Project) -> None:
    noise = three.git("rev-parse", "gh-pages:2026.10/noise")
    delete(three, "2026.10")
    three.git("reflog", "expire", "--expire=now", "refs/heads/gh-pages", "refs/remotes/origin/gh-pages")
    three.git("gc", "--quiet", "--prune=now")
    with pytest.raises(subprocess.CalledProcessError):
        three.git("cat-file", "-e", noise)


@pytest.mark.parametrize(
    ("names", "said", "hint"),
    [
        (("2026.12",), r"no edition 2026\.12 on gh-pages", "did you mean '2026.1"),
        (("latest",), "no edition latest on gh-pages", "another name of 2026.11"),
        (("2026.09", "2026.10", "2026.11"), "no edition would be left", "git push origin --delete gh-pages"),
    ],
)
def test_what_cannot_be_deleted_is_refused(
    three: Project, remote: Project, names: tuple[str, ...], said: str, hint: str
) -> None:
    before = remote.tip()
    with pytest.raises(PublishError, match=said) as refused:
        delete(three, *names)
    assert hint in refused.value.hint
    assert remote.tip() == before


def test_without_a_branch_there_is_nothing_to_delete(project: Project) -> None:
    with pytest.raises(PublishError, match="no editions on gh-pages"):
        delete(project, "2026.10")
