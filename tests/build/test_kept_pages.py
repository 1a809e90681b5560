"""A build that puts pages back makes the same bytes as one that renders them all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from effsite.site import kept_pages, shared_pages
from effsite.site.kept import Kept, fingerprint
from effsite.site.kept_pages import KeptPages
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.made_up import Size, made_up_project

from .conftest import contents

THEME = '{% extends "base.html" %}\n{% block extrahead %}<meta name="made-by" content="us">{% endblock %}\n'
PAGE = "# A page\n\nSee [the other one](other.md#part) and [all targets](targets/index.md).\n"
OTHER = "# Another page\n\n## Part\n\nText.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two tasks, a theme of the project's own, two pages that link, one of them named by its heading."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    root = made_up_project(tmp_path / "project", Size(tasks=2, results=6, curves=1))
    write_a_row(root / "results/task-0001/more.csv", "Newcomer")
    (root / "docs" / "page.md").write_text(PAGE)
    (root / "docs" / "other.md").write_text(OTHER)
    (root / "theme").mkdir()
    (root / "theme" / "main.html").write_text(THEME)
    edit(root / "mkdocs.yml", "  font: false\n", "  font: false\n  custom_dir: theme\n")
    edit(root / "mkdocs.yml", "  - About: about.md\n", "  - About: about.md\n  - page.md\n  - other.md\n")
    return root


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages rendered since the list was last emptied."""
    pages: list[str] = []
    on_post_page = KeptPages.on_post_page

    def note(self: KeptPages, output: str, *, page: Any, config: Any) -> None:
        pages.append(page.file.src_uri)
        on_post_page(self, output, page=page, config=config)

    note.mkdocs_priority = on_post_page.mkdocs_priority  # type: ignore[attr-defined]  # MkDocs reads it there
    monkeypatch.setattr(KeptPages, "on_post_page", note)
    monkeypatch.setattr(shared_pages, "processors", lambda: 1)  # a copy notes for itself
    return pages


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def build_again(project: Path) -> None:
    """A build that does not know that nothing changed."""
    for path in (project / ".effsite/cache").glob("site-*.json"):
        path.unlink()
    build(BuildOptions(project=project))


def write_a_row(path: Path, system: str) -> None:
    row = f"level,{system},2026-10-30,1e6,reported,reported,Nowhere"
    header = "target,system,published,training_flop,flop_method,source_kind,source"
    path.write_text(f"{header}\n{row}\n")


def add_a_row(root: Path) -> None:
    write_a_row(root / "results/task-0001/new.csv", "Latecomer")


def change_a_note(root: Path) -> None:
    edit(root / "results/task-0001/lab-001.csv", "the only word on row 0", "another word")


def remove_a_file(root: Path) -> None:
    (root / "results/task-0001/more.csv").unlink()


def dispute_a_row(root: Path) -> None:
    header = "target,system,published,training_flop,flop_method,status,status_date,status_reason,status_url"
    row = (
        "level,Newcomer,2026-10-30,1e6,reported,disputed,2026-10-31,Nobody believes it.,https://example.com/"
    )
    path = root / "results/task-0001/more.csv"
    path.write_text(f"{header},source_kind,source\n{row},reported,Nowhere\n")


def put_a_system_at_a_second_target(root: Path) -> None:
    shutil.copyfile(root / "results/task-0001/more.csv", root / "results/task-0002/more.csv")


def change_a_level(root: Path) -> None:
    edit(root / "results/task-0001/task.toml", "level = 0.9", "level = 0.89")


def change_the_hardware(root: Path) -> None:
    edit(root / "results/hardware/devices.csv", "1.25e+14", "1.26e+14")


def remove_a_target(root: Path) -> None:
    shutil.rmtree(root / "results/task-0002")


def rename_a_task(root: Path) -> None:
    edit(root / "results/task-0002/task.toml", 'title = "Made-up task 2"', 'title = "Renamed"')


