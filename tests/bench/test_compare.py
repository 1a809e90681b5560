"""What a branch changes is told soon, in a large collection."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.conftest import Folder
from tests.bench.measuring import cost
from tests.bench.yardstick import times_slower
from tests.made_up import Size, made_up_project

pytestmark = pytest.mark.bench

MOST_SECONDS = 8.0
TRIES = 3


def test_a_branch_of_10_000_results_with_1_000_curves_is_told_in_eight_seconds(tmp_path: Path) -> None:
    """One new row, with pictures; by the least CPU seconds of a few tries, for the machine has other work."""
    project = Folder(made_up_project(tmp_path / "project", Size(tasks=5, results=2_000, curves=200)))
    project.git("init", "--quiet", "--initial-branch", "main")
    project.git("add", "--all")
    project.git("commit", "--quiet", "--message", "Begin")
    task = project.root / "results" / "task-0001"
    header, row, *_ = (task / "lab-001.csv").read_text("utf-8").splitlines(keepends=True)
    cells = row.split(",")
    cells[1:3] = ["Brand new", "2026-10-30"]
    (task / "new.csv").write_text(header + ",".join(cells), "utf-8")
    command = ["-m", "effsite", "check", "--against", "main", "--pictures", str(tmp_path / "pictures")]
    told = tmp_path / "told.md"
    tries = []
    for _ in range(TRIES):
        with told.open("wb") as file:
            tries.append(cost(command, project.root, told=file).seconds)
        assert told.read_text("utf-8").startswith("- ")
    seconds = min(tries)
    print(f"\n10,000 results compared in {seconds:.2f} s of CPU")
    assert len(list((tmp_path / "pictures").iterdir())) == 2
    assert seconds < MOST_SECONDS * times_slower()
