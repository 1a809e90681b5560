"""A FIFO where a run expects a file is said by name, and keeps nobody waiting."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .studies import study_lab

pytestmark = pytest.mark.train
SECONDS = 120


def recipe(lab: Path) -> Path:
    (lab / "recipes" / "corners.toml").unlink()
    return lab / "recipes" / "corners.toml"


def image(lab: Path) -> Path:
    first = sorted((lab / "images" / "train").rglob("*.png"))[0]
    first.unlink()
    return first


def run_log(lab: Path) -> Path:
    (lab / "runs" / "corners" / "quick" / "seed-0").mkdir(parents=True)
    return lab / "runs" / "corners" / "quick" / "seed-0" / "log.jsonl"


@pytest.mark.parametrize("place", [recipe, image, run_log])
def test_a_fifo_in_place_of_a_file_is_told(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    lab = study_lab(tmp_path / "lab")
    path = place(lab)
    os.mkfifo(path)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "effsite", "run", "corners", "quick", "--data", "images", "--device", "cpu"],
        cwd=lab,
        env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{path.relative_to(lab)}" in done.stderr
    assert "is a FIFO" in done.stderr
