"""A study by jobs of this machine: real second processes, killed, stopped in time, cancelled."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from effsite.cli.run import NOT_REACHED, STANDS_STILL, WORK_LEFT
from effsite.locks import file_lock
from effsite.measure.run_log_file import read_run_log
from effsite.records import CurvePoint
from effsite.workflows.check import read_checked
from tests.measure.studies import everything

from .labs import STUDY, SYSTEMS, Jobs, cluster_lab, ended, in_the_middle, jobs_of, log_of, wait_until

pytestmark = pytest.mark.train

ON = ("--on", "cluster.toml")


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab that ran its study in one command, without jobs."""
    lab = cluster_lab(tmp_path_factory.mktemp("unbroken") / "lab")
    with jobs_of(lab) as jobs:
        done = jobs.effsite(*STUDY)
        assert done.returncode == 0, done.stderr
    return lab


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab whose study ran by jobs that were all killed twice, in the middle of runs."""
    lab = cluster_lab(tmp_path_factory.mktemp("broken") / "lab")
    with jobs_of(lab) as jobs:
        for least in (0, 3):
            submitted = jobs.effsite(*STUDY, *ON, "--json")
            assert submitted.returncode == 0, submitted.stderr
            wait_until(lambda least=least: ended(lab) >= least and in_the_middle(lab))
            jobs.kill()
            assert ended(lab) < 9
            assert not read_checked(lab / "results").errors
        assert states(jobs) & {"stopped"}
        finish(jobs)
    return lab


def states(jobs: Jobs) -> set[str]:
    told = json.loads(jobs.effsite(*STUDY, *ON, "--status", "--json").stdout)
    return {seed["state"] for seed in told["seeds"]}


def finish(jobs: Jobs) -> None:
    """Submit what is left, and wait for it; rows are written by the last look."""
    assert jobs.effsite(*STUDY, *ON).returncode == 0
    wait_until(jobs.gone)
    assert jobs.effsite(*STUDY, *ON, "--status").returncode == 0


def curve(lab: Path, system: str, seed: int) -> list[CurvePoint]:
    log = read_run_log(log_of(lab, system, seed).parent)
    assert log is not None
    return [replace(point, seconds=0) for point in log.points]


def test_a_study_by_jobs_killed_twice_has_the_rows_and_curves_of_an_unbroken_one(
    broken: Path, unbroken: Path
) -> None:
    tables = everything(unbroken)
    assert [row["runs"] for row in tables["measured.csv"]] == ["3"] * 6
    assert everything(broken) == tables
    for system in SYSTEMS:
        for seed in range(3):
            assert curve(broken, system, seed) == curve(unbroken, system, seed)


def test_a_killed_job_was_gone_on_with_from_its_checkpoint(broken: Path) -> None:
    assert any('"event": "resume"' in path.read_text() for path in broken.rglob("log.jsonl"))


def test_a_finished_study_submits_nothing_and_is_told(broken: Path) -> None:
    before = everything(broken)
    with jobs_of(broken) as jobs:
        again = jobs.effsite(*STUDY, *ON)
    assert again.returncode == 0
    assert "0 jobs submitted" in again.stdout
    assert again.stdout.count("reached\tyes") == 3 * 3 * 2
    assert everything(broken) == before


def test_runs_by_jobs_are_those_of_the_command_without_them(broken: Path) -> None:
    """The logs of either are finished runs for the other."""
    with jobs_of(broken) as jobs:
        done = jobs.effsite(*STUDY, "--json")
    runs = [run for one in json.loads(done.stdout)["runs"] for run in one["runs"]]
    assert len(runs) == 3 * 3 * 2
    assert all(run["skipped"] for run in runs)


SITTINGS = """\
executor = "local"
at_once = 2

[job]
time = "1s"

