"""The date that every page of a build bears, and that its sitemap gives."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from effsite.errors import BuildError, UsageError
from effsite.site.build_date import BuildDate, build_date
from effsite.site.project import Project
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.builders import make_collection, make_results, make_task_collection

if TYPE_CHECKING:
    from pathlib import Path

RECORD = make_collection(
    make_task_collection(make_results(("A", "2012-06-01", 8e17), ("B", "2019-05-28", 1e17)))
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project that no repository holds; git and the environment say nothing of themselves."""
    for name in ("SOURCE_DATE_EPOCH", *(name for name in os.environ if name.startswith("GIT_"))):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    return Project(root=tmp_path)


def commit(project: Project, author_date: str, date: str) -> None:
    who = {
        f"GIT_{role}_{what}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    when = {"GIT_AUTHOR_DATE": author_date, "GIT_COMMITTER_DATE": date}
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "one"]):
        subprocess.run(["git", *command], cwd=project.root, check=True, env={**os.environ, **who, **when})


def test_source_date_epoch_goes_before_everything(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(project, "2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build_date(project, RECORD) == BuildDate(1_700_000_000)


def test_else_it_is_when_the_last_commit_was_made(project: Project) -> None:
    # 2024-03-02 is day 19,784 since 1970: 54 years of 365 days, 13 leap days, 31 + 29 + 1 days
    commit(project, "2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z")
    assert build_date(project, RECORD) == BuildDate(19_784 * 86_400)


def test_without_a_repository_it_is_the_day_of_the_newest_result(project: Project) -> None:
    # 2019-05-28 is day 18,044 since 1970: 49 years of 365 days, 12 leap days, 31 + 28 + 31 + 30 + 27 days
    assert build_date(project, RECORD) == BuildDate(18_044 * 86_400)


def test_without_any_result_it_is_the_first_day_of_1970(project: Project) -> None:
    assert build_date(project, make_collection()) == BuildDate(0)


def test_a_given_date_that_is_no_number_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        build_date(project, RECORD)


def test_a_repository_without_a_commit_is_no_fault(project: Project) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=project.root, check=True)
    assert build_date(project, RECORD) == BuildDate(18_044 * 86_400)


def test_the_date_reaches_the_site(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build(BuildOptions(project=lab))
    assert "<lastmod>2024-01-01</lastmod>" in (lab / "site" / "sitemap.xml").read_text()


def test_what_git_says_is_said_where_it_refuses(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(project, "2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    dated = build_date(project, RECORD)
    assert dated.seconds == 18_044 * 86_400
    (warning,) = dated.warnings
    assert "detected dubious ownership" in warning
    assert f"git config --global --add safe.directory {project.root}" in warning


def test_a_strict_build_fails_where_git_refuses(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    subprocess.run(["git", "init", "--quiet"], cwd=lab, check=True)
    with pytest.raises(BuildError, match="dubious ownership"):
        build(BuildOptions(project=lab, strict=True))
