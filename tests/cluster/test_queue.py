"""What is asked of Slurm's commands and what is made of their answers, by programs that stand in for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from effsite.errors import EffsiteError, UsageError
from effsite.measure.seed_job import Places
from effsite.workflows.cluster import queue
from effsite.workflows.cluster.queue import InQueue, Local, Slurm, jobs_in, queue_named
from effsite.workflows.cluster.resources import Resources

pytestmark = pytest.mark.train


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with Slurm's commands, which do nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sbatch", "squeue", "scancel", "srun"):
        answer(folder, name, "")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def answer(folder: Path, name: str, text: str, *, code: int = 0) -> None:
    """Make a command print that; it keeps the words that it was given."""
    path = folder / name
    stream = "2" if code else "1"
    lines = ["#!/bin/sh", f'printf "%s\\n" "$@" >> {folder}/{name}.asked']
    lines += [f'cat >&{stream} <<"END"', text, "END", f"exit {code}", ""]
    path.write_text("\n".join(lines))
    path.chmod(0o755)


def asked(folder: Path, name: str) -> list[str]:
    return (folder / f"{name}.asked").read_text().splitlines()


def submitted(folder: Path, *jobs: str) -> Path:
    """A seed's folder with the files of those jobs, one after the other."""
    folder.mkdir(parents=True)
    for second, job in enumerate(jobs):
        path = folder / f"{job}_submitted.pkl"
        path.touch()
        os.utime(path, (second, second))
    (folder / "notes_submitted.pkl").touch()
    return folder


def test_jobs_of_a_seed_are_known_by_their_files_the_latest_last(tmp_path: Path) -> None:
    assert jobs_in(submitted(tmp_path / "seed", "30", "7", "12")) == ["30", "7", "12"]
    assert jobs_in(tmp_path / "nowhere") == []


def test_squeue_tells_what_waits_and_runs(tmp_path: Path, programs: Path) -> None:
    answer(programs, "squeue", "7|RUNNING|None\n8|PENDING|Resources\n9|COMPLETING|None\n1|RUNNING|None")
    one, two = submitted(tmp_path / "one", "6", "7"), submitted(tmp_path / "two", "8", "9")
    assert Slurm().present([one, two]) == {
        one: {"7": InQueue("running")},
        two: {"8": InQueue("waiting", "Resources"), "9": InQueue("running")},
    }
    assert "--format=%i|%T|%r" in asked(programs, "squeue")


def test_a_job_is_cancelled_by_scancel(programs: Path) -> None:
    Slurm().cancel("42")
    assert asked(programs, "scancel") == ["42"]


def test_a_slurm_that_does_not_answer_is_said_in_its_words(tmp_path: Path, programs: Path) -> None:
    answer(programs, "squeue", "slurm_load_jobs error: Unable to contact slurm controller", code=1)
    with pytest.raises(EffsiteError, match="squeue failed: slurm_load_jobs error: Unable to contact"):
        Slurm().present([tmp_path])


def test_without_slurm_or_submitit_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="there is no Slurm here: sbatch is not on the path"):
        queue_named("slurm", Places(tmp_path, 1))
    monkeypatch.setattr(queue, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as refused:
        queue_named("local", Places(tmp_path, 1))
    assert refused.value.hint == "pip install 'effsite[cluster]'"


def test_a_job_gets_what_the_file_says_by_its_submission_script(tmp_path: Path, programs: Path) -> None:
    answer(programs, "sbatch", "Submitted batch job 77")
    resources = Resources(
        seconds=7200,
        spare_seconds=600,
        partition="gpu",
        gpus=2,
        cpus=8,
        memory="32GB",
        processes=2,
        setup=("module load cuda",),
        slurm={"account": "our lab", "exclusive": True},
    )
    folder = tmp_path / "seed"
    assert Slurm().submit(print, folder, "effsite-digits-lenet5-0", resources) == "77"  # type: ignore[arg-type]  # any function does
    lines = (folder / "77_submission.sh").read_text().splitlines()
    assert {
        "#SBATCH --job-name=effsite-digits-lenet5-0",
        "#SBATCH --time=120",
        "#SBATCH --partition=gpu",
        "#SBATCH --gpus-per-node=2",
        "#SBATCH --cpus-per-task=8",
        "#SBATCH --mem=32GB",
        "#SBATCH --signal=USR2@150",
        "#SBATCH --requeue",
        "#SBATCH --account='our lab'",
        "#SBATCH --exclusive",
        "module load cuda",
    } <= set(lines)
    assert any(line.startswith("srun ") and "--cpus-per-task=8" in line for line in lines)
    assert jobs_in(folder) == ["77"]


def test_a_job_that_sbatch_refuses_is_told_in_its_words(tmp_path: Path, programs: Path) -> None:
    answer(programs, "sbatch", "sbatch: error: invalid partition specified: gold", code=1)
    with pytest.raises(EffsiteError, match=r"Slurm refused effsite-x: .*invalid partition specified: gold"):
        Slurm().submit(print, tmp_path / "seed", "effsite-x", Resources(seconds=600))  # type: ignore[arg-type]  # any function does
    assert jobs_in(tmp_path / "seed") == []


def test_a_local_job_is_known_by_its_process_not_by_its_number_alone(tmp_path: Path) -> None:
    seed, other = tmp_path / "seed", tmp_path / "other"
    places = Places(tmp_path / "places", 1)
    command = [sys.executable, "-c", "input()", "submitit.local._local", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        job = str(process.pid)
        submitted(seed, job), submitted(other, job)
        waits = Local(places).present([seed, other])
        with places.one(job):
            runs = Local(places).present([seed, other])
        process.communicate(b"\n")
    assert waits == {seed: {job: InQueue("waiting")}, other: {}}
    assert runs == {seed: {job: InQueue("running")}, other: {}}
    assert Local(places).present([seed]) == {seed: {}}
    Local(places).cancel(job)  # it has ended: nothing to do
