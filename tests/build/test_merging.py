"""Two pull requests that each add a result merge without conflict, in either order, to the same site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.conftest import contents
from tests.projects import lab_project

WHO = {f"GIT_{role}_{what}": "lab@x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
CURVE = "step,training_flop,seconds,value\n1,2e11,5,0.5\n2,{flop},9,0.96\n"


def run(*words: str, cwd: Path) -> str:
    env = os.environ | WHO | {"SOURCE_DATE_EPOCH": "1767225600"}
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def add(lab: Path, system: str, flop: str) -> None:
    """A new result with its curve on a branch of its own, by the commands that `effsite new` prints."""
    run("git", "switch", "--quiet", "main", cwd=lab)
    (lab / "curve.csv").write_text(CURVE.format(flop=flop))
    cells = {"system": system, "published": "2025-01-01", "source_kind": "measured", "source": "our logs"}
    cells |= {"flop_method": "reported"}
    words = [word for name, text in cells.items() for word in ("--set", f"{name}={text}")]
    where = ("--task", "digits", "--target", "good", "--curve", "curve.csv")
    said = run(sys.executable, "-m", "effsite", "new", *where, *words, cwd=lab)
    (lab / "curve.csv").unlink()
    for line in said.split("next:\n")[1].splitlines()[2:]:
        run("sh", "-c", line, cwd=lab)


def merged(lab: Path, place: Path, *branches: str) -> dict[str, bytes]:
    """The site of a clone into which the branches were merged in that order, its commit being called COMMIT.

    The archive is left out: it packs files that stand in the site beside it, and that name the commit.
    """
    run("git", "clone", "--quiet", "--branch=main", str(lab), str(place), cwd=lab)
    for branch in branches:
        run(
            "git",
            "merge",
            "--quiet",
            "--no-ff",
            "--message",
            f"Merge {branch}",
            f"origin/{branch}",
            cwd=place,
        )
    run(sys.executable, "-m", "effsite", "build", cwd=place)
    commit = run("git", "rev-parse", "HEAD", cwd=place).strip().encode()
    files = {name: content.replace(commit, b"COMMIT") for name, content in contents(place / "site").items()}
    assert files.pop("data/archive.zip")
    return files


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    lab = lab_project(tmp_path / "lab")
    (lab / ".gitignore").write_text("/.effsite/\n/site/\n")
    run("git", "init", "--quiet", "--initial-branch=main", cwd=lab)
    run("git", "add", "--all", cwd=lab)
    run("git", "commit", "--quiet", "--message", "The lab", cwd=lab)
    return lab


def test_two_new_results_merge_in_either_order_to_the_same_site(lab: Path, tmp_path: Path) -> None:
    add(lab, "Net A", "9e11")
    add(lab, "Net B", "8e11")
    one = merged(lab, tmp_path / "one", "net-a", "net-b")
    other = merged(lab, tmp_path / "other", "net-b", "net-a")
    assert b"Net A" in one["data/digits/good.csv"]
    assert b"Net B" in one["data/digits/good.csv"]
    assert one == other
