"""The list of editions, the branch's size, and trials, which change nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from effsite.errors import PublishError
from effsite.site.editions.size import BranchSize, megabytes
from effsite.site.publish import publish
from effsite.site.published import published_editions

from .conftest import Project

if TYPE_CHECKING:
    from pathlib import Path

MB = 1_000_000


def test_every_edition_is_listed_with_its_aliases_its_day_and_its_size(project: Project) -> None:
    project.publish("2026.10", "stable")
    project.publish("2026.11", "latest")
    listed = published_editions(project.root)
    day = project.git("log", "-1", "--format=%cs")
    # each edition is one page: "site 2026.10" has 12 bytes
    assert [(e.version, e.aliases, e.published, e.bytes, e.leads) for e in listed.editions] == [
        ("2026.11", ("latest",), day, 12, True),
        ("2026.10", ("stable",), day, 12, False),
    ]
    assert {e.commit for e in listed.editions} == {project.tip("main")}
    assert (listed.commit, listed.notes) == (project.tip(), ())


def test_editions_of_the_remote_are_listed_in_a_fresh_clone(project: Project, tmp_path: Path) -> None:
    project.publish("2026.11")
    clone = project.clone(tmp_path / "clone", "--depth=1", "--single-branch", "--branch=main")
    assert [e.version for e in published_editions(clone.root).editions] == ["2026.11"]
    assert clone.git("branch", "--list", "gh-pages") == ""


def test_without_a_branch_the_way_to_make_it_is_told(project: Project) -> None:
    with pytest.raises(PublishError, match="no branch gh-pages") as refused:
        published_editions(project.root)
    assert "effsite publish 2026.11" in refused.value.hint


def test_out_of_reach_the_editions_known_here_are_listed(project: Project, tmp_path: Path) -> None:
    project.publish("2026.11")
    project.git("remote", "set-url", "origin", str(tmp_path / "nowhere"))
    assert published_editions(project.root).notes == (
        "origin cannot be reached; built on what is known here",
    )


def test_what_an_alias_leads_to_is_served_twice(project: Project) -> None:
    project.publish("2026.11")
    once = published_editions(project.root).size
    project.publish("2026.11", "stable")
    twice = published_editions(project.root).size
    # the page of 12 bytes again, the link "2026.11" of 7, and 22 more characters in versions.json:
    # `"aliases": []` becomes `"aliases": [`, `      "stable"`, `    ]` on three lines
    assert twice.served - once.served == 12 + 7 + 1 + 14 + 1 + 4
    assert twice.editions == {"2026.11": 12}


def size(served: int, **editions: int) -> BranchSize:
    named = {name.replace("_", "."): n for name, n in editions.items()}
    return BranchSize(served=served, in_git=5 * MB, budget=750 * MB, editions=named)


def test_a_site_within_its_budget_is_told_without_a_warning() -> None:
    small = size(750 * MB, e2026_11=40 * MB)
    assert small.text == (
        "1 edition, 750 MB served of the 1,000 MB that GitHub Pages allows, 5.0 MB in git here"
    )
    assert small.warning == ""


def test_over_the_budget_it_says_how_many_editions_fit_and_how_to_free_one() -> None:
    large = size(800 * MB, e2026_11=40 * MB, e2026_10=30 * MB)
    # (1000 - 800) / 40 = 5
    assert "over the budget of 750 MB: room for 5 more like the largest below 1,000 MB" in large.warning
    assert "effsite publish --delete e2026.10 --push" in large.warning


def test_over_the_limit_there_is_room_for_none() -> None:
    assert "no room for another" in size(990 * MB, e2026_11=40 * MB).warning
    assert "no room for another" in size(1200 * MB, e2026_11=40 * MB).warning


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0.0 MB"), (36_440_000, "36.4 MB"), (99_950_000, "100 MB"), (1_000 * MB, "1,000 MB")]
)
def test_bytes_are_told_in_megabytes(n: int, text: str) -> None:
    assert megabytes(n) == text


def test_publishing_over_the_budget_warns(project: Project) -> None:
    def build() -> Path:
        site = project.build()
        (site / "large").write_bytes(bytes(1_100_000))
        return site

    published = publish(project.root, "2026.11", budget=1, build=build)
    assert published.size.served > MB
    (note,) = published.notes
    assert "over the budget of 1.0 MB" in note


def files_in(folder: Path) -> set[str]:
    return {os.path.join(root, name) for root, _, names in os.walk(folder) for name in names}  # noqa: PTH118 - as os.walk gives them


def test_a_trial_says_what_would_be_and_leaves_no_trace(project: Project, remote: Project) -> None:
    before = project.publish("2026.10", "latest").commit
    objects = (project.root / ".git/objects", remote.root / "objects")
    there = [files_in(folder) for folder in objects]
    told = publish(
        project.root, "2026.11", aliases=["latest"], push=True, trial=True, build=lambda: project.build("new")
    )
    assert (told.changed, told.pushed, told.trial, told.leads) == (True, False, True, "latest")
    assert told.size.editions.keys() == {"2026.11", "2026.10"}
    assert project.tip() == remote.tip() == before
    assert [files_in(folder) for folder in objects] == there
    assert project.git("branch", "--format=%(refname:short)").splitlines() == ["gh-pages", "main"]


def test_a_trial_that_the_remote_would_refuse_is_refused(
    project: Project, remote: Project, tmp_path: Path
) -> None:
    project.git("remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(PublishError, match="ls-remote"):
        publish(project.root, "2026.11", push=True, trial=True, build=project.build)
