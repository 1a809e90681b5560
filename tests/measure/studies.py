"""A lab with a study of its own: images in folders, two small systems, two targets."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.projects import lab_project

TASK = """\
title = "Corners"
about = "Tell which corner of a noisy picture is bright."
domain = "Vision"
dataset = "corners"
example = "image"

[metric]
name = "accuracy"
label = "Accuracy"
higher_is_better = true
unit = "fraction"

[[targets]]
name = "easy"
title = "Easy"
about = "Half of the corners are told right."
level = 0.5

[[targets]]
name = "hard"
title = "Hard"
about = "Nine of ten corners are told right."
level = 0.9
"""
UNMEASURED = """
[[targets]]
name = "quick-level"
title = "Quick level"
about = "What the quick system has at the end."
level_of = "Quick net"
"""
RECIPE = """\
[data]
loader = "image-folder"
title = "Corners"
stored_size = 8
image_size = 8
[recipe]
evaluates = "top1"
epochs = {epochs}
batch_size = 16
model = "tests.measure.nets:small"
published = "2025-03-01"
learning_rate = 2.5e-5
schedule = "constant"
[systems.quick]
title = "Quick net"
[systems.slow]
title = "Slow net"
learning_rate = 1.5e-5
data = {{ image_size = 12 }}
"""
CLASSES = ("east", "north", "south", "west")


def study_lab(root: Path, *, epochs: int = 200, task: str = TASK) -> Path:
    """A project whose task `corners` has images, a recipe and no results."""
    lab = lab_project(root)
    folder = lab / "results" / "corners"
    folder.mkdir()
    (folder / "task.toml").write_text(task)
    (lab / "recipes").mkdir()
    (lab / "recipes" / "corners.toml").write_text(RECIPE.format(epochs=epochs))
    draw_images(lab / "images")
    return lab


def draw_images(folder: Path, *, train: int = 60, test: int = 25) -> None:
    """Pictures of 8x8 pixels, each class with one brighter corner, the same at every call."""
    chance = np.random.default_rng(0)
    for part, count in (("train", train), ("test", test)):
        for label, name in enumerate(CLASSES):
            (folder / part / name).mkdir(parents=True)
            for number in range(count):
                pixels = chance.integers(0, 160, (8, 8, 3))
                row, column = divmod(label, 2)
                pixels[4 * row : 4 * row + 4, 4 * column : 4 * column + 4] += 60
                Image.fromarray(pixels.astype(np.uint8)).save(folder / part / name / f"{number:03}.png")


def rows(path: Path) -> list[dict[str, Any]]:
    """A table of results or a curve, without what no two runs share: seconds and what follows."""
    with path.open() as file:
        table = list(csv.DictReader(file))
    return [{k: v for k, v in row.items() if k not in ("seconds", "energy_kwh")} for row in table]


def everything(lab: Path) -> dict[str, list[dict[str, Any]]]:
    """All tables of the task's folder by their path in it."""
    folder = lab / "results" / "corners"
    return {str(path.relative_to(folder)): rows(path) for path in sorted(folder.rglob("*.csv"))}
