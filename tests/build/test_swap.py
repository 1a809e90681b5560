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


def test_other_systems_use_renames_without_looking_for_a_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("ctypes.CDLL", None)
    assert not swap._exchange(tmp_path, tmp_path)


def test_a_new_folder_that_cannot_be_moved_leaves_the_old_one_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    place = folder(tmp_path / "site", "old")
    with pytest.raises(FileNotFoundError):
        replace_folder(tmp_path / "missing", place)
    assert (place / "page").read_text() == "old"


def test_a_first_site_is_simply_moved(tmp_path: Path) -> None:
    replace_folder(folder(tmp_path / "new", "new"), tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
