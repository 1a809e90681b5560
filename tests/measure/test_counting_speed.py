"""Counting is quick: one model little more than the imports, all of them in a minute and a half."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.train, pytest.mark.bench]

ROOT = Path(__file__).parents[2]
IMPORTS = ("-W", "ignore", "-c", "import torch, torchvision, fvcore.nn")
COUNT = ("-m", "effsite", "count", "resnet50", "--json")


def seconds(*args: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *args], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - start


def test_counting_one_model_takes_at_most_half_as_long_again_as_the_imports() -> None:
    seconds(*COUNT)  # fills the file cache
    pairs = [(seconds(*IMPORTS), seconds(*COUNT)) for _ in range(4)]
    imports, count = (min(column) for column in zip(*pairs, strict=True))
    print(f"imports {imports:.2f} s, count {count:.2f} s: {count / imports:.2f} times")
    assert count <= 1.5 * imports


def test_counting_every_model_takes_under_a_minute_and_a_half() -> None:
    taken = seconds("-m", "effsite", "count", "--all", "--json")
    print(f"count --all {taken:.1f} s")
    assert taken < 90
