"""A lab's own project, to be put in trouble."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import lab_project


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return lab_project(tmp_path / "lab")
