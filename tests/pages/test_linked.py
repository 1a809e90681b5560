"""A file that effsite wrote is in the site without being written again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from effsite.site.generator import run_generator
from effsite.site.kept import Kept
from effsite.site.pages.generated import Generated


@pytest.fixture
def project(plain: tuple[Path, Generated], plain_site: Path, tmp_path: Path) -> Path:
    """A configuration of those pages, whose site goes to a folder of its own."""
    docs, _ = plain
    config = (docs.parent / "mkdocs.yml").read_text("utf-8").replace(str(plain_site), str(tmp_path / "site"))
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    return tmp_path


def built(project: Path, written: tuple[str, ...]) -> Path:
    run_generator(project / "mkdocs.yml", 1, Kept(project / "kept"), {}, written)
    return project / "site"


def tables(generated: Generated) -> list[str]:
    return [name for name in generated.files if name.endswith((".csv", ".json"))]


def test_tables_and_charts_have_a_second_name_in_the_site(
    plain: tuple[Path, Generated], project: Path
) -> None:
    docs, generated = plain
    site = built(project, generated.files)
    assert len(tables(generated)) > 5
    assert all((site / name).samefile(docs / name) for name in tables(generated))


def test_a_file_of_the_project_s_own_is_copied(plain: tuple[Path, Generated], project: Path) -> None:
    docs, generated = plain
    own = tables(generated)[0]
    site = built(project, tuple(name for name in generated.files if name != own))
    assert not (site / own).samefile(docs / own)
    assert (site / own).read_bytes() == (docs / own).read_bytes()


def test_where_there_are_no_second_names_files_are_copied(
    plain: tuple[Path, Generated], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, generated = plain

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    site = built(project, generated.files)
    for name in tables(generated):
        assert not (site / name).samefile(docs / name)
        assert (site / name).read_bytes() == (docs / name).read_bytes()
