"""Made-up projects are the same each time, free of errors, and have records that fall."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from effsite.analysis.summary import summarise
from effsite.store import load
from effsite.workflows.check import check
from effsite.workflows.options import CheckOptions
from tests.made_up import Size, made_up_project

PINNED = {
    "system": "Linear Mixer 2-1",
    "published": "2024-09-07",
    "training_flop": "3.29641e+14",
    "flop_method": "parameters",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up_project(tmp_path_factory.mktemp("made up") / "small", Size(tasks=2, results=60, curves=4))


def test_check_finds_nothing_wrong_with_it(small: Path) -> None:
    assert {f.severity for f in check(CheckOptions(project=small)).findings} <= {"note"}


def test_a_row_is_the_same_each_time(small: Path) -> None:
    with (small / "results/task-0002/lab-001.csv").open() as file:
        row = list(csv.DictReader(file))[1]
    assert {name: row[name] for name in ("system", "published", "training_flop", "flop_method")} == PINNED


def test_tasks_of_a_smaller_project_are_those_of_a_larger_one(small: Path, tmp_path: Path) -> None:
    one = made_up_project(tmp_path / "one", Size(tasks=1, results=60, curves=4))
    name = "results/task-0001/lab-001.csv"
    assert (one / name).read_bytes() == (small / name).read_bytes()
    assert [path.name for path in sorted((one / "results").iterdir())] == ["hardware", "task-0001"]


def test_it_has_as_many_rows_files_and_curves_as_were_asked_for(tmp_path: Path) -> None:
    folder = made_up_project(tmp_path / "p", Size(tasks=1, results=1001, curves=2)) / "results/task-0001"
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in folder.glob("*.csv")}
    assert lines == {"lab-001.csv": 1001, "lab-002.csv": 2}
    assert [path.name for path in sorted(folder.glob("curves/*"))] == [
        "curve-000999.csv",
        "curve-001000.csv",
    ]


def test_its_records_fall(tmp_path: Path) -> None:
    results = made_up_project(tmp_path / "p", Size(tasks=1, results=300)) / "results"
    task = load(results).task("task-0001")
    summary = summarise(task, task.task.targets[0])
    assert len(summary.frontier.results) >= 10
    # The least possible compute of task 1 halves every 8 + 1 = 9 months; the first record lies above it.
    assert summary.average_halving_time_months == pytest.approx(9, abs=2)