def move_a_task(root: Path) -> None:
    (root / "results/task-0002").rename(root / "results/elsewhere")


def change_the_theme(root: Path) -> None:
    edit(root / "theme/main.html", "us", "them")


def rename_a_page_in_the_navigation(root: Path) -> None:
    edit(root / "docs/other.md", "# Another page", "# Renamed page")


def remove_a_page_that_is_linked(root: Path) -> None:
    (root / "docs/other.md").unlink()
    edit(root / "mkdocs.yml", "  - other.md\n", "")


def remove_an_anchor_that_is_linked(root: Path) -> None:
    edit(root / "docs/other.md", "## Part", "## Chapter")


def rename_the_site(root: Path) -> None:
    edit(root / "mkdocs.yml", "Made-up results", "Renamed results")


def order_the_navigation_anew(root: Path) -> None:
    edit(root / "mkdocs.yml", "  - page.md\n  - other.md\n", "  - other.md\n  - page.md\n")


def add_a_curve(root: Path) -> None:
    curves = root / "results/task-0001/curves"
    edit(next(curves.iterdir()), "100,", "50,1,0.01\n100,")


IN_THE_NAVIGATION = {
    remove_a_target,
    move_a_task,
    put_a_system_at_a_second_target,  # whose record makes another target the one to open with
    change_the_theme,
    rename_a_page_in_the_navigation,
    remove_a_page_that_is_linked,
    rename_the_site,
    order_the_navigation_anew,
}
"""What every page shows, so that no page stays."""

EDITS = [
    add_a_row,
    remove_a_file,
    dispute_a_row,
    put_a_system_at_a_second_target,
    change_a_level,
    change_the_hardware,
    change_a_note,
    remove_a_target,
    rename_a_task,
    move_a_task,
    change_the_theme,
    rename_a_page_in_the_navigation,
    remove_a_page_that_is_linked,
    remove_an_anchor_that_is_linked,
    rename_the_site,
    order_the_navigation_anew,
    add_a_curve,
]


@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.__name__)
def test_a_build_after_a_change_is_a_full_one_byte_for_byte(
    change: Callable[[Path], None], project: Path, tmp_path: Path, rendered: list[str]
) -> None:
    build(BuildOptions(project=project))
    change(project)
    rendered.clear()
    again = build(BuildOptions(project=project))
    number = len(rendered)
    shutil.copytree(project, tmp_path / "full", ignore=shutil.ignore_patterns(".effsite", "site"))
    rendered.clear()
    full = build(BuildOptions(project=tmp_path / "full"))
    assert (number < len(rendered)) == (change not in IN_THE_NAVIGATION)
    assert contents(project / "site") == contents(tmp_path / "full" / "site")
    assert [w.replace(str(tmp_path), "") for w in again.warnings] == list(full.warnings)


def test_a_record_that_changes_descriptions_is_on_the_pages_that_tell_of_it_alone(
    project: Path, rendered: list[str]
) -> None:
    edit(
        project / "mkdocs.yml", "  custom_dir: theme\n", ""
    )  # effsite's own, which shows a page's description
    build(BuildOptions(project=project))
    before = contents(project / "site")["task-0001/level/index.html"]
    edit(project / "results/task-0001/more.csv", "1e6", "1e5")
    rendered.clear()
    build(BuildOptions(project=project))
    after = contents(project / "site")["task-0001/level/index.html"]
    described = re.compile(rb'<meta name="description" content="([^"]*)"')
    assert described.findall(before) != described.findall(after)
    assert {"page.md", "other.md", "method.md"}.isdisjoint(rendered)
    assert "task-0001/level.md" in rendered


def test_only_the_pages_that_tell_of_a_row_are_rendered_after_its_note_changed(
    project: Path, rendered: list[str]
) -> None:
    build(BuildOptions(project=project))
    change_a_note(project)
    rendered.clear()
    build(BuildOptions(project=project))
    assert sorted(rendered) == ["systems/common-net-0.md", "task-0001/level.md"]


