"""The command line answers at once."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from .yardstick import times_slower

pytestmark = pytest.mark.bench

MOST_SECONDS = 0.5


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]], ids=" ".join)
def test_answer_takes_under_half_a_second_of_cpu(arguments: list[str]) -> None:
    seconds = min(cpu_seconds(*arguments) for _ in range(5))
    print(f"\neffsite {' '.join(arguments)}: {seconds:.3f} s of CPU")
    assert seconds < MOST_SECONDS * times_slower()


def cpu_seconds(*arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "effsite", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
