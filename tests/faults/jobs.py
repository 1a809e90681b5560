"""The commands that write, on a project that is ready for each of them, and what they may leave behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from effsite.workflows.check import read_checked
from tests.projects import lab_project

from .commands import command, contents

TRAINS = all(find_spec(name) is not None for name in ("torch", "sklearn"))
"""Whether `effsite run` can train here."""

NOT_REACHED = 3
"""How `effsite run` ends whose runs stay short of the target, as one epoch does."""

COMPUTE = ("--flop-per-example", "1e6", "--examples-per-step", "100")
RECIPE = """\
[data]
loader = "digits"
title = "digits"
stored_size = 8
image_size = 32
[recipe]
evaluates = "top1"
epochs = 1
batch_size = 32
optimiser = "sgd"
learning_rate = 0.02
evaluations_per_epoch = 2
[systems.lenet5]
learning_rate = 0.05
"""


def ready_project(root: Path) -> Path:
    """A lab under git, with a remote beside it, a log to ingest and a recipe of one epoch."""
    lab_project(root)
    written = [f"/results/digits/{folder}{name}*" for folder in ("", "**/") for name in ("new", "measured")]
    (root / ".gitignore").write_text("\n".join(["/site/", "/.effsite/", "/runs/", *written, ""]))
    (root / "log.csv").write_text("step,accuracy\n" + "".join(f"{n},0.{90 + n}\n" for n in range(10)))
    (root / "recipes").mkdir()
    (root / "recipes" / "digits.toml").write_text(RECIPE)
    remote = root.with_name(f"{root.name}.git")
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)
    git(root, "init", "--quiet")
    git(root, "config", "user.name", "A Tester")
    git(root, "config", "user.email", "tester@example.org")
    git(root, "config", "gc.auto", "0")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "begin")
    git(root, "remote", "add", "origin", str(remote))
    return root


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.rstrip("\n")


def build(number: int = 0) -> list[str]:
    return ["build"]


def check(number: int = 0) -> list[str]:
    return ["check"]


def publish(number: int = 0) -> list[str]:
    return ["publish", f"2026.{number + 1:02}", "--alias", "latest", "--push"]


def run(number: int = 0) -> list[str]:
    return ["run", "digits", "lenet5", "--submission", "measured", "--device", "cpu"]


def ingest(number: int = 0) -> list[str]:
    told = ["--task", "digits", "--target", "good", "--metric", "accuracy", "--form", "fraction", *COMPUTE]
    row = ["--published", "2025-01-01", "--source", "our logs", "--system", f"Net {number}"]
    return ["ingest", "csv", "log.csv", *told, *row, "--submission", f"new-{number}"]


JOBS: dict[str, Callable[[int], list[str]]] = {
    "build": build,
    "publish": publish,
    "ingest": ingest,
    "check": check,
    **({"run": run} if TRAINS else {}),
}


def start(project: Path, arguments: list[str]) -> subprocess.Popen[str]:
    """The command, started in a group of processes of its own, and not waited for."""
    return subprocess.Popen(
        command(*arguments),
        cwd=project,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def kill_after(process: subprocess.Popen[str], seconds: float) -> bool:
    """SIGKILL after that time, waiting for what it had started; whether it was still at work."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with contextlib.suppress(ProcessLookupError):
        while True:  # git commands that it had started go on for a moment
            os.killpg(process.pid, 0)
            time.sleep(0.01)
    return process.returncode == -signal.SIGKILL


def collection_of(project: Path) -> dict[str, bytes]:
    """The files of results/, once what was broken off is undone; there is no error in them."""
    assert read_checked(project / "results").errors == ()
    return contents(project / "results")
