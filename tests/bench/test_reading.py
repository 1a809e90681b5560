"""A large collection is read and checked soon, in little memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.made_up import Size, made_up_project

pytestmark = pytest.mark.bench

MOST_SECONDS = 40.0
MOST_MEGABYTES = 1000
MOST_TIMES_WITH_A_FAULT = 1.3
TRIES = 3


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200,000 results."""
    return made_up_project(tmp_path_factory.mktemp("large") / "project", Size(tasks=20, results=10_000))


def test_200_000_rows_are_held_against_every_rule_in_40_seconds_and_a_gigabyte(large: Path) -> None:
    """By CPU seconds of the whole command, and the least of a few tries: the machine has other work."""
    tries = [cost("check", "--project", str(large)) for _ in range(TRIES)]
    seconds, megabytes = min(s for s, _ in tries), max(m for _, m in tries)
    print(f"\n200,000 rows checked in {seconds:.2f} s of CPU and {megabytes:.0f} MB")
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_one_wrong_row_costs_no_second_reading_of_its_file(tmp_path: Path) -> None:
    """One file of 50,000 rows with a fault in the middle, against the same without."""
    project = made_up_project(tmp_path / "project", Size(tasks=1, results=50_000))
    first, *others = sorted((project / "results/task-0001").glob("*.csv"))
    header, *rows = first.read_text("utf-8").splitlines(keepends=True)
    for path in others:
        rows += path.read_text("utf-8").splitlines(keepends=True)[1:]
        path.unlink()
    first.write_text("".join([header, *rows]), "utf-8")
    right = min(cost("check", "--project", str(project))[0] for _ in range(TRIES))
    rows[25_000] = rows[25_000].replace("level,", "nonsense,", 1)
    first.write_text("".join([header, *rows]), "utf-8")
    wrong = min(cost("check", "--project", str(project), fails=True)[0] for _ in range(TRIES))
    print(f"\n50,000 rows in one file: {right:.2f} s of CPU, with a fault {wrong:.2f} s")
    assert wrong < MOST_TIMES_WITH_A_FAULT * right


def cost(*arguments: str, fails: bool = False) -> tuple[float, float]:
    """CPU seconds and megabytes that a command takes."""
    command = [sys.executable, "-m", "effsite", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert (process.returncode != 0) == fails
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return used.ru_utime + used.ru_stime, used.ru_maxrss / unit
