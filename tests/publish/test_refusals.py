"""What publish refuses, with a way out in the hint and the branch as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from effsite.errors import PublishError
from effsite.site.editions.naming import check_alias, check_branch, check_version
from effsite.site.publish import publish

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Project


@pytest.mark.parametrize("version", ["2026.11", "2026.11.1", "2027.01.12"])
def test_year_and_month_name_an_edition(version: str) -> None:
    assert check_version(version) == version


@pytest.mark.parametrize(
    "version",
    [
        "2026.99",
        "2026.00",
        "2026.13",
        "2026.11.0",
        "2026.11.01",
        "2026",
        "2026.1",
        "v2026.11",
        "2026.11\n",
        "2026.11.",
        "٢٠٢٦.١١",
        "../x",
        "<b>",
        "",
        "latest",
    ],
)
def test_other_names_for_an_edition_are_refused(version: str) -> None:
    with pytest.raises(PublishError, match="does not name an edition"):
        check_version(version)


@pytest.mark.parametrize("alias", ["", "Latest", "2026", "2026-11", "2026.11", "a/b", "..", "a b", "é", "-a"])
def test_alias_that_is_no_slug_or_reads_like_a_version_is_refused(alias: str) -> None:
    with pytest.raises(PublishError, match="is not an alias"):
        check_alias(alias)


@pytest.mark.parametrize("branch", ["gh-pages", "pages/2026", "a.b", "x_y", "A1"])
def test_plain_names_are_names_of_a_branch(branch: str) -> None:
    assert check_branch(branch) == branch


@pytest.mark.parametrize(
    "branch",
    [
        *("-x", "--force", "a..b", "../a", "a/../b", "a//b", "/a", "a/", ".a", "a.", "a.lock", "a b", "a~1"),
        *("a^", "a:b", "HEAD", "", "@", "a@{1}", "a\n", "é", "a" * 101, "a\\b", "a*"),
    ],
)
def test_other_names_of_a_branch_are_refused_before_anything_is_done(project: Project, branch: str) -> None:
    with pytest.raises(PublishError, match="is no name for the branch"):
        project.publish("2026.11", branch=branch)
    assert project.git("branch", "--format=%(refname:short)") == "main"


def test_every_name_that_is_taken_is_one_that_git_takes(project: Project) -> None:
    for branch in ("gh-pages", "pages/2026", "a.b", "x_y", "A1", "a-.-b", "a" * 100):
        check_branch(branch)
        project.git("check-ref-format", "--branch", branch)


def test_a_branch_of_the_programs_own_is_refused_and_stays(project: Project) -> None:
    project.git("checkout", "--quiet", "--detach")
    before = project.tip("main")
    with pytest.raises(PublishError, match=r"main holds .*, which effsite did not make") as refused:
        project.publish("2026.11", branch="main", push=False)
    assert "--branch" in refused.value.hint
    assert project.tip("main") == before


@pytest.mark.parametrize("name", ["index.html", "2026.11/index.html", "latest/mine.txt", "thesis.pdf"])
def test_a_foreign_site_on_the_branch_is_refused_and_stays(project: Project, name: str) -> None:
    project.git("switch", "--quiet", "--orphan", "gh-pages")
    project.commit({name: "mine"})
    project.git("switch", "--quiet", "main")
    with pytest.raises(PublishError, match="which effsite did not make"):
        project.publish("2026.11", "latest")
    assert project.page(name) == "mine"


@pytest.mark.parametrize("name", ["index.html", "2026.12/index.html", "latest/mine.txt"])
def test_a_foreign_file_beside_editions_is_refused_and_stays(project: Project, name: str) -> None:
    project.publish("2026.11", push=False)
    project.git("switch", "--quiet", "gh-pages")
    project.commit({name: "mine"})
    project.git("switch", "--quiet", "main")
    with pytest.raises(PublishError, match="which effsite did not make"):
        project.publish("2026.12", "latest", push=False)
    assert project.page(name) == "mine"


def test_a_branch_that_was_made_ready_for_pages_is_taken(project: Project) -> None:
    project.git("switch", "--quiet", "--orphan", "gh-pages")
    project.commit({"CNAME": "lab.example", ".nojekyll": "", "README.md": "Made by a machine."})
    project.git("switch", "--quiet", "main")
    assert project.publish("2026.11").changed
    assert project.page("CNAME") == "lab.example"


def test_a_detached_head_is_published_from(project: Project) -> None:
    project.git("checkout", "--quiet", "--detach")
    assert project.publish("2026.11", "latest").changed


def test_without_git_it_says_what_to_install(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(PublishError, match="git is not installed"):
        publish(project.root, "2026.11", build=project.build)


def test_an_address_with_a_password_is_not_told(project: Project) -> None:
    project.git("remote", "set-url", "origin", "https://me:s3cret@127.0.0.1:9/a.git")
    with pytest.raises(PublishError) as refused:
        project.publish("2026.11")
    assert "s3cret" not in refused.value.message + refused.value.hint


def test_folder_outside_git_is_refused(tmp_path: Path, project: Project) -> None:
    with pytest.raises(PublishError, match="not in a git repository"):
        publish(tmp_path, "2026.11", build=project.build)


def test_repository_without_a_commit_is_refused(tmp_path: Path, project: Project) -> None:
    project.git("init", "--quiet", str(tmp_path / "empty"))
    with pytest.raises(PublishError, match="no commit to publish from"):
        publish(tmp_path / "empty", "2026.11", build=project.build)


@pytest.mark.parametrize("missing", ["name", "email"])
def test_git_without_an_identity_is_refused(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
) -> None:
    config = "".join(f"{key} = somebody\n" for key in ("name", "email") if key != missing)
    (tmp_path / "anonymous").write_text(f"[user]\n{config}")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "anonymous"))
    with pytest.raises(PublishError, match=rf"no user\.{missing}"):
        project.publish("2026.11")


@pytest.mark.parametrize("path", ["results/a.csv", "results/new/task.toml", "docs/page.md", "mkdocs.yml"])
def test_uncommitted_change_to_the_record_or_the_pages_is_refused(project: Project, path: str) -> None:
    (project.root / path).parent.mkdir(parents=True, exist_ok=True)
    (project.root / path).write_text("not committed")
    with pytest.raises(PublishError, match=f"not committed: {path}"):
        project.publish("2026.11")


def test_deleted_results_are_an_uncommitted_change(project: Project) -> None:
    (project.root / "results/a.csv").unlink()
    (project.root / "results").rmdir()
    with pytest.raises(PublishError, match=r"not committed: results/a\.csv"):
        project.publish("2026.11")


def test_uncommitted_file_elsewhere_does_not_matter(project: Project) -> None:
    (project.root / "notes.txt").write_text("mine")
    assert project.publish("2026.11").changed


def test_push_without_a_remote_is_refused_and_says_how_to_add_one(project: Project) -> None:
    project.git("remote", "remove", "origin")
    with pytest.raises(PublishError, match="no remote named origin") as refused:
        project.publish("2026.11")
    assert "git remote add origin" in refused.value.hint
    assert project.publish("2026.11", push=False).changed


def test_push_to_a_remote_out_of_reach_is_refused_before_the_build(project: Project, tmp_path: Path) -> None:
    project.git("remote", "set-url", "origin", str(tmp_path / "nowhere"))
    with pytest.raises(PublishError, match="ls-remote"):
        project.publish("2026.11")
    assert not (project.root / "site").exists()


def test_remote_out_of_reach_is_noted_when_nothing_is_pushed(project: Project, tmp_path: Path) -> None:
    project.git("remote", "set-url", "origin", str(tmp_path / "nowhere"))
    published = project.publish("2026.11", push=False)
    assert published.notes == ("origin cannot be reached; built on what is known here",)


def test_branch_that_a_work_tree_stands_on_is_refused(project: Project, tmp_path: Path) -> None:
    project.publish("2026.11")
    project.git("worktree", "add", "--quiet", str(tmp_path / "pages"), "gh-pages")
    with pytest.raises(PublishError, match="gh-pages is checked out"):
        project.publish("2026.12")


def test_build_that_fails_leaves_the_branch_as_it_was(project: Project) -> None:
    before = project.publish("2026.11").commit

    def broken() -> Path:
        raise PublishError("no")

    with pytest.raises(PublishError, match="no"):
        publish(project.root, "2026.12", push=True, build=broken)
    assert project.tip() == before


def test_build_without_a_front_page_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(PublishError, match=r"no index\.html"):
        publish(project.root, "2026.11", build=lambda: tmp_path)


def test_unreadable_versions_file_on_the_branch_is_said(project: Project) -> None:
    project.git("switch", "--quiet", "--orphan", "gh-pages")
    project.commit({"versions.json": "{"})
    project.git("switch", "--quiet", "main")
    with pytest.raises(PublishError, match=r"versions\.json on the branch cannot be read"):
        project.publish("2026.11")


def test_second_publish_at_the_same_time_is_refused(project: Project) -> None:
    def meanwhile() -> Path:
        project.publish("2026.12")
        raise AssertionError("the second publish went ahead")

    with pytest.raises(PublishError, match="another publish is at work"):
        publish(project.root, "2026.11", build=meanwhile)
