"""A lab whose study of three systems goes to jobs, and the processes of those jobs, which may be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.measure.labs import ROOT
from tests.measure.studies import study_lab

SYSTEMS = ("quick", "slow", "middle")
STUDY = ("run", "corners", "--all", "--seeds", "3", "--target", "easy", "--target", "hard")
STUDY += ("--data", "images", "--device", "cpu")
PATIENCE_SECONDS = 600
"""Before a test gives up on jobs that do not get on; no test passes or fails by it otherwise."""

LOCAL = """\
executor = "local"
at_once = 2

[job]
cpus = 1
"""


def cluster_lab(root: Path, cluster: str = LOCAL, *, epochs: float = 200) -> Path:
    """The lab of a study with a third system and a cluster's file."""
    lab = study_lab(root, epochs=epochs)
    with (lab / "recipes" / "corners.toml").open("a") as recipe:
        recipe.write('[systems.middle]\ntitle = "Middle net"\nlearning_rate = 2e-5\n')
    (lab / "cluster.toml").write_text(cluster)
    return lab


class Jobs:
    """Runs `effsite` in a lab, each time in a group of processes of its own, which its jobs share."""

    def __init__(self, lab: Path) -> None:
        self.lab = lab
        self._groups: list[int] = []

    def effsite(
        self, *arguments: str, env: Mapping[str, str] | None = None, deaf: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """The command, done; what it has submitted goes on.

        A `deaf` one ignores SIGINT, as a shell starts what is to run in the background.
        """
        environment = {**(env or os.environ), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [sys.executable, "-m", "effsite", *arguments],
            cwd=self.lab,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_ignore_interrupts if deaf else None,
        ) as process:
            self._groups.append(process.pid)
            out, errors = process.communicate(timeout=PATIENCE_SECONDS)
        return subprocess.CompletedProcess(process.args, process.returncode, out, errors)

    def gone(self) -> bool:
        """Whether no process that was started so far is left."""
        for group in self._groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, 0)
                return False
        return True

    def kill(self) -> None:
        """SIGKILL to every process that was started so far, which are gone when this returns."""
        for group in self._groups:
            with contextlib.suppress(ProcessLookupError):
                while True:
                    os.killpg(group, signal.SIGKILL)
                    time.sleep(0.01)
        self._groups.clear()


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def jobs_of(lab: Path) -> Iterator[Jobs]:
    """Within: jobs of the lab; none is left behind."""
    jobs = Jobs(lab)
    try:
        yield jobs
    finally:
        jobs.kill()


def wait_until(what: Callable[[], object]) -> None:
    """Return when it is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < end, "the jobs do not get on"
        time.sleep(0.1)


def log_of(lab: Path, system: str, seed: int) -> Path:
    return lab / "runs" / "corners" / system / f"seed-{seed}" / "log.jsonl"


def evaluations(lab: Path, system: str, seed: int) -> int:
    """How many evaluations the log of a run has."""
    path = log_of(lab, system, seed)
    return path.read_text().count('"evaluation"') if path.exists() else 0


def ended(lab: Path) -> int:
    """How many runs of the lab have ended."""
    return sum('"event": "end"' in path.read_text() for path in lab.glob("runs/corners/*/seed-*/log.jsonl"))


def in_the_middle(lab: Path) -> bool:
    """Whether a run has a few evaluations and goes on."""
    return any(
        path.read_text().count('"evaluation"') >= 4 and '"event": "end"' not in path.read_text()
        for path in lab.glob("runs/corners/*/seed-*/log.jsonl")
    )
