"""A row's earlier figures and states stay readable: read from real git histories, and the same each time."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from effsite import store
from effsite.site.history import SHALLOW, with_history
from effsite.site.kept import Kept
from effsite.site.project import Project
from tests.projects import LAB_HEADER, LAB_ROWS, lab_project

FILE = "results/digits/lab.csv"


class Lab:
    """A lab's project under git, whose commits are a day apart from 1 March 2026."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = 0

    def git(self, *words: str, day: int = 1) -> str:
        when = f"2026-03-{day:02} 12:00:00 +0000"
        who = {
            f"GIT_{role}_{what}": "lab@x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        command = ["git", "-C", str(self.root), *words]
        env = os.environ | who | dates
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout

    def commit(self, rows: str, header: str = LAB_HEADER) -> None:
        self.day += 1
        (self.root / FILE).write_text(header + rows)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", f"day {self.day}", day=self.day)

    def told(self) -> tuple[list[tuple[str, str, dict[str, str]]], tuple[str, ...]]:
        """System, day and earlier values of each change, and the notes."""
        collection = store.load(self.root / "results")
        project = Project.at(self.root)
        told = with_history(collection, project, Kept(project.cache / "history"))
        found = [
            (one.system, one.until.isoformat(), dict(one.values))
            for task in told.collection.tasks
            for one in task.earlier
        ]
        return found, told.notes


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    lab = Lab(lab_project(tmp_path / "lab"))
    lab.git("init", "--quiet", "--initial-branch=main")
    (lab.root / ".gitignore").write_text("/.effsite/\n/site/\n")
    return lab


def test_a_corrected_figure_and_a_state_are_told_until_the_day_of_their_change(lab: Lab) -> None:
    lab.commit(LAB_ROWS)
    lab.commit(LAB_ROWS.replace("4e12,reported", "5e12,reported"))
    told = "status,status_date,status_reason,status_url"
    rows = LAB_ROWS.replace("4e12", "5e12").replace("our logs\n", "our logs,,,,\n")
    lab.commit(
        rows.replace(
            "Small net,2022-01-01,5e12,reported,measured,our logs,,,,",
            "Small net,2022-01-01,5e12,reported,measured,our logs,withdrawn,2026-03-03,A slip,https://x.example",
        ),
        LAB_HEADER.strip() + f",{told}\n",
    )
    found, notes = lab.told()
    assert found == [
        ("Small net", "2026-03-02", {"training_flop": "4e12"}),
        ("Small net", "2026-03-03", {"status": "claimed"}),
    ]
    assert not notes
    assert lab.told() == (found, ())  # of what is kept


def test_another_way_to_write_a_number_is_no_change(lab: Lab) -> None:
    lab.commit(LAB_ROWS)
    lab.commit(LAB_ROWS.replace("4e12", "4000000000000"))
    assert lab.told() == ([], ())


def test_what_was_no_table_and_what_no_column_takes_is_passed_over(lab: Lab) -> None:
    lab.commit(LAB_ROWS.replace("8e12", "-1"))
    lab.commit("\x00\xff\n")
    lab.commit(LAB_ROWS)
    assert lab.told() == ([("Perceptron", "2026-03-03", {"training_flop": ""})], ())


def test_the_drafts_of_a_branch_are_no_history(lab: Lab) -> None:
    lab.commit(LAB_ROWS)
    lab.git("switch", "--quiet", "--create", "draft")
    lab.commit(LAB_ROWS.replace("4e12", "7e12"))
    lab.commit(LAB_ROWS.replace("4e12", "6e12"))
    lab.git("switch", "--quiet", "main")
    lab.git("merge", "--quiet", "--no-ff", "--message", "merge", "draft", day=9)
    assert lab.told() == ([("Small net", "2026-03-09", {"training_flop": "4e12"})], ())


def test_a_shallow_clone_tells_none_of_it_and_says_so(lab: Lab, tmp_path: Path) -> None:
    lab.commit(LAB_ROWS)
    lab.commit(LAB_ROWS.replace("4e12", "5e12"))
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", f"file://{lab.root}", str(clone)],
        check=True,
        capture_output=True,
    )
    assert Lab(clone).told() == ([], (SHALLOW,))


def test_a_project_without_git_has_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab(lab_project(tmp_path / "lab"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert lab.told() == ([], ())
    monkeypatch.setenv("PATH", "")
    assert lab.told() == ([], ())
