"""Every known model that fits small inputs is trained for a few steps by the loop itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from effsite.measure.data import open_dataset
from effsite.measure.models import MODELS
from effsite.measure.recipe import DataRecipe
from effsite.measure.training import Training

from .jobs import DIGITS, make_job, make_recipe

pytestmark = pytest.mark.train

NEEDS_64_PIXELS = {"alexnet"}
VISION = [name for name, model in MODELS.items() if model.kind == "vision"]
TEXT = [name for name, model in MODELS.items() if model.kind == "text"]


def learns(training: Training) -> bool:
    """Whether three steps leave a finite loss and other weights than before."""
    before = [p.detach().clone() for p in training.model.parameters()]
    finite = all(training.segment(lambda step: None) for _ in range(3))
    after = training.model.parameters()
    return finite and any(not torch.equal(old, new) for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("name", VISION)
def test_vision_model_takes_steps_on_digits(tmp_path: Path, name: str) -> None:
    data = replace(DIGITS, image_size=64 if name in NEEDS_64_PIXELS else 32)
    recipe = make_recipe(model=name, data=data, batch_size=4, learning_rate=0.01, evaluations_per_epoch=1000)
    training = Training(make_job(tmp_path, recipe=recipe))
    assert learns(training)
    assert training.counters.examples == 3 * 4
    # What whitens grey images, 31 x 31 places of 8 filters of 2 x 2 pixels, is frozen: no backward pass.
    frozen = 31 * 31 * 8 * 2 * 2 if name.startswith("airbench94") else 0
    assert training.counters.training_flop == 3 * 4 * (3 * training.count().flop - 2 * 2 * frozen)


@pytest.mark.parametrize("name", TEXT)
def test_text_model_takes_steps_on_characters(tmp_path: Path, name: str) -> None:
    text = tmp_path / "text.txt"
    text.write_text("to be, or not to be: that is the question. " * 60)
    data = DataRecipe(loader="characters", title="text", context=32)
    recipe = make_recipe(
        model=name, data=data, evaluates="loss", batch_size=4, learning_rate=0.01, evaluations_per_epoch=1000
    )
    training = Training(make_job(tmp_path, recipe=recipe, dataset=open_dataset(data, text)))
    assert learns(training)
    assert training.counters.examples == 3 * 4 * 32
    point = training.evaluate()
    assert point is not None
    assert 0 < point.value < 10
