"""A large collection is read and checked soon, in little memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bench.measuring import Cost, cost, least
from tests.bench.yardstick import times_slower
from tests.made_up import Size, made_up_project

pytestmark = pytest.mark.bench

MOST_SECONDS = 12.0
MOST_SECONDS_WITH_CURVES = 4.0
MOST_MEGABYTES = 1000
MOST_TIMES_WITH_A_FAULT = 1.3
TRIES = 3


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200,000 results."""
    return made_up_project(tmp_path_factory.mktemp("large") / "project", Size(tasks=20, results=10_000))


def test_200_000_rows_are_held_against_every_rule_in_12_seconds_and_a_gigabyte(large: Path) -> None:
    """By CPU seconds of the whole command, and the least of a few tries: the machine has other work."""
    took = least([check(large) for _ in range(TRIES)])
    print(f"\n200,000 rows checked in {took.seconds:.2f} s of CPU and {took.megabytes:.0f} MB")
    assert took.seconds < MOST_SECONDS * times_slower()
    assert took.megabytes < MOST_MEGABYTES


def test_10_000_results_with_1_000_curves_are_held_against_every_rule_in_four_seconds(tmp_path: Path) -> None:
    project = made_up_project(tmp_path / "project", Size(tasks=5, results=2_000, curves=200))
    took = least([check(project) for _ in range(TRIES)])
    print(f"\n10,000 results with 1,000 curves checked in {took.seconds:.2f} s of CPU")
    assert took.seconds < MOST_SECONDS_WITH_CURVES * times_slower()


def test_one_wrong_row_costs_no_second_reading_of_its_file(tmp_path: Path) -> None:
    """One file of 50,000 rows with a fault in the middle, against the same without."""
    project = made_up_project(tmp_path / "project", Size(tasks=1, results=50_000))
    first, *others = sorted((project / "results/task-0001").glob("*.csv"))
    header, *rows = first.read_text("utf-8").splitlines(keepends=True)
    for path in others:
        rows += path.read_text("utf-8").splitlines(keepends=True)[1:]
        path.unlink()
    first.write_text("".join([header, *rows]), "utf-8")
    right = min(check(project).seconds for _ in range(TRIES))
    rows[25_000] = rows[25_000].replace("level,", "nonsense,", 1)
    first.write_text("".join([header, *rows]), "utf-8")
    wrong = min(check(project, fails=True).seconds for _ in range(TRIES))
    print(f"\n50,000 rows in one file: {right:.2f} s of CPU, with a fault {wrong:.2f} s")
    assert wrong < MOST_TIMES_WITH_A_FAULT * right


def check(project: Path, *, fails: bool = False) -> Cost:
    """What a check of a project takes."""
    command = ["-m", "effsite", "check", "--project", str(project)]
    with Path(os.devnull).open("wb") as nowhere:
        return cost(command, project, fails=fails, told=nowhere)
