"""The command as people run it: a real process in a real folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.ingesting import CURVE, lab_with_hardware

Effsite = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A lab's project with one task and one device."""
    return lab_with_hardware(tmp_path / "lab")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of one run that reaches its target at step 200."""
    path = tmp_path / "curve.csv"
    path.write_text(CURVE)
    return path


@pytest.fixture
def effsite(lab: Path) -> Effsite:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "effsite", *args]
        return subprocess.run(command, cwd=lab, capture_output=True, text=True, check=False)

    return run