def test_no_page_is_rendered_twice(project: Path, rendered: list[str]) -> None:
    build(BuildOptions(project=project))
    assert {"index.md", "page.md", "task-0002/level.md"} <= set(rendered)
    rendered.clear()
    build_again(project)
    assert rendered == []


def test_another_version_of_the_program_renders_every_page(
    project: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(BuildOptions(project=project))
    first = [*rendered]
    rendered.clear()
    monkeypatch.setattr(kept_pages, "program", lambda: fingerprint("another version"))
    build_again(project)
    assert rendered == first


def test_a_page_that_is_warned_about_is_warned_about_again(project: Path) -> None:
    edit(project / "docs/page.md", "other.md#part", "nowhere.md")
    first = build(BuildOptions(project=project))
    again = build(BuildOptions(project=project))
    assert len(first.warnings) == 1
    assert "nowhere.md" in first.warnings[0]
    assert again.warnings == first.warnings


@pytest.mark.parametrize("damage", [lambda old: old[:-1] + b"x", lambda old: b"", lambda old: old[:70]])
def test_kept_pages_that_were_altered_or_torn_are_rendered(
    damage: Callable[[bytes], bytes], project: Path, rendered: list[str]
) -> None:
    build(BuildOptions(project=project))
    first, number = contents(project / "site"), len(rendered)
    for path in (project / ".effsite/cache/pages").iterdir():
        path.write_bytes(damage(path.read_bytes()))
    rendered.clear()
    build_again(project)
    assert (contents(project / "site"), len(rendered)) == (first, number)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plugins: [search]", "plugins: [search]\nhooks: [{root}/hook.py]"),
        ("admonition, ", "admonition, pymdownx.snippets, "),
    ],
)
def test_no_page_is_kept_where_something_may_read_more(old: str, new: str, project: Path) -> None:
    (project / "hook.py").write_text("def on_page_markdown(markdown, **rest):\n    return markdown\n")
    edit(project / "mkdocs.yml", old, new.format(root=project))
    build(BuildOptions(project=project))
    assert not (project / ".effsite/cache/pages").exists()


def test_a_theme_that_shows_other_pages_or_the_date_has_its_pages_rendered_with_them(
    project: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(project / "theme/main.html", 'content="us"', 'content="{{ pages | length }} {{ build_date_utc }}"')
    build(BuildOptions(project=project))
    number = len(rendered)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(10**9))
    rendered.clear()
    build(BuildOptions(project=project))
    assert len(rendered) == number
    made = re.search('content="(.*)"', (project / "site/about/index.html").read_text().split("made-by")[1])
    assert made is not None
    assert made[1].startswith(f"{number} 2001-09-09")


def test_what_was_not_used_goes_the_oldest_first(tmp_path: Path) -> None:
    old, new = Kept(tmp_path / "kept"), Kept(tmp_path / "kept")
    for age, name in enumerate("abc"):
        old.put(name, b"x" * 36)  # and 64 bytes of seal
        os.utime(tmp_path / "kept" / name, (1000 + age, 1000 + age))
    assert new.get("a") == b"x" * 36
    new.drop_the_oldest(most_bytes=199)
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["a", "c"]


def test_a_piece_comes_back_or_is_none(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    assert kept.get("a") is None
    kept.put("a", b"one")
    assert kept.get("a") == b"one"
    (tmp_path / "kept" / "a").unlink()
    (tmp_path / "kept" / "a").mkdir()
    assert kept.get("a") is None
    kept.put("a", b"two")
    assert kept.get("a") == b"two"


def test_fingerprints_tell_parts_apart() -> None:
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("1") != fingerprint(1)
    assert fingerprint(b"a") != fingerprint("a")
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    with pytest.raises(TypeError):
        fingerprint(object())
