"""Every system of the JPEG study takes steps with its own recipe, on a few images of the same kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from effsite.measure.data import DataSets
from effsite.measure.recipe import load_recipe, recipe_file, systems
from effsite.measure.training import Training

from .jobs import make_job
from .test_few_steps import learns

pytestmark = pytest.mark.train

FILE = recipe_file("cifar10-jpeg")
SYSTEMS = systems(FILE)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataSets:
    """A tree of 80 JPEG files to train on and 20 to test on, of 32 pixels and ten classes."""
    root = tmp_path_factory.mktemp("jpegs")
    chance = np.random.default_rng(0)
    for part, count in (("train", 8), ("test", 2)):
        for label in range(10):
            folder = root / part / f"class-{label}"
            folder.mkdir(parents=True)
            for number in range(count):
                pixels = chance.integers(0, 256, (32, 32, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(folder / f"{number}.jpg")
    return DataSets(root)


@pytest.mark.parametrize("system", SYSTEMS)
def test_system_takes_steps_with_its_own_recipe(tmp_path: Path, data: DataSets, system: str) -> None:
    recipe = load_recipe(FILE, system, precision="fp32", batch_size=4)
    recipe = replace(recipe, evaluations_per_epoch=1000, evaluation_batch_size=10)
    training = Training(make_job(tmp_path, recipe=recipe, dataset=data.open(recipe.data)))
    assert learns(training)
    point = training.evaluate()
    assert point is not None
    assert (point.step, point.examples) == (3, 12)
    assert training.count().uncounted == {}


def test_those_that_fix_the_levels_come_first() -> None:
    assert SYSTEMS[:2] == ("alexnet", "resnet18")


def test_one_set_of_bytes_serves_every_size(data: DataSets) -> None:
    large, small = (data.open(load_recipe(FILE, name).data) for name in ("resnet18", "resnet9"))
    shapes = [dataset.input_shape for dataset in (large, small)]
    bytes_of = [dataset._train.pixels.data_ptr() for dataset in (large, small)]  # type: ignore[attr-defined]  # the bytes
    assert shapes == [(3, 64, 64), (3, 32, 32)]
    assert bytes_of[0] == bytes_of[1]
    assert data.open(load_recipe(FILE, "vgg11").data) is large
