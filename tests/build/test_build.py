"""A build makes the whole site or changes nothing, and the same input makes the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.errors import BuildError, RecordError
from effsite.site.build import STEPS, build
from effsite.site.project import Project
from tests.projects import lab_project

from .conftest import contents, start_build


def test_a_lab_with_one_task_gets_a_site(lab: Path) -> None:
    steps: list[str] = []
    built = build(Project.at(lab), strict=True, on_step=steps.append)
    names = contents(lab / "site").keys()
    assert (built.tasks, built.targets, built.results, built.warnings) == (1, 1, 3, ())
    assert {"index.html", "about/index.html", "digits/good/index.html", "404.html"} <= names
    assert steps == list(STEPS)


def test_nothing_is_left_of_the_stage(lab: Path) -> None:
    build(Project.at(lab))
    assert {path.name for path in (lab / ".effsite").iterdir()} <= {"cache", "lock"}


def test_two_builds_in_two_folders_are_equal_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = lab_project(tmp_path / "one"), lab_project(tmp_path / "b" / "other")
    build(Project.at(one))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    build(Project.at(other))
    assert contents(one / "site") == contents(other / "site")


def test_a_second_build_with_a_warm_cache_is_equal_to_the_first(lab: Path) -> None:
    build(Project.at(lab))
    first = contents(lab / "site")
    build(Project.at(lab))
    assert contents(lab / "site") == first


def test_a_bad_row_leaves_the_old_site_untouched(lab: Path) -> None:
    build(Project.at(lab))
    before = contents(lab / "site")
    path = lab / "results" / "digits" / "lab.csv"
    path.write_text(path.read_text().replace("2022-01-01", "soon"))
    with pytest.raises(RecordError) as caught:
        build(Project.at(lab))
    assert caught.value.findings[0].where == "results/digits/lab.csv:3:3"
    assert contents(lab / "site") == before


def test_a_warning_fails_a_strict_build_and_leaves_the_old_site(lab: Path) -> None:
    build(Project.at(lab), strict=True)
    before = contents(lab / "site")
    (lab / "docs" / "about.md").write_text("# About\n\n[nowhere](nowhere.md)\n")
    with pytest.raises(BuildError, match=r"nowhere\.md"):
        build(Project.at(lab), strict=True)
    assert contents(lab / "site") == before
    assert any("nowhere.md" in warning for warning in build(Project.at(lab)).warnings)


def test_a_broken_configuration_is_named(lab: Path) -> None:
    (lab / "mkdocs.yml").write_text("site_name: [\n")
    with pytest.raises(Exception, match=r"mkdocs\.yml cannot be read") as caught:
        build(Project.at(lab))
    assert caught.value.hint  # type: ignore[attr-defined]


def test_two_builds_at_once_both_succeed(lab: Path) -> None:
    builds = [start_build(lab) for _ in range(2)]
    assert [b.wait(timeout=120) for b in builds] == [0, 0]
    for finished in builds:
        assert finished.stderr is not None
        finished.stderr.close()
    assert (lab / "site" / "index.html").is_file()
