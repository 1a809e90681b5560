"""A lab's own project for tests: the digits task, a recipe for the small network, and the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.projects import lab_project

ROOT = Path(__file__).parents[2]
RECIPE = """\
[data]
loader = "digits"
title = "digits"
stored_size = 8
image_size = 8
[recipe]
evaluates = "top1"
epochs = 8
batch_size = 32
learning_rate = 0.1
[systems.small]
model = "tests.measure.nets:small"
title = "Our network"
published = "2025-03-01"
paper_url = "https://effsite.github.io/network"
[systems.slow]
model = "tests.measure.nets:small"
title = "Our slow network"
published = "2023-03-01"
learning_rate = 0.02
[systems.hopeless]
model = "tests.measure.nets:small"
published = "2025-03-01"
epochs = 0.5
learning_rate = 1e-6
[systems.diverging]
model = "tests.measure.nets:small"
published = "2025-03-01"
learning_rate = 1e38
warmup_epochs = 1
"""


def measuring_lab(root: Path) -> Path:
    """The lab of tests.projects without results, its target lowered to 90 %, with that recipe."""
    lab = lab_project(root)
    task = lab / "results" / "digits"
    (task / "lab.csv").unlink()
    (task / "task.toml").write_text((task / "task.toml").read_text().replace("0.95", "0.90"))
    (lab / "recipes").mkdir()
    (lab / "recipes" / "digits.toml").write_text(RECIPE)
    return lab


def effsite(lab: Path, *arguments: str, processes: int = 1) -> subprocess.CompletedProcess[str]:
    """`effsite` in that folder, started by torchrun when there is more than one process."""
    torchrun = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    start = torchrun if processes > 1 else []
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *start, "-m", "effsite", *arguments]
    return subprocess.run(command, cwd=lab, env=environment, capture_output=True, text=True, check=False)
