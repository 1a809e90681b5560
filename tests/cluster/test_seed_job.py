"""What a job does with its time: it trains, ends by itself, and asks for more where there is more to do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from effsite.locks import file_lock
from effsite.measure.failures import MeasureError
from effsite.measure.seed_job import Places, SeedJob

pytestmark = pytest.mark.train


class QueuedAgainError(Exception):
    """The job asked to be queued again: what submitit's handler does ends in another exception."""


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within: this process is a job of submitit's local executor, and is told when it asks to be queued."""
    monkeypatch.setenv("SUBMITIT_EXECUTOR", "local")
    monkeypatch.setenv("SUBMITIT_LOCAL_JOB_ID", "4711")

    def again(number: int, frame: Any) -> None:
        raise QueuedAgainError

    before = signal.signal(signal.SIGUSR2, again)
    yield
    signal.signal(signal.SIGUSR2, before)


def log_text(steps: int, ended: str | None) -> str:
    """The log of a run of so many evaluations, ten steps after one another."""
    begin = {"event": "begin", "task": "digits", "system": "small", "seed": 0}
    events: list[dict[str, Any]] = [begin]
    for step in range(10, 10 * steps + 1, 10):
        point = {"step": step, "epoch": step / 10, "examples": step, "training_flop": step, "seconds": 1.0}
        events.append({"event": "evaluation", "seed": 0, "value": 0.5, **point})
    events += [{"event": "end", "ended": ended, "step": 10 * steps}] if ended else []
    return "".join(json.dumps(event) + "\n" for event in events)


def log(run: Path, steps: int, ended: str | None) -> str:
    """A program that writes such a log."""
    return f"import pathlib; pathlib.Path({str(run / 'log.jsonl')!r}).write_text({log_text(steps, ended)!r})"


class Scripted(SeedJob):
    """A job whose training is a program of the test."""

    program: str = ""

    def _command(self) -> list[str]:
        return [sys.executable, "-c", type(self).program]


def job(run: Path, program: str, **more: Any) -> SeedJob:
    run.mkdir(exist_ok=True)
    kind = type("Job", (Scripted,), {"program": program})
    return kind(arguments=(), cwd=str(run), run=run, **more)


@pytest.mark.usefixtures("asks")
@pytest.mark.parametrize(("code", "ended"), [(0, "reached"), (3, "complete"), (3, "diverged")])
def test_a_run_that_is_finished_ends_its_job(tmp_path: Path, code: int, ended: str) -> None:
    assert job(tmp_path / "run", f"{log(tmp_path / 'run', 3, ended)}; exit({code})")() == ended


@pytest.mark.usefixtures("asks")
def test_a_run_that_was_stopped_in_time_is_queued_again(tmp_path: Path) -> None:
    with pytest.raises(QueuedAgainError):
        job(tmp_path / "run", f"{log(tmp_path / 'run', 3, 'stopped')}; exit(4)")()


@pytest.mark.usefixtures("asks")
@pytest.mark.parametrize(("ended", "again"), [("reached", False), ("complete", False), ("stopped", True)])
def test_torchrun_has_one_exit_code_for_all_and_the_log_tells_them_apart(
    tmp_path: Path, ended: str, again: bool
) -> None:
    shared = job(tmp_path / "run", f"{log(tmp_path / 'run', 3, ended)}; exit(1)", processes=2)
    if again:
        with pytest.raises(QueuedAgainError):
            shared()
    else:
        assert shared() == ended


@pytest.mark.usefixtures("asks")
@pytest.mark.parametrize("code", [1, 2, 4, -9])
def test_a_run_that_got_no_further_is_not_queued_again(tmp_path: Path, code: int) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "log.jsonl").write_text(log_text(3, "stopped"))
    ends = f"import os; os.kill(os.getpid(), {-code})" if code < 0 else f"exit({code})"
    with pytest.raises(MeasureError, match=f"the run ended with exit code {code}"):
        job(run, ends)()
    with pytest.raises(MeasureError, match="exit code 1"):
        job(run, "exit(1)", processes=2)()


