"""One folder takes the place of another in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.site import swap
from effsite.site.swap import replace_folder


def folder(path: Path, content: str) -> Path:
    path.mkdir()
    (path / "page").write_text(content)
    return path


@pytest.mark.parametrize("in_one_step", [True, False], ids=["exchange", "two renames"])
def test_the_new_folder_stands_and_the_old_one_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_one_step: bool
) -> None:
    if not in_one_step:
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    new, place = folder(tmp_path / "new", "new"), folder(tmp_path / "site", "old")
    replace_folder(new, place)
    assert (place / "page").read_text() == "new"
    assert (new / "page").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_the_kernel_exchanges_the_two_where_it_can(tmp_path: Path) -> None:
    new, place = folder(tmp_path / "new", "new"), folder(tmp_path / "site", "old")
    assert swap._exchange(new, place)
    assert (place / "page").read_text() == "new"


def test_a_first_site_is_simply_moved(tmp_path: Path) -> None:
    replace_folder(folder(tmp_path / "new", "new"), tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
