"""A study of several systems, killed and stopped in time, ends as if it had never been broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from effsite.cli.run import WORK_LEFT
from effsite.measure.run_log_file import read_run_log
from effsite.records import CurvePoint
from effsite.workflows.check import read_checked

from .labs import ROOT, effsite
from .studies import everything, study_lab

pytestmark = pytest.mark.train

COMMAND = ("run", "corners", "--all", "--seeds", "2", "--target", "easy", "--target", "hard")
COMMAND += ("--data", "images", "--device", "cpu")
MOST_COMMANDS = 20


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A lab that ran its study in one go, and what the command said."""
    lab = study_lab(tmp_path_factory.mktemp("unbroken") / "lab")
    return lab, effsite(lab, *COMMAND)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A lab whose study was killed, then stopped in time until it was done, and each exit code."""
    lab = study_lab(tmp_path_factory.mktemp("broken") / "lab")
    codes = [killed_in_second_run(lab)]
    while codes[-1] not in (0, 1, 2, 3) and len(codes) < MOST_COMMANDS:
        # The first limit is over before torch is there, however quick the machine: one stop is certain.
        codes.append(effsite(lab, *COMMAND, "--time-limit", f"{2 * len(codes) - 1}s").returncode)
        assert not read_checked(lab / "results").errors
    return lab, codes


def killed_in_second_run(lab: Path) -> int:
    """Start the study and SIGKILL it in the middle of its second system's first run; its exit code."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "effsite", *COMMAND], cwd=lab, env=environment, stderr=subprocess.DEVNULL
    )
    log = lab / "runs" / "corners" / "slow" / "seed-0" / "log.jsonl"
    while not (log.exists() and log.read_text().count('"evaluation"') >= 4):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    return process.wait()


def curve(lab: Path, system: str, seed: int) -> list[CurvePoint]:
    log = read_run_log(lab / "runs" / "corners" / system / f"seed-{seed}")
    assert log is not None
    return [replace(point, seconds=0) for point in log.points]


def test_seed_0_of_every_system_comes_before_seed_1(
    unbroken: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    lines = unbroken[1].stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "1/2 quick seed 0",
        "2/2 slow seed 0",
        "1/2 quick seed 1",
        "2/2 slow seed 1",
    ]
    assert all(": reached, Accuracy " in line for line in lines)


def test_every_system_has_a_row_at_each_target(
    unbroken: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    lab, done = unbroken
    found = [(r["target"], r["system"], r["runs"]) for r in everything(lab)["measured.csv"]]
    assert done.returncode == 0, done.stderr
    assert found == [(t, s, "2") for t in ("easy", "hard") for s in ("Quick net", "Slow net")]


def test_study_was_killed_and_then_stopped_in_time(broken: tuple[Path, list[int]]) -> None:
    _, codes = broken
    assert codes[0] == -signal.SIGKILL
    assert WORK_LEFT in codes
    assert codes[-1] == 0


def test_broken_study_has_the_rows_and_curves_of_an_unbroken_one(
    broken: tuple[Path, list[int]], unbroken: tuple[Path, subprocess.CompletedProcess[str]]
) -> None:
    assert everything(broken[0]) == everything(unbroken[0])
    for system in ("quick", "slow"):
        for seed in (0, 1):
            assert curve(broken[0], system, seed) == curve(unbroken[0], system, seed)


def test_finished_study_is_told_again_and_nothing_is_trained(
    unbroken: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    lab, _ = unbroken
    before, logs = everything(lab), {path: path.read_bytes() for path in lab.rglob("log.jsonl")}
    again = effsite(lab, *COMMAND, "--time-limit", "9m")
    assert again.returncode == 0
    assert again.stdout.count("reached\tyes") == 2 * 2 * 2
    assert everything(lab) == before
    assert {path: path.read_bytes() for path in lab.rglob("log.jsonl")} == logs


def test_two_processes_share_a_study_and_its_time(tmp_path: Path) -> None:
    lab = study_lab(tmp_path / "lab")
    # torchrun turns every exit code but 0 into 1; a time limit of its own start leaves all the work
    early = effsite(lab, *COMMAND, "--time-limit", "1s", processes=2)
    assert early.returncode == 1
    assert "runs remain; the same command goes on" in early.stdout
    done = effsite(lab, *COMMAND, processes=2)
    assert done.returncode == 0, done.stderr
    assert [r["runs"] for r in everything(lab)["measured.csv"]] == ["2"] * 4
