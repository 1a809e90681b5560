"""Where jobs wait and run: Slurm, or processes of this machine; both are submitted to by submitit."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from effsite.errors import EffsiteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.measure.seed_job import Places, SeedJob
    from effsite.workflows.cluster.resources import ExecutorName, Resources

INSTALL = "pip install 'effsite[cluster]'"
MINUTES_WITHOUT_END = 60 * 24 * 365
"""Of a local job, which waits for its place and keeps its time itself."""
MOST_SITTINGS = 100_000
"""Of a job on Slurm; one that gets no further ends by itself."""
WAITING_STATES = ("PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT")
LOOKS_AT_A_START, SECONDS_BETWEEN_LOOKS = 200, 0.01
"""At the command line of a process that is just being started."""
_PICKLE = re.compile(r"([0-9]+)_submitted\.pkl")


class QueueError(EffsiteError):
    """The queue did not answer."""


@dataclass(frozen=True, slots=True)
class InQueue:
    """A job that waits or runs; `why` is what Slurm says of one that waits."""

    state: Literal["waiting", "running"]
    why: str = ""


class Queue(Protocol):
    """What jobs are submitted to. Each seed has a folder for its jobs, whose ids are read from there."""

    def submit(self, job: SeedJob, folder: Path, name: str, resources: Resources) -> str:
        """The id of the job, submitted; raises EffsiteError where it is refused."""
        ...

    def present(self, folders: Iterable[Path]) -> dict[Path, dict[str, InQueue]]:
        """The jobs of each seed that wait or run, by their id, the latest last."""
        ...

    def cancel(self, job: str) -> None:
        """End the job."""
        ...


def queue_named(name: ExecutorName, places: Places) -> Queue:
    """The queue of that executor; raises UsageError where submitit or Slurm is not installed."""
    if find_spec("submitit") is None:
        raise UsageError("jobs are submitted by submitit, which is not installed", INSTALL)
    return Slurm() if name == "slurm" else Local(places)


def jobs_in(folder: Path) -> list[str]:
    """The ids of all jobs that were submitted with their files in that folder, the latest last."""
    pickles = {path: _PICKLE.fullmatch(path.name) for path in folder.glob("*_submitted.pkl")}
    dated = sorted((path.stat().st_mtime_ns, match[1]) for path, match in pickles.items() if match)
    return [job for _, job in dated]


def output_of(folder: Path, job: str) -> Path:
    """The file with what a job printed on standard error."""
    return folder / f"{job}_0_log.err"


class Slurm:
    """The cluster that sbatch submits to from here."""

    def __init__(self) -> None:
        for program in ("sbatch", "squeue", "scancel"):
            if shutil.which(program) is None:
                raise UsageError(
                    f"there is no Slurm here: {program} is not on the path",
                    'go to a machine that submits to it, or say executor = "local"',
                )

    def submit(self, job: SeedJob, folder: Path, name: str, resources: Resources) -> str:
        """The id of the job, submitted; raises EffsiteError with what sbatch says."""
        import submitit

        executor = submitit.AutoExecutor(folder, cluster="slurm", slurm_max_num_timeout=MOST_SITTINGS)
        executor.update_parameters(**_parameters(name, resources))
        try:
            return str(executor.submit(job).job_id)
        except (RuntimeError, subprocess.CalledProcessError, OSError) as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise EffsiteError(
                f"Slurm refused {name}: {said}", "mend the cluster's file, and try again"
            ) from error

    def present(self, folders: Iterable[Path]) -> dict[Path, dict[str, InQueue]]:
        """Those of each seed among this user's jobs, as squeue lists them."""
        listed = _told("squeue", "--noheader", f"--user={getpass.getuser()}", "--format=%i|%T|%r")
        queued: dict[str, InQueue] = {}
        for line in listed.splitlines():
            job, state, why = line.strip().split("|", 2)
            waiting = state in WAITING_STATES
            queued[job] = InQueue(
                "waiting" if waiting else "running", why if waiting and why != "None" else ""
            )
        return {folder: {job: queued[job] for job in jobs_in(folder) if job in queued} for folder in folders}

    def cancel(self, job: str) -> None:
        """End the job, by scancel."""
        _told("scancel", job)


