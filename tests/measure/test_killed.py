"""A run that is killed again and again ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from effsite.measure.run_log_file import read_run_log
from effsite.records import RunLog

pytestmark = pytest.mark.train

ROOT = Path(__file__).parents[2]
KILLS = 24


def run_killed(folder: Path, kills: int) -> tuple[RunLog, int]:
    """The log of a run that was killed so often, and how often it was."""
    command = [sys.executable, "-m", "tests.measure.killed_run", str(folder), str(kills), "1"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    log = read_run_log(folder)
    assert log is not None
    return log, int(done.stdout)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> RunLog:
    return run_killed(tmp_path_factory.mktemp("unbroken"), 0)[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broken")


@pytest.fixture(scope="module")
def broken(folder: Path) -> RunLog:
    log, kills = run_killed(folder, KILLS)
    assert kills >= 20
    return log


def log(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def test_run_killed_more_than_twenty_times_has_the_curve_of_an_unbroken_one(
    broken: RunLog, unbroken: RunLog
) -> None:
    assert len(unbroken.points) == 120 * 4
    assert [replace(p, seconds=0) for p in broken.points] == [replace(p, seconds=0) for p in unbroken.points]


def test_killed_run_went_on_from_checkpoints_at_different_steps(broken: RunLog, folder: Path) -> None:
    steps = {event["step"] for event in log(folder) if event["event"] == "resume"}
    assert broken.ended == "complete"
    assert len(steps) >= 5


def test_counters_of_a_killed_run_count_each_step_once(
    broken: RunLog, unbroken: RunLog, folder: Path
) -> None:
    counted = ("step", "examples", "training_flop")
    assert [broken.final[name] for name in counted] == [unbroken.final[name] for name in counted]
    assert broken.final["seconds"] == broken.points[-1].seconds
    seconds = [point.seconds or 0.0 for point in broken.points]
    assert seconds == sorted(seconds)
    steps = [event["step"] for event in log(folder) if event["event"] == "evaluation"]
    assert steps == sorted(set(steps))
