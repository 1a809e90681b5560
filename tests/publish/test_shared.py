"""What all editions share, and that every page finds it wherever the branch is served."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from effsite.site.charts.chart_assets import bokeh_asset
from effsite.site.editions.edition_files import edition_files, shared_folders
from effsite.site.pages.theme import theme_folder
from effsite.site.publish import publish

from .conftest import Project

if TYPE_CHECKING:
    from collections.abc import Mapping

FAVICON = "assets/images/favicon.png"


def write_site(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in {"index.html": b"home", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def icon() -> bytes:
    return (theme_folder() / FAVICON).read_bytes()


def shared_names(project: Project, branch: str = "gh-pages") -> list[str]:
    return project.git("ls-tree", "--name-only", f"{branch}:_shared").splitlines()


def test_theme_and_bokeh_are_shared_and_the_rest_is_the_editions_own(tmp_path: Path) -> None:
    site = write_site(
        tmp_path / "site",
        {
            FAVICON: icon(),
            bokeh_asset(): b"bokeh",
            "assets/effsite.js": b"ours",
            "data/a.csv": b"x",
            ".effsite": b"",
        },
    )
    files = edition_files(site)
    assert sorted(files.own) == [".shared", "assets/effsite.js", "data/a.csv", "index.html"]
    kinds = {folder.partition("-")[0]: sorted(group) for folder, group in files.shared.items()}
    assert kinds == {"bokeh": [bokeh_asset().removeprefix("assets/")], "theme": ["images/favicon.png"]}
    assert set(shared_folders(files.own[".shared"])) == set(files.shared)


def test_what_a_project_put_in_place_of_a_file_of_the_theme_stays_its_own(tmp_path: Path) -> None:
    files = edition_files(write_site(tmp_path, {FAVICON: b"our icon"}))
    assert files.own[FAVICON] == b"our icon"
    assert files.shared == {}
    assert ".shared" not in files.own


@pytest.mark.parametrize(
    ("page", "there"),
    [
        (b'<link href="assets/images/favicon.png">', b'<link href="../{}/images/favicon.png">'),
        (b'<link href="../../assets/images/favicon.png">', b'<link href="../../../{}/images/favicon.png">'),
        (b'<a href="/e/latest/assets/images/favicon.png">', b'<a href="/e/latest/../{}/images/favicon.png">'),
        (b'{"search": "../assets/images/favicon.png"}', b'{"search": "../../{}/images/favicon.png"}'),
        (b"<img src='./assets/images/favicon.png?v=1'>", b"<img src='./../{}/images/favicon.png?v=1'>"),
        (b'<a href="assets/images/other.png">', b'<a href="assets/images/other.png">'),
        (b'<a href="https://a.example/assets/images/favicon.png">', None),
        (b"<p>It lies in assets/images/favicon.png.</p>", None),
        (b'<a href="myassets/images/favicon.png">', None),
    ],
)
def test_an_address_of_a_shared_file_leads_one_folder_up(
    tmp_path: Path, page: bytes, there: bytes | None
) -> None:
    files = edition_files(write_site(tmp_path, {FAVICON: icon(), "a/b/index.html": page}))
    (folder,) = files.shared
    expected = page if there is None else there.replace(b"{}", f"_shared/{folder}".encode())
    assert files.own["a/b/index.html"] == expected


def test_the_script_of_charts_is_found_from_the_folder_of_the_loader(tmp_path: Path) -> None:
    name = bokeh_asset().removeprefix("assets/")
    page = f'<figure data-chart="charts/a.json" data-bokeh="{name}">'.encode()
    files = edition_files(write_site(tmp_path, {bokeh_asset(): b"b", "index.html": page}))
    (folder,) = files.shared
    expected = f'<figure data-chart="charts/a.json" data-bokeh="../../_shared/{folder}/{name}">'
    assert files.own["index.html"] == expected.encode()


def test_a_file_that_is_no_page_is_not_touched(tmp_path: Path) -> None:
    content = b'{"icon": "assets/images/favicon.png"}'
    files = edition_files(write_site(tmp_path, {FAVICON: icon(), "a.json": content}))
    assert files.own["a.json"] == content


def test_two_editions_share_what_is_the_same_and_keep_what_is_not(project: Project, tmp_path: Path) -> None:
    one = write_site(tmp_path / "one", {FAVICON: icon(), bokeh_asset(): b"old bokeh"})
    two = write_site(tmp_path / "two", {FAVICON: icon(), bokeh_asset(): b"new bokeh"})
    publish(project.root, "2026.10", build=lambda: one)
    first = shared_names(project)
    publish(project.root, "2026.11", build=lambda: two)
    assert [name.partition("-")[0] for name in first] == ["bokeh", "theme"]
    assert len(shared_names(project)) == 3
    assert set(first) < set(shared_names(project))


def test_what_no_edition_uses_any_more_is_gone(project: Project, tmp_path: Path) -> None:
    one = write_site(tmp_path / "one", {bokeh_asset(): b"old bokeh"})
    two = write_site(tmp_path / "two", {bokeh_asset(): b"new bokeh"})
    publish(project.root, "2026.11", build=lambda: one)
    publish(project.root, "2026.11", build=lambda: two)
    (folder,) = shared_names(project)
    assert project.page(f"_shared/{folder}/{bokeh_asset().removeprefix('assets/')}") == "new bokeh"
    plain = write_site(tmp_path / "plain", {})
    publish(project.root, "2026.11", build=lambda: plain)
    assert "_shared" not in project.git("ls-tree", "--name-only", "gh-pages").splitlines()
