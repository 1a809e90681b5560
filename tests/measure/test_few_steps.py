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
    assert training.counters.training_flop == 3 * 4 * (3 * training.count().flop - 2 * not_trained(name))


def not_trained(name: str) -> int:
    """Multiply-adds of an image's backward passes that a frozen first layer spares, on grey images.

    It has neither of its two. Where nothing of it is learnt, no bias either, the layer after it has no
    gradient to pass on.
    """
    width = 16 if name.endswith("quarter") else 64
    if name.startswith("airbench94"):
        return 2 * 31 * 31 * 8 * 2 * 2
    if name.startswith("hlb_cifar10"):
        return 2 * 31 * 31 * 8 * 2 * 2 + 31 * 31 * width * 8 * 3 * 3
    if name.startswith("resnet9_tricks"):
        return 2 * 32 * 32 * 9 * 3 * 3 + 32 * 32 * width * 9
    return 0


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
