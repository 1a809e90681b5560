"""What stands on the branch after one edition, and after the next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from mike.commands import list_versions

from effsite.site.publish import publish

from .conftest import Project, versions

if TYPE_CHECKING:
    import pytest


def test_first_edition_stands_in_its_folder_on_the_remote_branch(project: Project, remote: Project) -> None:
    published = project.publish("2026.11", "latest")
    assert remote.page("2026.11/index.html") == "site 2026.11"
    assert versions(remote) == [("2026.11", ["latest"])]
    assert published.commit == remote.tip() == project.tip()
    assert (published.pushed, published.changed, published.replaced) == (True, True, False)


def test_without_push_the_remote_stays_as_it_was(project: Project, remote: Project) -> None:
    published = project.publish("2026.11", push=False)
    assert project.page("2026.11/index.html") == "site 2026.11"
    assert remote.git("branch", "--list", "gh-pages") == ""
    assert not published.pushed


def test_later_push_takes_along_an_edition_that_was_only_local(project: Project, remote: Project) -> None:
    project.publish("2026.11", push=False)
    project.publish("2026.12")
    assert versions(remote) == [("2026.12", []), ("2026.11", [])]


def test_editions_of_a_local_branch_that_is_ahead_of_the_remote_are_kept(
    project: Project, remote: Project
) -> None:
    project.publish("2026.10")
    project.publish("2026.11", push=False)  # now the local branch holds what the remote does not
    project.publish("2026.12", "latest")
    three = [("2026.12", ["latest"]), ("2026.11", []), ("2026.10", [])]
    assert versions(project) == versions(remote) == three
    assert remote.page("2026.11/index.html") == "site 2026.11"


def test_local_branch_ahead_of_the_remote_is_built_on_without_a_push_too(project: Project) -> None:
    project.publish("2026.10")
    project.publish("2026.11", push=False)
    project.publish("2026.12", push=False)
    assert [version for version, _ in versions(project)] == ["2026.12", "2026.11", "2026.10"]


def test_alias_moves_to_the_newer_edition(project: Project, remote: Project) -> None:
    project.publish("2026.11", "latest")
    project.publish("2026.12", "latest", text="newer")
    assert versions(remote) == [("2026.12", ["latest"]), ("2026.11", [])]
    assert remote.page("latest") == "2026.12"  # a link to the edition's folder
    assert remote.page("2026.11/index.html") == "site 2026.11"


def test_front_page_leads_to_latest(project: Project, remote: Project) -> None:
    project.publish("2026.11", "latest")
    assert 'url=latest/"' in remote.page("index.html")


def test_front_page_leads_to_the_newest_edition_until_there_is_a_latest(project: Project) -> None:
    project.publish("2026.11")
    project.publish("2026.12")
    project.publish("2026.10")
    assert 'url=2026.12/"' in project.page("index.html")
    project.publish("2027.01", "latest")
    assert 'url=latest/"' in project.page("index.html")


def test_same_edition_again_changes_nothing(project: Project, remote: Project) -> None:
    first = project.publish("2026.11", "latest")
    again = project.publish("2026.11", "latest")
    assert again.commit == first.commit == remote.tip()
    assert (again.changed, again.replaced) == (False, False)


def test_corrected_edition_replaces_the_one_of_its_name(project: Project, remote: Project) -> None:
    project.publish("2026.11", "latest")
    corrected = project.publish("2026.11", text="corrected")
    assert remote.page("2026.11/index.html") == "corrected 2026.11"
    assert versions(remote) == [("2026.11", ["latest"])]
    assert (corrected.changed, corrected.replaced) == (True, True)


def test_page_that_the_new_build_lacks_is_gone_from_a_replaced_edition(project: Project) -> None:
    project.build()
    (project.root / "site/old.html").write_text("old")
    project.publish("2026.11")
    (project.root / "site/old.html").unlink()
    project.publish("2026.11")
    assert "2026.11/old.html" not in project.git("ls-tree", "-r", "--name-only", "gh-pages")


def test_commit_message_names_the_edition_and_the_commit_it_was_built_from(project: Project) -> None:
    project.publish("2026.11", "latest")
    short = project.git("rev-parse", "--short", "HEAD")
    assert f"Publish 2026.11 (latest) from {short}" in project.git("log", "--format=%s", "gh-pages")


def test_build_is_told_its_edition_and_the_environment_is_put_back(project: Project) -> None:
    project.publish("2026.11")
    assert project.page("2026.11/index.html") == "site 2026.11"
    assert "MIKE_DOCS_VERSION" not in os.environ


def test_no_trace_of_the_work_remains_beside_the_branch(project: Project) -> None:
    project.publish("2026.11")
    assert project.git("branch", "--format=%(refname:short)").splitlines() == ["gh-pages", "main"]


def test_project_in_a_folder_of_its_repository_is_published(project: Project, remote: Project) -> None:
    project.commit({"tracker/mkdocs.yml": "site_name: Inner\n"})
    Project(project.root / "tracker").publish("2026.11")
    assert remote.page("2026.11/index.html") == "site 2026.11"


def test_mike_lists_what_was_published(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.publish("2026.11", "latest")
    monkeypatch.chdir(project.root)
    assert [str(info.version) for info in list_versions("gh-pages")] == ["2026.11"]


def test_the_page_for_lost_addresses_stands_at_the_root_where_a_host_looks_for_it(project: Project) -> None:
    def publish_as(version: str, *aliases: str) -> None:
        publish(project.root, version, aliases=aliases, build=lambda: project.build_with_lost_page(version))

    publish_as("2026.11", "latest")
    assert project.page("404.html") == "<p data-not-found>2026.11</p>"
    publish_as("2026.10")
    assert project.page("404.html") == "<p data-not-found>2026.11</p>"
    publish_as("2026.12", "latest")
    assert project.page("404.html") == "<p data-not-found>2026.12</p>"


def test_a_page_of_ones_own_for_lost_addresses_stays(project: Project) -> None:
    project.git("checkout", "--quiet", "--orphan", "gh-pages")
    project.git("rm", "-r", "--quiet", "--force", ".")
    project.commit({"404.html": "ours"})
    project.git("checkout", "--quiet", "main")
    publish(project.root, "2026.11", build=lambda: project.build_with_lost_page("2026.11"))
    assert project.page("404.html") == "ours"
