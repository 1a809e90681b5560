"""A build says at once that nothing changed, and only where nothing did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from effsite.errors import BuildError, UsageError
from effsite.site import unchanged
from effsite.site.order import Order
from effsite.site.project import Project
from effsite.workflows import check as check_job
from effsite.workflows.build import build
from effsite.workflows.events import Event
from effsite.workflows.options import BuildOptions

from .conftest import contents


def sources(lab: Path, site_url: str | None = None) -> str:
    return unchanged.sources(Order(project=Project.at(lab), site_url=site_url))


def test_a_build_of_the_same_reads_no_row_and_touches_no_file(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, before = build(BuildOptions(project=lab)), (lab / "site").stat().st_ino
    events: list[Event] = []
    monkeypatch.delattr(check_job, "load_checked")
    again = build(BuildOptions(project=lab), events.append)
    assert (first.changed, again.changed, events) == (True, False, [])
    assert (again.site, again.results, again.pages) == (lab.resolve() / "site", 3, first.pages)
    assert (lab / "site").stat().st_ino == before


def test_a_build_of_the_same_loads_nothing_that_reads_or_makes_pages(lab: Path) -> None:
    build(BuildOptions(project=lab))
    program = (
        "import sys; from pathlib import Path; from effsite.workflows.build import build;"
        "from effsite.workflows.options import BuildOptions;"
        "print(build(BuildOptions(project=Path(sys.argv[1]))).changed);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}));"
        "print(*sorted(name for name in sys.modules if name.startswith('effsite.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(lab)], capture_output=True, text=True, check=True
    )
    changed, packages, own = (line.split() for line in done.stdout.splitlines())
    assert changed == ["False"]
    assert {"numpy", "jinja2", "mkdocs", "PIL", "yaml"}.isdisjoint(packages)
    made_with = ("effsite.analysis.", "effsite.site.charts", "effsite.site.pages.generate")
    assert [name for name in own if name.startswith(made_with)] == []


def damage_a_page(lab: Path) -> None:
    with (lab / "site/index.html").open("a") as file:
        file.write("<p>")


def remove_a_page(lab: Path) -> None:
    (lab / "site/about/index.html").unlink()


def remove_the_site(lab: Path) -> None:
    shutil.rmtree(lab / "site")


@pytest.mark.parametrize("change", [damage_a_page, remove_a_page, remove_the_site])
def test_a_site_that_is_not_as_it_was_built_is_built_again(change: Callable[[Path], None], lab: Path) -> None:
    build(BuildOptions(project=lab))
    first = contents(lab / "site")
    change(lab)
    assert build(BuildOptions(project=lab)).changed
    assert contents(lab / "site") == first


def test_what_a_build_that_died_left_behind_is_cleared_away(lab: Path) -> None:
    build(BuildOptions(project=lab))
    (lab / ".effsite/stage-dead").mkdir()
    assert build(BuildOptions(project=lab)).changed
    assert not (lab / ".effsite/stage-dead").exists()


def test_a_file_of_somebodys_own_in_the_site_is_refused_as_ever(lab: Path) -> None:
    build(BuildOptions(project=lab))
    (lab / "site/mine.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"mine\.txt: effsite did not make it"):
        build(BuildOptions(project=lab))


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a row": lambda lab: append(lab / "results/digits/lab.csv"),
    "a task": lambda lab: (lab / "results/more").mkdir() or (lab / "results/more/task.toml").touch(),
    "a page": lambda lab: (lab / "docs/about.md").write_text("# Us\n"),
    "a new page": lambda lab: (lab / "docs/new.md").touch(),
    "a page's name": lambda lab: (lab / "docs/about.md").rename(lab / "docs/us.md"),
    "the configuration": lambda lab: append(lab / "mkdocs.yml"),
    "the theme": lambda lab: (lab / "theme/main.html").write_text("{% extends 'base.html' %}\n\n"),
}


@pytest.fixture
def themed(lab: Path) -> Path:
    (lab / "theme").mkdir()
    (lab / "theme/main.html").write_text("{% extends 'base.html' %}\n")
    text = (lab / "mkdocs.yml").read_text()
    (lab / "mkdocs.yml").write_text(text.replace("  font: false\n", "  font: false\n  custom_dir: theme\n"))
    return lab


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_fingerprint_of_the_sources_changes_with_each_of_them(
    change: Callable[[Path], object], themed: Path
) -> None:
    before = sources(themed)
    assert len(before) == 64
    assert sources(themed) == before
    change(themed)
    assert sources(themed) not in ("", before)


def test_it_changes_with_the_program_the_address_the_edition_and_the_date(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    seen = [sources(lab), sources(lab, "http://127.0.0.1:1/")]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "2")
    seen.append(sources(lab))
    monkeypatch.setenv("MIKE_DOCS_VERSION", "2026.11")
    seen.append(sources(lab))
    monkeypatch.setattr(unchanged, "program", lambda: "another")
    seen.append(sources(lab))
    assert len(set(seen)) == 5


def test_it_changes_with_a_commit(lab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = sources(lab)
    who = {f"GIT_{role}_{what}": "a@b.c" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "one"]):
        subprocess.run(["git", *command], cwd=lab, check=True, env={**os.environ, **who})
    assert sources(lab) != before


def link_a_page(lab: Path) -> None:
    (lab / "docs/link.md").symlink_to("about.md")


def put_a_fifo(lab: Path) -> None:
    os.mkfifo(lab / "results/digits/pipe.csv")


def inherit(lab: Path) -> None:
    (lab / "mkdocs.yml").write_text("INHERIT: base.yml\n" + (lab / "mkdocs.yml").read_text())


def take_a_variable(lab: Path) -> None:
    (lab / "mkdocs.yml").write_text((lab / "mkdocs.yml").read_text() + "copyright: !ENV [WHO, us]\n")


def name_a_theme_in_another_way(lab: Path) -> None:
    text = (lab / "mkdocs.yml").read_text()
    (lab / "mkdocs.yml").write_text(text.replace("  font: false\n", "  font: false\n  'custom_dir': theme\n"))


@pytest.mark.parametrize(
    "change", [link_a_page, put_a_fifo, inherit, take_a_variable, name_a_theme_in_another_way]
)
def test_where_it_cannot_be_told_there_is_no_fingerprint(change: Callable[[Path], None], lab: Path) -> None:
    assert sources(lab)
    change(lab)
    assert sources(lab) == ""


def test_nothing_is_remembered_of_a_site_whose_hooks_may_read_anything(lab: Path) -> None:
    (lab / "hook.py").write_text("def on_page_markdown(markdown, **rest):\n    return markdown\n")
    (lab / "mkdocs.yml").write_text(f"{(lab / 'mkdocs.yml').read_text()}hooks: [{lab}/hook.py]\n")
    assert build(BuildOptions(project=lab)).changed
    assert build(BuildOptions(project=lab)).changed


def test_a_strict_build_fails_of_the_same_warning_again(lab: Path) -> None:
    (lab / "docs/about.md").write_text("# About\n\n[Nowhere](nowhere.md)\n")
    assert len(build(BuildOptions(project=lab)).warnings) == 1
    again = build(BuildOptions(project=lab))
    assert (len(again.warnings), again.changed) == (1, False)
    for _ in range(2):
        with pytest.raises(BuildError, match=r"nowhere\.md"):
            build(BuildOptions(project=lab, strict=True))


@pytest.mark.parametrize("text", ["", "{", '{"sources": 1}', "\xff"])
def test_a_note_that_is_torn_is_as_none(text: str, lab: Path) -> None:
    build(BuildOptions(project=lab))
    (note,) = (lab / ".effsite/cache").glob("site-*.json")
    note.write_text(text, encoding="latin-1")
    assert build(BuildOptions(project=lab)).changed
    assert not build(BuildOptions(project=lab)).changed
