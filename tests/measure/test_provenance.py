"""The commit that a run records: that of a clean checkout, nothing of a changed one, never a guess."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from effsite.measure import provenance
from effsite.measure.failures import MeasureError

ME = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *ME, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `effsite` that is committed in a repository of its own; the program believes to be it."""
    folder = tmp_path / "checkout" / "effsite"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    git(tmp_path, "init", "-q", "checkout")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Begin")
    monkeypatch.setattr(provenance, "PACKAGE", folder)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return folder


def commit() -> str:
    """What would be recorded, asked anew."""
    return provenance.commit.__wrapped__()


def test_clean_checkout_is_recorded_by_its_commit(package: Path) -> None:
    assert commit() == git(package, "rev-parse", "HEAD")
    assert len(commit()) == 40


def test_changed_file_leaves_no_commit(package: Path) -> None:
    (package / "__init__.py").write_text("changed = True\n")
    assert commit() == ""


def test_change_that_is_staged_leaves_no_commit(package: Path) -> None:
    (package / "__init__.py").write_text("changed = True\n")
    git(package, "add", ".")
    assert commit() == ""


def test_new_file_in_the_package_leaves_no_commit(package: Path) -> None:
    (package / "new.py").write_text("")
    assert commit() == ""


def test_change_beside_the_package_does_not_matter(package: Path) -> None:
    (package.parent / "notes.txt").write_text("")
    assert commit() == git(package, "rev-parse", "HEAD")


def test_package_that_a_repository_does_not_hold_has_no_commit(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = package.parent / ".venv" / "effsite"
    installed.mkdir(parents=True)
    (installed / "__init__.py").write_text("")
    monkeypatch.setattr(provenance, "PACKAGE", installed)
    assert commit() == ""


def test_package_in_no_repository_has_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "PACKAGE", tmp_path / "effsite")
    assert commit() == ""


def test_checkout_of_another_user_is_said_and_not_taken_for_none(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(MeasureError, match="dubious ownership"):
        commit()


def test_without_git_a_checkout_is_said_and_not_taken_for_none(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MeasureError, match="git cannot tell the commit") as caught:
        commit()
    assert "install git" in caught.value.hint
