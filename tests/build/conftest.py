"""A project of a lab's own, and the build run as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.projects import lab_project


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return lab_project(tmp_path / "lab")


def start_build(project: Path) -> subprocess.Popen[bytes]:
    """`effsite build`, started and not waited for."""
    command = [sys.executable, "-m", "effsite", "build", "--project", str(project)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its relative path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
