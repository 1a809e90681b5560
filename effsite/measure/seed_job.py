"""One seed of a system as a job of a cluster: train for as long as the job may, then ask to be queued again.

What a job is made of travels to it as a pickle, by submitit. Nothing here imports torch: the training
is a process of its own, so that a signal which is meant for the job never stops it in the middle of a step.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filelock import Timeout

from effsite.escape import log_line
from effsite.files import write_atomically
from effsite.locks import file_lock
from effsite.measure.failures import MeasureError
from effsite.measure.run_log_file import read_run_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import FileLock

    from effsite.records import Ended

AT_THE_END: tuple[Ended, ...] = ("complete", "reached", "diverged")
NOT_REACHED = 3
"""How `effsite run` exits whose run did what it could."""

SECONDS_TO_END = 5
"""For a training that is told to end, before it is made to."""

SECONDS_BETWEEN_LOOKS = 0.2
"""Between two looks whether one of the places that jobs of this machine share is free."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places that the jobs of a study share on one machine: so many run, and the others wait.

    A place is the lock of a file in `folder`; beside it stands which job has it. It has `gpus` GPUs of its
    own, those after the places before it.
    """

    folder: Path
    count: int
    gpus: int = 0

    @contextmanager
    def one(self, job: str) -> Iterator[dict[str, str]]:
        """Within: the job has a place, and this is what to add to its environment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock, number = self._wait()
        try:
            write_atomically(self.folder / f"{number}.job", job)
            own = range(number * self.gpus, (number + 1) * self.gpus)
            yield {"CUDA_VISIBLE_DEVICES": ",".join(map(str, own))}
        finally:
            lock.release()

    def _wait(self) -> tuple[FileLock, int]:
        """The lock of a free place, taken, and the place's number."""
        while True:
            for number in range(self.count):
                lock = file_lock(self.folder / f"{number}.lock", 0)
                with suppress(Timeout):
                    lock.acquire()
                    return lock, number
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def taken_by(self) -> set[str]:
        """The jobs that were the last to have a place; those that are still there have it."""
        return {path.read_text("utf-8") for path in self.folder.glob("*.job")}


@dataclass(slots=True, kw_only=True)
class SeedJob:
    """What a job does: `effsite` with those arguments in that folder, by `processes` at once.

    `run` is the folder of the seed's run. `seconds` is the time for training from the job's start, None
    where there is no limit; the job's own limit is later by what the cluster's file leaves. `threads` are
    those of each process, 0 where torch decides.
    """

    arguments: tuple[str, ...]
    cwd: str
    run: Path
    processes: int = 1
    threads: int = 0
    seconds: float | None = None
    places: Places | None = None
    began: float = 0.0
    began_at_step: int = -1

    def __call__(self) -> str:
        """How the run ended; asks to be queued again, and does not return, where there is more to do.

        Raises MeasureError where the run cannot go on, which is what its log says last.
        """
        import submitit

        self.began = time.monotonic() - _seconds_before()
        self.began_at_step = self._step()
        code = self._train(submitit.JobEnvironment().job_id)
        log = read_run_log(self.run)
        went_on = self._step() > self.began_at_step
        ended = log.ended if log else None
        if code in (0, NOT_REACHED) or (self.processes > 1 and ended in AT_THE_END and went_on):
            return str(ended)  # torchrun turns every exit code but 0 into 1
        if ended == "stopped" and went_on:
            signal.raise_signal(_signal_to_end())
        raise MeasureError(f"the run ended with exit code {code}", "its own words stand above")

    def checkpoint(self) -> Any:
        """For submitit, the job to queue again: this one; None where all its time brought it no further."""
        import submitit

        used_up = self.seconds is not None and time.monotonic() - self.began >= self.seconds
        if used_up and self._step() <= self.began_at_step:
            print("error: the job's time was over before the first evaluation; give it more", file=sys.stderr)
            return None
        return submitit.helpers.DelayedSubmission(self)

    def _step(self) -> int:
        """The step of the run's last evaluation; -1 before the first."""
        log = read_run_log(self.run)
        last = log.last_point if log else None
        return last.step if last and last.step is not None else -1

    def _train(self, job: str) -> int:
        """Exit code of the training."""
        if self.places is None:
            return self._ended({})
        with self.places.one(job) as environment:
            self.began = time.monotonic()
            return self._ended(environment)

    def _ended(self, environment: dict[str, str]) -> int:
        command = self._command()
        print(log_line(f"effsite: {' '.join(command)}"), flush=True)
        threads = {"OMP_NUM_THREADS": str(self.threads)} if self.threads else {}
        environment = {**os.environ, **threads, **environment}
        # What comes while the training is started is heard afterwards. The training hears none of it, now or
        # later: Slurm signals all processes of a job, and this one decides what comes of it.
        held = {_signal_to_end(), signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, held)
        process = subprocess.Popen(command, cwd=self.cwd, env=environment)  # noqa: S603 - no shell, and effsite itself
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, held)
            return process.wait()
        finally:
            _end(process)

    def _command(self) -> list[str]:
        limit: tuple[str, ...] = ()
        if self.seconds is not None:
            left = self.seconds - (time.monotonic() - self.began)
            limit = ("--time-limit", f"{max(round(left), 1)}s")
        torchrun = ("torch.distributed.run", "--standalone", f"--nproc-per-node={self.processes}", "-m")
        start = torchrun if self.processes > 1 else ()
        return [sys.executable, "-m", *start, "effsite", *self.arguments, *limit]


def _seconds_before() -> float:
    """Seconds that the job had for its setup before this, where Slurm (from 23.02) tells when it began."""
    began = os.environ.get("SLURM_JOB_START_TIME", "")
    return max(time.time() - int(began), 0.0) if began.isdecimal() else 0.0


def _signal_to_end() -> signal.Signals:
    """What a job hears before its time is over, or when it has to make room for another."""
    import submitit

    return signal.Signals[f"SIG{submitit.JobEnvironment.USR_SIG}"]


def _end(process: subprocess.Popen[bytes]) -> None:
    """See that the training is over: torchrun, told to end, ends the processes that it started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
