"""Jobs with defaults, so that a test shows only what it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from effsite.measure.data import open_dataset
from effsite.measure.job import Job
from effsite.measure.recipe import DataRecipe, Recipe
from effsite.measure.run_device import choose
from effsite.records import Metric, Target

DIGITS = DataRecipe(loader="digits", title="digits", stored_size=8, image_size=8)


def make_recipe(**fields: Any) -> Recipe:
    """Two epochs of digits for the small network: 1,437 images are 22 steps of 64 an epoch."""
    defaults: dict[str, Any] = {
        "task": "digits",
        "system": "small",
        "model": "tests.measure.nets:small",
        "data": DIGITS,
        "evaluates": "top1",
        "epochs": 2,
        "batch_size": 64,
        "learning_rate": 0.1,
    }
    return Recipe(**{**defaults, **fields})


def make_target(level: float = 2.0) -> Target:
    """A level of test accuracy; by default one that no run reaches."""
    metric = Metric(name="accuracy", label="accuracy", higher_is_better=True)
    return Target(task="digits", name="good", title="Good", about="Good.", metric=metric, level=level)


def make_job(folder: Path, level: float = 2.0, **fields: Any) -> Job:
    """A run of that recipe with seed 0 on the CPU."""
    recipe = fields.pop("recipe", None) or make_recipe()
    dataset = fields.pop("dataset", None) or open_dataset(recipe.data, None)
    defaults: dict[str, Any] = {
        "recipe": recipe,
        "seed": 0,
        "targets": (make_target(level),),
        "dataset": dataset,
        "device": choose("cpu", recipe.precision),
        "folder": folder,
    }
    return Job(**{**defaults, **fields})
