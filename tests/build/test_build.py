"""A build makes the whole site or changes nothing, and the same input makes the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.errors import BuildError, CollectionError, UsageError
from effsite.workflows.build import build
from effsite.workflows.events import Event, StepBegan
from effsite.workflows.options import BuildOptions
from tests.projects import lab_project

from .conftest import contents, start_build


def test_a_lab_with_one_task_gets_a_site(lab: Path) -> None:
    events: list[Event] = []
    built = build(BuildOptions(project=lab, strict=True), events.append)
    names = contents(lab / "site").keys()
    assert (built.tasks, built.targets, built.results, built.warnings) == (1, 1, 3, ())
    assert {"index.html", "about/index.html", "digits/good/index.html", "404.html"} <= names
    began = [event for event in events if isinstance(event, StepBegan)]
    assert [(event.step, event.done, event.steps) for event in began] == [
        ("Reading the collection", 0, 4),
        ("Writing pages and charts", 1, 4),
        ("Building the site", 2, 4),
        ("Putting it in place", 3, 4),
    ]


def test_nothing_is_left_of_the_stage(lab: Path) -> None:
    build(BuildOptions(project=lab))
    assert {path.name for path in (lab / ".effsite").iterdir()} <= {"cache", "lock"}


def test_two_builds_in_two_folders_are_equal_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = lab_project(tmp_path / "one"), lab_project(tmp_path / "b" / "other")
    build(BuildOptions(project=one))
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    build(BuildOptions(project=other))
    assert contents(one / "site") == contents(other / "site")


def test_a_second_build_with_a_warm_cache_is_equal_to_the_first(lab: Path) -> None:
    build(BuildOptions(project=lab))
    first = contents(lab / "site")
    for path in (lab / ".effsite/cache").glob("site-*.json"):  # what says that nothing changed
        path.unlink()
    build(BuildOptions(project=lab))
    assert contents(lab / "site") == first


def test_a_bad_row_leaves_the_old_site_untouched(lab: Path) -> None:
    build(BuildOptions(project=lab))
    before = contents(lab / "site")
    path = lab / "results" / "digits" / "lab.csv"
    path.write_text(path.read_text().replace("2022-01-01", "soon"))
    with pytest.raises(CollectionError) as caught:
        build(BuildOptions(project=lab))
    assert caught.value.findings[0].where == "results/digits/lab.csv:3:3"
    assert contents(lab / "site") == before


def test_a_warning_fails_a_strict_build_and_leaves_the_old_site(lab: Path) -> None:
    build(BuildOptions(project=lab, strict=True))
    before = contents(lab / "site")
    (lab / "docs" / "about.md").write_text("# About\n\n[nowhere](nowhere.md)\n")
    with pytest.raises(BuildError, match=r"nowhere\.md"):
        build(BuildOptions(project=lab, strict=True))
    assert contents(lab / "site") == before
    assert any("nowhere.md" in warning for warning in build(BuildOptions(project=lab)).warnings)


def test_a_broken_configuration_is_named(lab: Path) -> None:
    (lab / "mkdocs.yml").write_text("site_name: [\n")
    with pytest.raises(Exception, match=r"mkdocs\.yml cannot be read") as caught:
        build(BuildOptions(project=lab))
    assert caught.value.hint  # type: ignore[attr-defined]  # an EffsiteError


def test_the_front_page_leads_to_the_pages_of_comparisons_that_there_are(lab: Path) -> None:
    def leads() -> list[str]:
        build(BuildOptions(project=lab))
        front = (lab / "site" / "index.html").read_text("utf-8")
        pages = ("rates", "hardware-and-algorithms", "across-targets")
        led_to = [page for page in pages if f'href="{page}/"' in front]
        assert led_to == [page for page in pages if (lab / "site" / page).is_dir()]
        return led_to

    assert leads() == ["rates", "hardware-and-algorithms", "across-targets"]
    rows = lab / "results" / "digits" / "lab.csv"
    heading, first, *_ = rows.read_text("utf-8").splitlines()
    rows.write_text(f"{heading}\n{first}\n")
    assert leads() == []


def test_a_configuration_that_inherits_another_is_read_with_it(lab: Path) -> None:
    own = lab / "mkdocs.yml"
    (lab / "base.yml").write_text(own.read_text() + "extra: {effsite: {title: From the base}}\n")
    own.write_text("INHERIT: base.yml\nsite_name: Another lab\n")
    build(BuildOptions(project=lab))
    front = (lab / "site" / "index.html").read_text("utf-8")
    assert "<title>From the base - Another lab</title>" in front


@pytest.mark.parametrize("inherited", ["nowhere.yml", "mkdocs.yml", "[base.yml]"])
def test_a_configuration_that_inherits_what_cannot_be_read_is_named(lab: Path, inherited: str) -> None:
    (lab / "mkdocs.yml").write_text(f"INHERIT: {inherited}\nsite_name: Another lab\n")
    with pytest.raises(UsageError, match=r"mkdocs\.yml cannot be read"):
        build(BuildOptions(project=lab))


def test_two_builds_at_once_both_succeed(lab: Path) -> None:
    builds = [start_build(lab) for _ in range(2)]
    assert [b.wait(timeout=120) for b in builds] == [0, 0]
    for finished in builds:
        assert finished.stderr is not None
        finished.stderr.close()
    assert (lab / "site" / "index.html").is_file()