def _parameters(name: str, resources: Resources) -> dict[str, Any]:
    """What submitit is to tell sbatch."""
    return {
        "name": name,
        "timeout_min": (resources.seconds or 0) // 60,
        "cpus_per_task": resources.cpus,
        "gpus_per_node": resources.gpus or None,
        "slurm_partition": resources.partition or None,
        "slurm_mem": resources.memory or None,
        "slurm_setup": list(resources.setup) or None,
        # Slurm may be a minute early; the training has long ended by itself then.
        "slurm_signal_delay_s": max(resources.spare_seconds // 4, 1),
        # From Slurm 22.05 on a step does not take over the job's processors by itself.
        "slurm_srun_args": [f"--cpus-per-task={resources.cpus}"],
        "slurm_additional_parameters": {"requeue": True, **resources.slurm},
    }


def _told(*command: str) -> str:
    """What a command prints; raises QueueError with what it says is wrong."""
    done = _ran(*command)
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"exit code {done.returncode}"
        raise QueueError(f"{command[0]} failed: {said}", "see whether Slurm answers: squeue")
    return done.stdout


def _ran(*command: str) -> subprocess.CompletedProcess[str]:
    """A command of Slurm or of the system, done."""
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, and fixed words


class Local:
    """Processes of this machine, which share so many places."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def submit(self, job: SeedJob, folder: Path, name: str, resources: Resources) -> str:
        """The id of the job, started: the number of the process that sees to it."""
        import submitit

        executor = submitit.AutoExecutor(folder, cluster="local")
        executor.update_parameters(timeout_min=MINUTES_WITHOUT_END)
        with _streams_kept_back(), _interrupts_heard():
            return str(executor.submit(job).job_id)

    def present(self, folders: Iterable[Path]) -> dict[Path, dict[str, InQueue]]:
        """The processes of this machine that see to a job of each seed."""
        placed = self._places.taken_by()
        found: dict[Path, dict[str, InQueue]] = {}
        for folder in folders:
            jobs = [job for job in jobs_in(folder) if f"submitit.local._local {folder}" in _command_of(job)]
            found[folder] = {job: InQueue("running" if job in placed else "waiting") for job in jobs}
        return found

    def cancel(self, job: str) -> None:
        """End the job's processes, as submitit does."""
        with suppress(ProcessLookupError):  # it has ended meanwhile
            os.kill(int(job), signal.SIGINT)


@contextmanager
def _interrupts_heard() -> Iterator[None]:
    """Within: a process that is started hears SIGINT, by which a job is cancelled.

    A shell without job control starts what it puts into the background deaf to it, and all that this starts.
    """
    deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    if not deaf or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


class Nowhere:
    """The queue of a dry run where there is none: it is empty, and takes nothing."""

    def submit(self, job: SeedJob, folder: Path, name: str, resources: Resources) -> str:
        """Raises EffsiteError."""
        raise EffsiteError(f"there is no queue for {name}", "a dry run submits nothing")

    def present(self, folders: Iterable[Path]) -> dict[Path, dict[str, InQueue]]:
        """No job of any seed."""
        return {folder: {} for folder in folders}

    def cancel(self, job: str) -> None:
        """Raises EffsiteError."""
        raise EffsiteError(f"there is no queue with job {job}", "a dry run cancels nothing")


def _command_of(process: str) -> str:
    """The command line of the process with that number; empty where there is none, or where it has ended."""
    if not Path("/proc/self/cmdline").exists():
        return _ran("ps", "-p", process, "-o", "args=").stdout.strip()
    try:
        for _ in range(LOOKS_AT_A_START):
            words = Path(f"/proc/{process}/cmdline").read_bytes()
            if words or _has_ended(process):
                return words.replace(b"\0", b" ").decode("utf-8", "replace").strip()
            time.sleep(SECONDS_BETWEEN_LOOKS)  # for a moment a process that starts has no words
    except OSError:  # it is not there any more
        pass
    return ""


def _has_ended(process: str) -> bool:
    """Whether all that is left of a process is its number."""
    return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"


@contextmanager
def _streams_kept_back() -> Iterator[None]:
    """Within: what is started inherits neither standard output nor error.

    A job outlives the command, and who reads the command's output would wait for the job.
    """
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        for stream in kept:
            os.dup2(nowhere, stream)
        yield
    finally:
        for stream, copy in kept.items():
            os.dup2(copy, stream)
            os.close(copy)
        os.close(nowhere)
