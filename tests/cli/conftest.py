"""The command as people run it: a real process in a real folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.projects import lab_project

Effsite = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return lab_project(tmp_path / "lab")


@pytest.fixture
def effsite(lab: Path) -> Effsite:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "effsite", *args]
        return subprocess.run(command, cwd=lab, capture_output=True, text=True, check=False)

    return run
