"""Only regular files are read: what else stands in a project is said by its name, by every command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from effsite.files import NotAFileError, leads_out, read_regular, sort_of
from effsite.site.own_files import OwnFilesError, check_theme, copy_pages
from effsite.store import read

from .commands import effsite, told


def make_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def make_device_link(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_circle(path: Path) -> None:
    path.symlink_to(path.name)


def make_dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def make_link_out(path: Path) -> None:
    path.symlink_to(Path(sys.executable).resolve())


def make_link_to_hidden(path: Path) -> None:
    root = path.parents[2] if path.parent.name == "digits" else path.parents[1]
    (root / ".env").write_text("TOKEN=1\n")
    path.symlink_to(root / ".env")


KINDS: dict[str, tuple[Callable[[Path], None], str]] = {
    "fifo": (os.mkfifo, "is a FIFO"),
    "socket": (make_socket, "is a socket"),
    "device": (make_device_link, "is a device"),
    "circle": (make_circle, "is a link that leads in a circle"),
    "dangling": (make_dangling, "is a link that leads nowhere"),
    "link out": (make_link_out, "is a link that leads out of the project"),
    "hidden": (make_link_to_hidden, "is a link that leads out of the project"),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def in_docs(lab: Path, name: str) -> Path:
    folder = lab / "docs" / "more" / "deep"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


@each_kind
def test_what_is_no_file_in_docs_is_said_by_name(lab: Path, tmp_path: Path, kind: str) -> None:
    make, what = KINDS[kind]
    path = lab / "docs" / "odd.md" if kind == "hidden" else in_docs(lab, "odd.md")
    make(path)
    with pytest.raises(OwnFilesError) as caught:
        copy_pages(lab / "docs", tmp_path / "copy", lab)
    (finding,) = caught.value.findings
    assert finding.path == path.relative_to(lab).as_posix()
    assert what in finding.message
    assert finding.hint


@each_kind
def test_a_theme_is_read_under_the_same_rules(lab: Path, kind: str) -> None:
    make, what = KINDS[kind]
    theme = lab / "theme" / "assets" / "images" if kind != "hidden" else lab / "theme"
    theme.mkdir(parents=True)
    make(theme / "logo.svg")
    with pytest.raises(OwnFilesError) as caught:
        check_theme(lab / "theme", lab)
    assert what in caught.value.findings[0].message


@each_kind
@pytest.mark.parametrize(
    "name", ["lab.csv", "task.toml", "curves/odd.csv", "not-reached/odd.csv", "logs/odd.jsonl", "stated.csv"]
)
def test_what_is_no_file_in_results_is_said_by_name(lab: Path, kind: str, name: str) -> None:
    make, what = KINDS[kind]
    path = lab / "results" / "digits" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if kind in ("link out", "hidden"):
        path.symlink_to(lab / "mkdocs.yml")
    else:
        make(path)
    (finding, *_) = [f for f in read(lab / "results").findings if f.path.endswith(name)]
    assert finding.message in (what, "is a symbolic link")
    assert finding.hint


@pytest.mark.parametrize("command", ["check", "list", "build"])
def test_no_command_waits_for_a_fifo(lab: Path, command: str) -> None:
    os.mkfifo(lab / "results" / "digits" / "more.csv")
    os.mkfifo(lab / "docs" / "more.md")
    done = effsite(lab, command)
    assert done.returncode == 1
    assert "results/digits/more.csv: is a FIFO" in done.stdout + done.stderr


def test_a_log_that_is_no_file_is_refused(lab: Path) -> None:
    os.mkfifo(lab / "log.csv")
    done = effsite(lab, "ingest", "csv", "log.csv", "--level", "0.9", "--metric", "accuracy", "--dry-run")
    assert done.returncode == 1
    assert "is a FIFO" in done.stdout + done.stderr


@pytest.mark.parametrize("name", ["mkdocs.yml", "docs", "results"])
def test_parts_of_a_project_are_what_they_seem(lab: Path, name: str) -> None:
    (lab / name).rename(lab / f"old-{name}")
    os.mkfifo(lab / name)
    assert f"{name} is a FIFO, not a " in told(effsite(lab, "build"))
    (lab / name).unlink()
    outside = lab.parent / f"outside-{name}"
    (lab / f"old-{name}").rename(outside)
    (lab / name).symlink_to(outside)
    assert f"{name} is a link that leads out of the project" in told(effsite(lab, "build"))


def test_results_that_are_a_link_out_of_the_project_are_refused_by_check(lab: Path) -> None:
    (lab / "results").rename(lab.parent / "elsewhere")
    (lab / "results").symlink_to(lab.parent / "elsewhere")
    assert "is a link that leads out of the project" in told(effsite(lab, "check"))


def test_links_that_stay_in_the_project_are_followed(lab: Path, tmp_path: Path) -> None:
    (lab / "CHANGES.md").write_text("# Changes\n")
    (lab / "pictures").mkdir()
    (lab / "pictures" / "one.svg").write_text("<svg/>")
    (lab / "docs" / "changes.md").symlink_to("../CHANGES.md")
    (lab / "docs" / "pictures").symlink_to("../pictures")
    copy_pages(lab / "docs", tmp_path / "copy", lab)
    assert (tmp_path / "copy" / "changes.md").read_text() == "# Changes\n"
    assert (tmp_path / "copy" / "pictures" / "one.svg").read_text() == "<svg/>"
    assert not (tmp_path / "copy" / "changes.md").is_symlink()


def test_a_folder_that_holds_a_link_to_itself_is_said_once(lab: Path, tmp_path: Path) -> None:
    (lab / "docs" / "again").symlink_to(".")
    with pytest.raises(OwnFilesError) as caught:
        copy_pages(lab / "docs", tmp_path / "copy", lab)
    assert [f.path for f in caught.value.findings] == ["docs/again"]


def test_names_that_are_no_text_are_shown_escaped(lab: Path) -> None:
    (lab / "docs" / os.fsdecode(b"a\xff\x1b[31m.md")).write_text("# Odd\n")
    (lab / "results" / "digits" / os.fsdecode(b"a\xff\n.csv")).write_text("x\n")
    assert r"results/digits/a\udcff\n.csv: is not a valid name" in effsite(lab, "check").stdout
    assert effsite(lab, "check", "--json").returncode == 1
    (lab / "results" / "digits" / os.fsdecode(b"a\xff\n.csv")).unlink()
    done = effsite(lab, "build")
    told(done)
    assert r"docs/a\udcff\x1b[31m.md" in done.stderr


def test_a_file_is_read_whole_or_as_far_as_asked(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abcdef")
    assert read_regular(tmp_path / "a") == b"abcdef"
    assert read_regular(tmp_path / "a", 2) == b"ab"
    assert sort_of(tmp_path / "a") == ""
    assert sort_of(tmp_path / "nothing") == ""
    with pytest.raises(NotAFileError, match="is a folder"):
        read_regular(tmp_path)


def test_a_link_leads_out_where_any_link_on_its_way_does(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "docs" / ".git").mkdir(parents=True)
    (project / "docs" / "a.md").write_text("a")
    (project / "docs" / ".git" / "config").write_text("a")
    (project / "near").symlink_to("docs/a.md")
    (project / "far").symlink_to("../elsewhere")
    (tmp_path / "elsewhere").write_text("a")
    (project / "hidden").symlink_to("docs/.git/config")
    assert not leads_out(project / "near", project)
    assert leads_out(project / "far", project)
    assert leads_out(project / "hidden", project)
    assert leads_out(project / "missing", project)


@pytest.mark.parametrize("folder", ["overrides", "templates"])
def test_a_link_in_the_place_of_a_theme_is_refused(lab: Path, folder: str) -> None:
    outside = lab.parent / "secrets"
    outside.mkdir()
    (outside / "token.css").write_text("s3cret")
    (lab / folder).symlink_to(outside)
    if folder == "overrides":
        config = lab / "mkdocs.yml"
        config.write_text(
            config.read_text().replace("name: material", "name: material\n  custom_dir: overrides")
        )
        assert "custom_dir: overrides" in config.read_text()
    done = effsite(lab, "build")
    told(done)
    assert f"{folder}: is a link that leads out of the project" in done.stderr
    assert not (lab / "site").exists()


def test_a_theme_that_the_configuration_names_outside_of_the_project_is_taken(lab: Path) -> None:
    outside = lab.parent / "shared-theme"
    outside.mkdir()
    (outside / "a.css").write_text("a")
    (outside / "b.css").symlink_to("a.css")
    check_theme(lab / "../shared-theme", lab)
    (lab / "theme").mkdir()
    (lab / "near").symlink_to("theme")
    check_theme(lab / "near", lab)


def test_a_link_to_the_folder_that_docs_stands_in_is_refused(lab: Path, tmp_path: Path) -> None:
    (lab / "docs" / "x").symlink_to("..")
    with pytest.raises(OwnFilesError) as caught:
        copy_pages(lab / "docs", tmp_path / "copy", lab)
    assert [f.path for f in caught.value.findings] == ["docs/x/docs"]
    assert caught.value.findings[0].message == "is a link to a folder that it stands in itself"


def test_a_link_to_a_folder_outside_is_named_and_nothing_in_it_is_read(lab: Path, tmp_path: Path) -> None:
    (lab.parent / "home").mkdir()
    (lab.parent / "home" / "key.md").write_text("s3cret")
    (lab / "docs" / "x").symlink_to("../../home")
    with pytest.raises(OwnFilesError) as caught:
        copy_pages(lab / "docs", tmp_path / "copy", lab)
    assert [(f.path, f.message) for f in caught.value.findings] == [
        ("docs/x", "is a link that leads out of the project")
    ]
    assert not list((tmp_path / "copy").rglob("key*"))


@pytest.mark.parametrize("name", ["digits", "digits/curves", "digits/not-reached", "digits/logs"])
def test_a_link_in_the_place_of_a_folder_of_results_is_named(lab: Path, name: str) -> None:
    place = lab / "results" / name
    if place.exists():
        place.rename(lab.parent / "moved")
    else:
        (lab.parent / "moved").mkdir()
    place.symlink_to(lab.parent / "moved")
    (finding,) = read(lab / "results").findings
    assert (finding.path, finding.message) == (f"results/{name}", "is a symbolic link")
    assert finding.hint == "commit the folder itself"


@pytest.mark.parametrize("name", ["cache", "cache/pages", "cache/history", "stage-old"])
def test_a_link_in_the_folder_for_work_is_refused_and_what_it_leads_to_stays(lab: Path, name: str) -> None:
    home = lab.parent / "home"
    home.mkdir()
    (home / ".profile").write_text("mine")
    place = lab / ".effsite" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(home)
    said = told(effsite(lab, "build"))
    assert f"{place} is a link, which effsite did not make" in said
    assert [path.name for path in home.iterdir()] == [".profile"]


def test_no_change_is_undone_through_a_link(lab: Path) -> None:
    home = lab.parent / "home"
    home.mkdir()
    (home / "results.journal").write_text('{"before": {"digits/lab.csv": null}}')
    (lab / ".effsite").symlink_to(home)
    assert "is a link, which effsite did not make" in told(effsite(lab, "check"))
    assert (lab / "results" / "digits" / "lab.csv").is_file()
    assert [path.name for path in home.iterdir()] == ["results.journal"]


def committed(lab: Path, *paths: Path) -> None:
    """Make the lab a repository whose index has those files, ignored or not."""
    for words in (["init", "--quiet"], ["add", "--force", *map(str, paths)]):
        subprocess.run(["git", *words], cwd=lab, check=True)


@pytest.mark.parametrize("command", [("check",), ("build",), ("trend", "digits")])
def test_no_change_is_undone_that_a_commit_says_was_broken_off(lab: Path, command: tuple[str, ...]) -> None:
    journal = lab / ".effsite" / "results.journal"
    journal.parent.mkdir()
    journal.write_text('{"before": {"digits/lab.csv": null}}')
    committed(lab, journal)
    done = effsite(lab, *command)
    assert told(done).startswith(".effsite/results.journal is committed")
    assert "git rm -r .effsite" in done.stderr
    assert (lab / "results" / "digits" / "lab.csv").is_file()


def test_no_page_is_put_back_that_a_commit_brought(lab: Path) -> None:
    assert effsite(lab, "build").returncode == 0
    pages = sorted((lab / ".effsite" / "cache" / "pages").iterdir())
    committed(lab, pages[0])
    for path in (lab / ".effsite" / "cache").glob("site-*.json"):
        path.unlink()
    assert told(effsite(lab, "build")).startswith(f".effsite/cache/pages/{pages[0].name} is committed")
    subprocess.run(["git", "rm", "-r", "--quiet", "--cached", ".effsite"], cwd=lab, check=True)
    assert effsite(lab, "build").returncode == 0