@pytest.mark.usefixtures("asks")
def test_the_training_hears_nothing_of_the_signal_that_the_whole_job_gets(tmp_path: Path) -> None:
    told = "import os, signal; os.kill(os.getpid(), signal.SIGUSR2)"
    assert job(tmp_path / "run", f"{told}; {log(tmp_path / 'run', 1, 'reached')}")() == "reached"


@pytest.mark.usefixtures("asks")
def test_a_job_that_is_ended_ends_its_training(tmp_path: Path) -> None:
    run = tmp_path / "run"
    slow = f"import os, signal, time; os.kill({os.getpid()}, signal.SIGUSR2); time.sleep(600)"
    with pytest.raises(QueuedAgainError):
        job(run, f"open('number', 'w').write(str(__import__('os').getpid())); {slow}")()
    with pytest.raises(ProcessLookupError):
        os.kill(int((run / "number").read_text()), 0)


def test_the_same_is_queued_again_unless_all_its_time_brought_nothing(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    again = SeedJob(arguments=("run",), cwd=".", run=tmp_path / "run", seconds=3600)
    again.began = time.monotonic()
    assert again.checkpoint().function is again
    again.began -= 3601
    assert again.checkpoint() is None
    (tmp_path / "run" / "log.jsonl").write_text(log_text(1, None))
    assert again.checkpoint().function is again


def test_the_command_has_the_time_that_is_left_and_as_many_processes(tmp_path: Path) -> None:
    alone = SeedJob(arguments=("run", "digits"), cwd=".", run=tmp_path)
    shared = SeedJob(arguments=("run", "digits"), cwd=".", run=tmp_path, processes=4, seconds=90)
    shared.began = time.monotonic()
    assert alone._command()[1:] == ["-m", "effsite", "run", "digits"]
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=4", "-m", "effsite"]
    assert shared._command()[1:] == [*torchrun, "run", "digits", "--time-limit", "90s"]


@pytest.mark.usefixtures("asks")
@pytest.mark.parametrize(("before", "least"), [("100", 100), ("", 0), ("soon", 0), ("-100", 0)])
def test_the_setup_of_a_job_counts_where_slurm_tells_when_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, least: int
) -> None:
    began = str(round(time.time()) - int(before)) if before.lstrip("-").isdecimal() else before
    monkeypatch.setenv("SLURM_JOB_START_TIME", began)
    one = job(tmp_path / "run", log(tmp_path / "run", 1, "reached"))
    start = time.monotonic()
    one()
    assert one.began <= start - least + 1 if least else one.began >= start


def test_each_place_has_gpus_of_its_own_and_is_free_again_afterwards(tmp_path: Path) -> None:
    places = Places(tmp_path / "places", 2, gpus=2)
    with places.one("11") as first, places.one("12") as second:
        assert (first, second) == ({"CUDA_VISIBLE_DEVICES": "0,1"}, {"CUDA_VISIBLE_DEVICES": "2,3"})
        assert places.taken_by() == {"11", "12"}
    with places.one("13") as third:
        assert third == {"CUDA_VISIBLE_DEVICES": "0,1"}


WAITS = """
import sys, pathlib
from effsite.measure.seed_job import Places
print("asks", flush=True)
with Places(pathlib.Path(sys.argv[1]), 1).one("5"):
    print("has it")
"""


def test_a_place_that_another_process_has_is_waited_for(tmp_path: Path) -> None:
    places = Places(tmp_path / "places", 1)
    places.folder.mkdir()
    held = file_lock(places.folder / "0.lock", 0)
    held.acquire()
    command = [sys.executable, "-c", WAITS, str(places.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "asks\n"
        assert process.poll() is None
        held.release()
        assert process.communicate()[0] == "has it\n"
