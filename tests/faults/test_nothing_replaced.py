"""What effsite did not make, it does not replace: a folder called site, a page, a file beside the charts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from effsite.errors import BuildError, UsageError
from effsite.site.built_site import MARKER
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions

from .commands import contents, effsite, told


def test_a_link_called_site_stays_with_what_it_leads_to(lab: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("mine")
    (lab / "site").symlink_to(tmp_path / "mine")
    assert "site is a link" in told(effsite(lab, "build"))
    assert (lab / "site").is_symlink()
    assert contents(tmp_path / "mine") == {"a.txt": b"mine"}


@pytest.mark.parametrize("what", ["file", "folder", "dangling", "fifo"])
def test_what_somebody_else_called_site_is_refused(lab: Path, what: str) -> None:
    site = lab / "site"
    if what == "file":
        site.write_text("mine")
    elif what == "folder":
        (site / "deep").mkdir(parents=True)
        (site / "deep" / "thesis.tex").write_text("mine")
    elif what == "dangling":
        site.symlink_to("nowhere")
    else:
        os.mkfifo(site)
    with pytest.raises(UsageError) as caught:
        build(BuildOptions(project=lab))
    assert str(site) in caught.value.message
    assert caught.value.hint == "move it away, then build again"
    assert os.path.lexists(site)
    site.rename(lab / "moved")
    assert build(BuildOptions(project=lab)).site == site


def test_an_empty_folder_called_site_is_taken(lab: Path) -> None:
    (lab / "site").mkdir()
    build(BuildOptions(project=lab))
    assert (lab / "site" / "index.html").is_file()


def test_a_file_put_into_a_built_site_is_not_lost(lab: Path) -> None:
    build(BuildOptions(project=lab))
    (lab / "site" / "CNAME").write_text("lab.example")
    before = contents(lab / "site")
    with pytest.raises(UsageError, match=r"site/CNAME: effsite did not make it") as caught:
        build(BuildOptions(project=lab))
    assert "docs/" in caught.value.hint
    assert contents(lab / "site") == before
    (lab / "site" / "CNAME").rename(lab / "docs" / "CNAME")
    build(BuildOptions(project=lab))
    assert (lab / "site" / "CNAME").read_text() == "lab.example"


def test_a_site_that_was_built_before_there_were_markers_is_known(lab: Path) -> None:
    build(BuildOptions(project=lab))
    (lab / "site" / MARKER).unlink()
    build(BuildOptions(project=lab))
    assert (lab / "site" / MARKER).is_file()


def test_a_marker_of_somebody_else_is_no_marker(lab: Path) -> None:
    (lab / "site").mkdir()
    (lab / "site" / MARKER).write_text("mine")
    (lab / "site" / "a.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not as effsite wrote it"):
        build(BuildOptions(project=lab))


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("index.md", "index.html"),
        ("targets/index.md", "targets/index.html"),
        ("targets.md", "targets/index.html"),
        ("digits/good/index.md", "digits/good/index.html"),
        ("digits/good.md", "digits/good/index.html"),
        ("columns.md", "columns/index.html"),
    ],
)
def test_a_page_of_the_projects_own_wins_and_a_note_says_so(lab: Path, name: str, page: str) -> None:
    path = lab / "docs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# Mine\n\nOur own words.\n")
    built = build(BuildOptions(project=lab))
    assert built.notes == (f"docs/{name} stands in place of a page that effsite makes",)
    assert "Our own words." in (lab / "site" / page).read_text("utf-8")


def test_a_file_at_the_address_of_a_generated_one_is_refused(lab: Path) -> None:
    build(BuildOptions(project=lab))
    made = next((lab / "site").rglob("*.csv")).relative_to(lab / "site").as_posix()
    (lab / "docs" / made).parent.mkdir(parents=True)
    (lab / "docs" / made).write_text("mine\n")
    with pytest.raises(BuildError, match=rf"docs/{made} has the address of a file") as caught:
        build(BuildOptions(project=lab))
    assert caught.value.hint == "give yours another name"
    assert (lab / "docs" / made).read_text() == "mine\n"


def test_a_note_is_printed_and_does_not_fail_a_strict_build(lab: Path) -> None:
    (lab / "docs" / "columns.md").write_text("# Mine\n")
    done = effsite(lab, "build", "--strict")
    assert done.returncode == 0
    assert "note: docs/columns.md stands in place of a page that effsite makes" in done.stderr
