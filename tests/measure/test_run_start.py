"""`effsite run` begins soon: nothing is imported that takes longer than a small training."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .labs import measuring_lab

pytestmark = pytest.mark.train

SLOW = ("sklearn", "scipy", "torchvision", "pandas", "bokeh", "mkdocs")
ASK = f"""
import sys
from effsite import run, RunOptions
from pathlib import Path
run(RunOptions(task="digits", systems=("small",), device="cpu", project=Path(sys.argv[1])))
print(sorted(name for name in {SLOW} if name in sys.modules))
"""


def test_a_run_of_a_small_network_imports_nothing_slow(tmp_path: Path) -> None:
    lab = measuring_lab(tmp_path / "lab")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(lab)], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["[]"]), done.stderr
