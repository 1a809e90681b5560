"""Every system of the study on a processor takes steps with its own recipe, on a few made-up images."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from effsite.measure.data import DataSets
from effsite.measure.loop import train
from effsite.measure.models.whitening import Whitening
from effsite.measure.optimisation import learning_rate
from effsite.measure.recipe import load_recipe, recipe_file, systems
from effsite.measure.training import Training

from .jobs import make_job
from .test_few_steps import learns

pytestmark = pytest.mark.train

FILE = recipe_file("cifar10-small")
SYSTEMS = systems(FILE)
NETWORKS = {"2012": "cuda_convnet", "2018": "resnet9_quarter", "2024": "airbench94_quarter"}
CELLS = {
    ("2012", "2012"): "cuda_convnet",
    ("2012", "2018"): "cuda_convnet_2018",
    ("2012", "2024"): "cuda_convnet_2024",
    ("2018", "2012"): "resnet9_2012",
    ("2018", "2018"): "resnet9_quarter",
    ("2018", "2024"): "resnet9_2024",
    ("2024", "2012"): "airbench94_2012",
    ("2024", "2018"): "airbench94_2018",
    ("2024", "2024"): "airbench94_muon",
}
"""The system of each network with each training, by year."""
MAY_DIFFER = {"system", "model", "learning_rate", "adamw_share"}
"""Of systems that share a training; a network without normalisation takes a lower rate."""


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
    recipe = load_recipe(FILE, system, batch_size=4)
    recipe = replace(recipe, evaluations_per_epoch=1000, evaluation_batch_size=10)
    training = Training(make_job(tmp_path, recipe=recipe, dataset=data.open(recipe.data)))
    assert learns(training)
    point = training.evaluate()
    assert point is not None
    assert (point.step, point.examples) == (3, 12)
    assert training.count().uncounted == {}


def test_the_one_that_fixes_the_level_comes_first() -> None:
    assert SYSTEMS[0] == "cuda_convnet"


@pytest.mark.parametrize("training", NETWORKS)
def test_networks_of_a_column_differ_in_the_network_and_its_rate_alone(training: str) -> None:
    column = {network: load_recipe(FILE, CELLS[network, training]) for network in NETWORKS}
    assert {network: recipe.model for network, recipe in column.items()} == NETWORKS
    first, *others = column.values()
    for other in others:
        changed = {line.partition(":")[0] for line in other.differences(first.settings())}
        assert changed <= MAY_DIFFER


def test_a_mixed_system_is_dated_by_the_later_of_its_parts() -> None:
    dates = {cell: load_recipe(FILE, name).published for cell, name in CELLS.items()}
    assert {dates[cell] for cell in dates if "2024" in cell and cell[1] == "2024"} == {"2024-12-08"}
    assert {dates["2024", training] for training in ("2012", "2018")} == {"2024-03-30"}
    assert {dates["2012", "2018"], dates["2018", "2012"]} == {"2018-09-24"}


def test_a_system_of_2018_climbs_and_falls_and_one_of_2012_falls_once() -> None:
    new, old = (load_recipe(FILE, name) for name in ("resnet9_quarter", "cuda_convnet"))
    # 97 steps of 512 and 500 of 100 an epoch
    rates = [learning_rate(new, step, 97, 582) for step in (0, 120, 582)]
    assert rates == pytest.approx([0.4 / 121, 0.4, 0.0])
    rates = [learning_rate(old, step, 500, 5000) for step in (0, 3999, 4000, 4999)]
    assert rates == pytest.approx([0.01, 0.01, 0.001, 0.001])


def test_filters_that_are_computed_differ_by_seed_and_survive_a_stop(tmp_path: Path, data: DataSets) -> None:
    recipe = load_recipe(FILE, "airbench94_quarter", batch_size=8)
    recipe = replace(recipe, epochs=2, warmup_epochs=0.5, evaluations_per_epoch=2, evaluation_batch_size=20)
    job = make_job(tmp_path / "broken", recipe=recipe, dataset=data.open(recipe.data))
    while train(replace(job, deadline=0.0)).log.ended == "stopped":
        pass
    whole = train(replace(job, folder=tmp_path / "whole")).log
    broken = train(job).log
    assert [(p.step, p.value) for p in broken.points] == [(p.step, p.value) for p in whole.points]
    first, same, other = (_filters(replace(job, seed=seed)) for seed in (0, 0, 1))
    assert torch.equal(first, same)
    assert not torch.equal(first, other)


def _filters(job: object) -> torch.Tensor:
    (layer,) = [m for m in Training(job).model.modules() if isinstance(m, Whitening)]  # type: ignore[arg-type]  # a Job
    return layer.convolution.weight.clone()