[systems.slow]
processes = 2
"""
TWO = ("run", "corners", "quick", "slow", "--target", "hard", "--data", "images", "--device", "cpu")


def test_jobs_whose_time_is_over_go_on_from_their_checkpoints_by_themselves(tmp_path: Path) -> None:
    """One process, and two by torchrun: an evaluation a sitting, three to the end of the recipe."""
    lab = cluster_lab(tmp_path / "lab", SITTINGS, epochs=0.75)
    plain = cluster_lab(tmp_path / "plain", epochs=0.75)
    with jobs_of(lab) as jobs, jobs_of(plain) as others:
        assert jobs.effsite(*TWO, *ON).returncode == 0
        wait_until(jobs.gone)
        told = jobs.effsite(*TWO, *ON, "--status", "--json")
        others.effsite(*TWO)
    assert told.returncode == NOT_REACHED
    assert [seed["state"] for seed in json.loads(told.stdout)["seeds"]] == ["finished"] * 2
    for system in ("quick", "slow"):
        events = [json.loads(line)["event"] for line in log_of(lab, system, 0).read_text().splitlines()]
        assert events.count("evaluation") == 3
        assert events.count("resume") >= 1
    assert curve(lab, "quick", 0) == curve(plain, "quick", 0)


def test_what_is_in_the_queue_is_not_submitted_again_and_can_be_cancelled(tmp_path: Path) -> None:
    lab = cluster_lab(tmp_path / "lab", epochs=20000)
    forever = ("run", "corners", "quick", "slow", "middle", "--full", "--data", "images", "--device", "cpu")
    with jobs_of(lab) as jobs:
        first = json.loads(jobs.effsite(*forever, *ON, "--json", deaf=True).stdout)
        wait_until(lambda: in_the_middle(lab))
        again = json.loads(jobs.effsite(*forever, *ON, "--json").stdout)
        planned = json.loads(jobs.effsite(*forever, *ON, "--dry-run", "--json").stdout)
        status = jobs.effsite(*forever, *ON, "--status", "--json")
        cancelled = json.loads(jobs.effsite(*forever, *ON, "--cancel", "--json").stdout)
        wait_until(jobs.gone)
        left = jobs.effsite(*forever, *ON, "--status", "--json")
    assert first["submitted"]["jobs"] == 3
    assert again["submitted"]["jobs"] == planned["submitted"]["jobs"] == 0
    assert status.returncode == WORK_LEFT
    # two places: two jobs run and the third waits, whichever it is
    assert sorted(seed["state"] for seed in json.loads(status.stdout)["seeds"]) in (
        ["running", "running", "waiting"],
        ["running", "waiting", "waiting"],
    )
    assert [seed["cancelled"] for seed in cancelled["seeds"]] == [True] * 3
    assert left.returncode == STANDS_STILL
    assert {seed["state"] for seed in json.loads(left.stdout)["seeds"]} == {"stopped"}


def test_a_seed_at_which_another_command_works_fails_and_says_so(tmp_path: Path) -> None:
    lab = cluster_lab(tmp_path / "lab")
    folder = log_of(lab, "quick", 0).parent
    folder.mkdir(parents=True)
    one = ("run", "corners", "quick", "--target", "easy", "--data", "images", "--device", "cpu", *ON)
    with jobs_of(lab) as jobs, file_lock(folder / ".lock", 0):
        jobs.effsite(*one)
        wait_until(jobs.gone)
        told = jobs.effsite(*one, "--status", "--json")
    (seed,) = json.loads(told.stdout)["seeds"]
    assert told.returncode == STANDS_STILL
    assert seed["state"] == "failed"
    assert seed["said"].startswith("another effsite is at the run in ")


def test_two_commands_do_not_submit_jobs_of_a_task_at_once(tmp_path: Path) -> None:
    lab = cluster_lab(tmp_path / "lab")
    (lab / "runs" / "corners").mkdir(parents=True)
    with jobs_of(lab) as jobs, file_lock(lab / "runs" / "corners" / ".submit.lock", 0):
        busy = jobs.effsite(*STUDY, *ON)
    assert busy.returncode == 1
    assert "error: another effsite submits jobs of corners" in busy.stderr
    assert not list(lab.rglob("*_submitted.pkl"))


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    lab = cluster_lab(tmp_path / "lab")
    before = sorted(lab.rglob("*"))
    with jobs_of(lab) as jobs:
        planned = jobs.effsite(*STUDY, *ON, "--dry-run")
    assert planned.returncode == 0
    assert "9 jobs would be submitted, without a limit of time" in planned.stdout
    assert [p for p in sorted(lab.rglob("*")) if "__pycache__" not in p.parts] == before


def test_a_run_of_another_recipe_in_the_way_is_said_before_anything_is_submitted(
    tmp_path: Path, broken: Path
) -> None:
    lab = tmp_path / "lab"
    shutil.copytree(broken, lab)
    with jobs_of(lab) as jobs:
        refused = jobs.effsite(*STUDY, *ON, "--batch-size", "8")
    assert refused.returncode == 1
    assert "holds a run of another recipe: batch_size: 16 -> 8" in refused.stderr
