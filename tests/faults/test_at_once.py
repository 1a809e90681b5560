"""Two and four commands at once: each does its work or says in a line why not, and nothing is lost."""

from __future__ import annotations

import os
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from effsite.site.built_site import check_own_site
from effsite.site.project import Project

from .commands import SECONDS, effsite, left_over
from .jobs import JOBS, NOT_REACHED, collection_of, git, ready_project, start
from .scale import ROUNDS, WHOLE

PAIRS = list(combinations_with_replacement(JOBS, 2))
SAMPLE = [("ingest", "ingest"), ("build", "publish")]


@pytest.mark.parametrize("pair", PAIRS if WHOLE else SAMPLE, ids=" and ".join)
@pytest.mark.parametrize("each", [1, 2] if WHOLE else [1])
def test_commands_at_once_lose_nothing(tmp_path: Path, pair: tuple[str, str], each: int) -> None:
    project = ready_project(tmp_path / "lab")
    for _ in range(ROUNDS if each == 1 else 1):
        names = pair * each
        started = [start(project, JOBS[name](number)) for number, name in enumerate(names)]
        ended = [(process.communicate(timeout=SECONDS * 2)[1], process.returncode) for process in started]
        for errors, code in ended:
            assert "Traceback" not in errors, errors
            assert code in (0, NOT_REACHED) or errors.count("error: ") == 1, errors
        files = collection_of(project)
        for number, (name, (errors, code)) in enumerate(zip(names, ended, strict=True)):
            if name == "ingest":
                assert code == 0, errors
                assert f"digits/new-{number}.csv" in files
            if name == "build":
                assert code == 0, errors
        if "publish" in names:
            assert any(code == 0 for name, (_, code) in zip(names, ended, strict=True) if name == "publish")
            assert "versions.json" in git(project, "ls-tree", "--name-only", "gh-pages").splitlines()
        check_own_site(project / "site", Project(project))
        assert left_over(project) == set()
    for again in ("check", "build"):
        assert effsite(project, again).returncode == 0


def test_clocks_that_go_back_harm_nothing(tmp_path: Path) -> None:
    """What was written in a year to come, and what in 1970, are read and written over all the same."""
    project = ready_project(tmp_path / "lab")
    for seconds in (4_000_000_000, 0):
        for number, name in enumerate(("build", "ingest", "publish", "check")):
            done = effsite(project, *JOBS[name](number))
            assert done.returncode == 0, done.stderr
        for path in project.rglob("*"):
            if ".git" not in path.parts:
                os.utime(path, (seconds, seconds), follow_symlinks=False)
    assert left_over(project) == set()


def test_without_git_all_but_publish_works(tmp_path: Path) -> None:
    project = ready_project(tmp_path / "lab")
    nowhere = {"PATH": str(tmp_path)}
    for name in ("build", "ingest", "check"):
        assert effsite(project, *JOBS[name](0), env=nowhere).returncode == 0
    done = effsite(project, *JOBS["publish"](0), env=nowhere)
    assert done.returncode == 1
    assert "error: git is not installed" in done.stderr
