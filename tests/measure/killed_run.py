"""A program for test_killed.py: train in a child process, SIGKILL it at random moments, go on.

Usage: killed_run.py FOLDER KILLS SEED. Prints how many children were killed before one finished.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from effsite.measure.loop import train
from tests.measure.jobs import DIGITS, make_job, make_recipe

RECIPE = make_recipe(epochs=120, batch_size=32, data=replace(DIGITS, crop_padding=1), weight_decay=1e-4)


def child(folder: Path) -> int:
    """Fork a process that trains; its number."""
    number = os.fork()
    if number == 0:
        train(make_job(folder, recipe=RECIPE))
        os._exit(0)
    return number


def killed(folder: Path, seconds: float) -> bool:
    """Whether the child was still at work after that time, and died of SIGKILL."""
    number = child(folder)
    time.sleep(seconds)
    os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    """Kill so many times, then let the run finish."""
    folder, kills, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(sys.argv[3])
    with TemporaryDirectory() as scratch:  # what children share by being forked: modules, caches
        train(make_job(Path(scratch), recipe=replace(RECIPE, epochs=1)))
    done = sum(killed(folder, chance.uniform(0.0, 0.5)) for _ in range(kills))
    _, status = os.waitpid(child(folder), 0)
    print(done)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
