"""The comment under a pull request: the step that writes it, run against a GitHub on this machine."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.compare.conftest import NEW, Branch
from tests.workflows.conftest import merged
from tests.workflows.github import HEAD, GitHub, archive_of, served
from tests.workflows.running import ROOT, Runner, commands, running
from tests.workflows.test_steps import compare

Files = dict[str, bytes | str]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9"/></svg>'
(TELL,) = running(ROOT / "comment/action.yml")


@pytest.fixture
def github() -> Iterator[GitHub]:
    with served() as found:
        yield found


def comparison(system: str = "Net") -> str:
    row = {
        "state": "added",
        "system": system,
        "published": "2025",
        "before": "",
        "after": "1",
        "standing": "",
    }
    target = {
        "task": "digits",
        "target": "good",
        "title": "Good",
        "verdict": f"Adds {system}",
        "moved": True,
        "rows": [row],
        "figures": [{"name": "factor", "before": "8x", "after": "16x"}],
        "pictures": ["good-before.svg", "good-after.svg"],
    }
    told = {"against": "main", "commit": "d" * 40, "ok": True, "compared": True, "targets": [target]}
    return json.dumps({"ok": True, "comparison": {**told, "files": [], "findings": []}})


def files(**more: bytes | str) -> Files:
    drawn: Files = {f"pictures/good-{side}.svg": SVG for side in ("before", "after")}
    return {"number": "12", "comparison.json": comparison(), **drawn, **more}


def tell(
    runner: Runner, github: GitHub, folder: Path, part: str = "both", **more: str
) -> subprocess.CompletedProcess[str]:
    variables = github.variables()
    runner.variables = {name: variables.pop(name) for name in list(variables) if name.startswith("GITHUB_")}
    action = {"ACTION_PATH": str(ROOT / "comment"), "PYTHONPATH": str(ROOT / "comment/..")}
    event = {**action, **variables, "PART": part, "PICTURES_AT": "", "COMMENT_AUTHOR": "github-actions[bot]"}
    return runner.run(TELL, folder, **{**event, **more})


def test_the_verdict_the_pictures_and_the_links_stand_in_one_comment(
    github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    github.hold(archive_of(files()))
    github.artifacts.append({"id": 9, "name": "effsite-site", "expired": False, "size_in_bytes": 10**9})
    done = tell(runner, github, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (comment,) = github.comments
    assert comment["body"].startswith("<!-- effsite: review -->\n**Adds Net.**")
    picture = f"https://github.example/lab/results/raw/{'c' * 40}/good-after.svg"
    assert f"![Good, after]({picture})" in comment["body"]
    run = "https://github.example/lab/results/actions/runs/77"
    assert f"[the site with this branch in it]({run}/artifacts/9)" in comment["body"]
    assert f"[the run]({run})" in comment["body"]
    assert HEAD[:12] in comment["body"]
    assert github.refs == {"refs/effsite/review/12": "c" * 40}
    assert sorted(github.trees[0]) == ["good-after.svg", "good-before.svg"]


def test_a_second_check_changes_the_comment_in_its_place(
    github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    for n in range(150):
        github.say(f"Talk {n}", "somebody")
    github.hold(archive_of(files()))
    tell(runner, github, tmp_path)
    github.archive = archive_of({**files(), "comparison.json": comparison("Other net")})
    tell(runner, github, tmp_path)
    assert len(github.comments) == 151
    assert "**Adds Other net.**" in github.comments[-1]["body"]


def test_a_comment_that_somebody_else_marked_so_is_left_alone(
    github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    github.say("<!-- effsite: review -->\nmine", "somebody")
    github.hold(archive_of(files()))
    tell(runner, github, tmp_path)
    assert [c["user"]["login"] for c in github.comments] == ["somebody", "github-actions[bot]"]
    assert github.comments[0]["body"].endswith("mine")


def test_two_jobs_do_a_part_each(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    github.hold(archive_of(files()))
    tell(runner, github, tmp_path, part="pictures")
    assert github.comments == []
    given = (runner.home / "output").read_text()
    assert given == f"pictures-at={'c' * 40}\n"
    github.changed.clear()
    tell(runner, github, tmp_path, part="comment", PICTURES_AT="c" * 40)
    assert github.changed == ["POST /repos/lab/results/issues/12/comments"]
    assert f"/raw/{'c' * 40}/good-before.svg" in github.comments[0]["body"]


@pytest.mark.parametrize(
    "changes",
    [{"head": "e" * 40}, {"state": "closed"}, {"base": "somebody/else"}],
    ids=["another commit", "closed", "another repository"],
)
def test_a_pull_request_that_is_not_the_checked_one_is_left_alone(
    changes: dict[str, str], github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    for name, value in changes.items():
        setattr(github, name, value)
    github.hold(archive_of(files()))
    done = tell(runner, github, tmp_path)
    assert (done.returncode, github.changed) == (0, [])
    assert "has moved on" in done.stdout


@pytest.mark.parametrize(
    "number", ["", "0", "12 13", "../12", "12\n::error::x", "1" * 30, "１２", "-12", "99"]
)
def test_a_number_that_is_none_of_a_pull_request_changes_nothing(
    number: str, github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    github.hold(archive_of({**files(), "number": number}))
    done = tell(runner, github, tmp_path)
    assert (done.returncode, github.changed, commands(done.stdout + done.stderr)) == (1, [], [])


def test_the_store_of_archives_is_not_sent_the_token(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    github.hold(archive_of(files()))
    tell(runner, github, tmp_path)
    assert github.stored_with == [""]


@pytest.mark.parametrize(
    "left",
    [b"no zip", archive_of({}), archive_of({"number": "12" * 100}), b""],
    ids=["no archive", "empty", "a long number", "nothing"],
)
def test_what_is_no_archive_of_ours_changes_nothing(
    left: bytes, github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    github.hold(left)
    done = tell(runner, github, tmp_path)
    assert (done.returncode, github.changed) == (1, [])
    assert done.stdout.startswith("effsite: error: ")


def test_a_large_archive_is_not_read(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    github.hold(archive_of(files()), size_in_bytes=10**10)
    done = tell(runner, github, tmp_path)
    assert (github.changed, github.stored_with) == ([], [])
    assert "left no comparison" in done.stdout
    github.artifacts.clear()
    github.hold(b"x" * 9_000_000, size_in_bytes=10)
    done = tell(runner, github, tmp_path)
    assert (done.returncode, github.changed) == (1, [])
    assert "larger than" in done.stdout


def test_a_file_that_unpacks_to_much_more_is_not_read(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    github.hold(archive_of({**files(), "comparison.json": b" " * 50_000_000}))
    assert tell(runner, github, tmp_path).returncode == 0
    assert "**The check left nothing that can be told.**" in github.comments[0]["body"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"comparison": 1}', '{"comparison": {"against": 1}}', "\udcff"]
)
def test_a_comparison_of_another_form_is_said_to_be_none(
    text: str, github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    github.hold(archive_of({**files(), "comparison.json": text.encode("utf-8", "surrogateescape")}))
    assert tell(runner, github, tmp_path).returncode == 0
    assert "**The check left nothing that can be told.**" in github.comments[0]["body"]


def test_names_in_the_comment_are_text(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    hostile = "@everyone <img src=x onerror=alert(1)> [x](javascript:alert(1)) $(touch hacked)\n# x"
    github.hold(archive_of({**files(), "comparison.json": comparison(hostile)}))
    tell(runner, github, tmp_path)
    body = github.comments[0]["body"]
    assert "<img" not in body
    assert "@everyone" not in body
    assert "](javascript" not in body
    assert not list(tmp_path.rglob("hacked"))


HOSTILE_PICTURES: Files = {
    "pictures/good-before.svg": SVG.replace("<path", "<script>alert(1)</script><path"),
    "pictures/../../escaped.svg": SVG,
    "pictures/Named.svg": SVG,
    "/pictures/rooted.svg": SVG,
    ".github/workflows/owned.yml": "on: push",
}


def test_pictures_are_those_that_effsite_draws(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    github.hold(archive_of({**files(), **HOSTILE_PICTURES}))
    done = tell(runner, github, tmp_path)
    assert sorted(github.trees[0]) == ["good-after.svg"]
    assert "good-before.svg is left out" in done.stdout
    assert "![Good, before]" not in github.comments[0]["body"]
    assert not list(tmp_path.rglob("*.svg"))


def test_a_check_that_left_nothing_is_no_error(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    done = tell(runner, github, tmp_path)
    assert (done.returncode, github.changed) == (0, [])


@pytest.mark.parametrize(
    "wrong", [{"HEAD_SHA": ""}, {"HEAD_SHA": "main"}, {"RUN_ID": "1/../2"}, {"TOKEN": ""}]
)
def test_it_runs_nowhere_but_after_a_check(
    wrong: dict[str, str], github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    github.hold(archive_of(files()))
    done = tell(runner, github, tmp_path, **wrong)
    assert (done.returncode, github.changed) == (1, [])
    assert "not in a workflow that follows a check" in done.stdout


def test_a_token_that_may_not_write_is_said(github: GitHub, runner: Runner, tmp_path: Path) -> None:
    github.hold(archive_of(files()))
    done = tell(runner, github, tmp_path, TOKEN="another")  # noqa: S106 - of the server here
    assert (done.returncode, github.changed) == (1, [])
    assert "GitHub answers 401" in done.stdout


def test_from_the_check_of_a_pull_request_to_its_comment(
    lab: Branch, github: GitHub, runner: Runner, tmp_path: Path
) -> None:
    lab.row(NEW)
    lab.commit()
    compare(runner, merged(lab, tmp_path / "clone"))
    left: Any = sorted(path for path in runner.review.rglob("*") if path.is_file())
    github.hold(archive_of({str(p.relative_to(runner.review)): p.read_bytes() for p in left}))
    done = tell(runner, github, tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert (
        "Sets a new record at Good &#40;Digits&#41;&#58; 5e11 FLOP by Tiny net" in github.comments[0]["body"]
    )
    assert github.comments[0]["body"].count("![") == 2
    assert "new: Tiny net" in github.trees[0]["digits-good-after.svg"]
