"""A study on a real Slurm of one node: killed and requeued, it comes to what an unbroken one comes to."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from effsite.cli.run import NOT_REACHED, STANDS_STILL
from tests.cluster.labs import (
    PATIENCE_SECONDS,
    STUDY,
    Jobs,
    cluster_lab,
    ended,
    in_the_middle,
    jobs_of,
    log_of,
    wait_until,
)
from tests.measure.studies import everything

from .one_node import missing_programs, one_node

pytestmark = pytest.mark.slurm

ON = ("--on", "cluster.toml")
CLUSTER = """\
executor = "slurm"

[job]
time = "1h"
cpus = 1

[job.slurm]
comment = "a study"
"""
SITTINGS = """\
executor = "slurm"

[job]
time = "3m"
spare = "178s"
cpus = 1
"""
IN_THE_QUEUE = {"running", "waiting"}


@pytest.fixture(scope="module")
def slurm() -> Iterator[dict[str, str]]:
    """The environment of a Slurm that is there for the tests of this file."""
    assert not missing_programs(), f"install slurm-wlm and munge: there is no {missing_programs()}"
    with one_node() as environment:
        yield environment


class OnSlurm:
    """`effsite` in a lab, and Slurm's own commands."""

    def __init__(self, jobs: Jobs, environment: dict[str, str]) -> None:
        self._jobs, self._environment = jobs, environment

    def effsite(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._jobs.effsite(*arguments, env=self._environment)

    def states(self, *study: str) -> list[str]:
        told = json.loads(self.effsite(*study, *ON, "--status", "--json").stdout)
        return [seed["state"] for seed in told["seeds"]]

    def told(self, *command: str) -> str:
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def queued(self) -> list[str]:
        return self.told("squeue", "--noheader", "--format=%i").split()

    def kill(self) -> None:
        """SIGKILL to all that runs, and no other chance to what waits."""
        for job in self.told("squeue", "--noheader", "--states=RUNNING", "--format=%i").split():
            self.told("scancel", "--signal=KILL", "--full", job)
        for job in self.queued():
            self.told("scancel", job)
        wait_until(lambda: not self.queued())

    def let_start(self) -> None:
        """Spare the test the two minutes that Slurm leaves before a job that was requeued."""
        for job in self.told("squeue", "--noheader", "--states=PENDING", "--format=%i").split():
            self.told("scontrol", "update", f"jobid={job}", "StartTime=now")


@pytest.fixture
def study(tmp_path: Path, slurm: dict[str, str]) -> Iterator[OnSlurm]:
    """A lab whose study goes to Slurm."""
    with jobs_of(cluster_lab(tmp_path / "lab", CLUSTER)) as jobs:
        yield OnSlurm(jobs, slurm)


def events(lab: Path, system: str, seed: int) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log_of(lab, system, seed).read_text().splitlines()]


def without_seconds(lab: Path, system: str, seed: int) -> list[dict[str, Any]]:
    timed = ("seconds", "evaluation_seconds", "joules")
    points = [event for event in events(lab, system, seed) if event["event"] == "evaluation"]
    return [{name: value for name, value in point.items() if name not in timed} for point in points]


def test_a_study_killed_twice_has_the_rows_of_an_unbroken_one(tmp_path: Path, study: OnSlurm) -> None:
    lab, unbroken = tmp_path / "lab", cluster_lab(tmp_path / "unbroken")
    for least in (0, 3):
        submitted = study.effsite(*STUDY, *ON)
        assert submitted.returncode == 0, submitted.stderr
        assert "9 CPU-hours a sitting" in submitted.stdout or least
        wait_until(lambda least=least: ended(lab) >= least and in_the_middle(lab))
        study.kill()
        assert ended(lab) < 9
        assert "stopped" in study.states(*STUDY)
    study.effsite(*STUDY, *ON)
    wait_until(lambda: ended(lab) == 9 and not study.queued())
    done = study.effsite(*STUDY, *ON, "--status")
    with jobs_of(unbroken) as jobs:
        assert jobs.effsite(*STUDY).returncode == 0
    assert done.returncode == 0, done.stdout
    assert everything(lab) == everything(unbroken)
    assert [row["runs"] for row in everything(lab)["measured.csv"]] == ["3"] * 6
    assert any('"event": "resume"' in path.read_text() for path in lab.rglob("log.jsonl"))


def test_a_job_keeps_its_wall_time_and_is_requeued_from_its_checkpoint(
    tmp_path: Path, slurm: dict[str, str]
) -> None:
    """An evaluation a sitting, three to the end of the recipe."""
    lab, plain = (
        cluster_lab(tmp_path / "lab", SITTINGS, epochs=0.75),
        cluster_lab(tmp_path / "plain", epochs=0.75),
    )
    one = ("run", "corners", "quick", "--target", "hard", "--data", "images", "--device", "cpu")
    with jobs_of(lab) as jobs, jobs_of(plain) as others:
        study = OnSlurm(jobs, slurm)
        study.effsite(*one, *ON)
        (job,) = study.queued()
        end = time.monotonic() + PATIENCE_SECONDS
        while study.queued() and time.monotonic() < end:
            assert study.queued() == [job]
            study.let_start()
            time.sleep(0.5)
        told = study.effsite(*one, *ON, "--status")
        others.effsite(*one)
    assert told.returncode == NOT_REACHED, told.stdout
    names = [event["event"] for event in events(lab, "quick", 0)]
    assert names.count("evaluation") == 3
    assert names.count("resume") == 2
    assert without_seconds(lab, "quick", 0) == without_seconds(plain, "quick", 0)


def test_what_waits_and_runs_is_shown_and_cancelled(tmp_path: Path, slurm: dict[str, str]) -> None:
    lab = cluster_lab(tmp_path / "lab", CLUSTER, epochs=20000)
    forever = ("run", "corners", "--all", "--seeds", "3", "--full", "--data", "images", "--device", "cpu")
    with jobs_of(lab) as jobs:
        study = OnSlurm(jobs, slurm)
        study.effsite(*forever, *ON)
        wait_until(lambda: in_the_middle(lab))
        states = study.states(*forever)
        assert set(states) == IN_THE_QUEUE
        assert "0 jobs submitted" in study.effsite(*forever, *ON).stdout
        cancelled = json.loads(study.effsite(*forever, *ON, "--cancel", "--json").stdout)
        wait_until(lambda: not study.queued())
        left = study.effsite(*forever, *ON, "--status")
    assert [seed["cancelled"] for seed in cancelled["seeds"]] == [True] * 9
    assert left.returncode == STANDS_STILL


def test_what_slurm_refuses_is_told_in_its_words(tmp_path: Path, slurm: dict[str, str]) -> None:
    lab = cluster_lab(tmp_path / "lab", CLUSTER.replace("cpus = 1", 'cpus = 1\npartition = "gold"'))
    one = ("run", "corners", "quick", "--target", "hard", "--data", "images", "--device", "cpu", *ON)
    with jobs_of(lab) as jobs:
        refused = OnSlurm(jobs, slurm).effsite(*one)
    assert refused.returncode == 1
    assert "error: Slurm refused effsite-corners-quick-0: " in refused.stderr
    assert "nvalid partition" in refused.stderr
