"""Measuring costs little: the loop of `effsite run` against a bare one, on the same work, in turns."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
import torch
from torch.nn import functional

from effsite.measure import models
from effsite.measure.data import open_dataset
from effsite.measure.device import choose
from effsite.measure.job import Job
from effsite.measure.loop import train
from effsite.measure.recipe import DataRecipe, Recipe
from effsite.records import Metric, Target

pytestmark = [pytest.mark.bench, pytest.mark.train]

MOST_OVERHEAD = 0.03
ROUNDS = 12
BATCH, EPOCHS, EVALUATIONS, WARM_UP_STEPS = 32, 4, 4, 2
DATA = DataRecipe(loader="digits", title="digits", stored_size=8, image_size=32)
NEVER = Target(
    task="digits",
    name="never",
    title="Never",
    about="Never.",
    metric=Metric(name="accuracy", label="accuracy", higher_is_better=True),
    level=2.0,
)
RECIPE = Recipe(
    task="digits",
    system="lenet5",
    model="lenet5",
    data=DATA,
    evaluates="top1",
    epochs=EPOCHS,
    batch_size=BATCH,
    learning_rate=0.02,
    evaluations_per_epoch=EVALUATIONS,
)


def test_measuring_costs_under_three_percent(tmp_path: Path) -> None:
    bare, measured = bare_loop(), effsite_loop(tmp_path)
    bare()
    measured()
    pairs = [(bare(), measured()) if turn % 2 else (measured(), bare())[::-1] for turn in range(ROUNDS)]
    without, with_effsite = (min(times) for times in zip(*pairs, strict=True))
    overhead, middle = with_effsite / without - 1, median(b / a for a, b in pairs) - 1
    print(f"\nmeasuring on: {overhead:+.2%} on {without:.2f} s of LeNet-5, least of {ROUNDS} each")
    print(f"median of the pairs: {middle:+.2%}")
    assert overhead < MOST_OVERHEAD


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of the work, so that what else runs on the machine counts as little as can be."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def effsite_loop(folder: Path) -> Callable[[], float]:
    """Training to the recipe's end by effsite, with log and checkpoints; building the model apart."""
    rounds = iter(range(1000))
    dataset, device = open_dataset(DATA, None), choose("cpu", "fp32")

    def run() -> float:
        job = Job(
            recipe=RECIPE,
            seed=0,
            target=NEVER,
            dataset=dataset,
            device=device,
            folder=folder / str(next(rounds)),
        )
        clock = Clock()
        train(job, clock)
        return clock.seconds

    return run


class Clock:
    """Takes the CPU time from the first step to the last evaluation, as the bare loop's is taken."""

    begun = seconds = 0.0

    def begins(self, step: int, total_steps: int) -> None:
        self.begun = time.process_time()

    def stepped(self, step: int) -> None:
        pass

    def evaluated(self, point: object) -> None:
        self.seconds = time.process_time() - self.begun


def bare_loop() -> Callable[[], float]:
    """The same in plain PyTorch: what anybody would write, and nothing else."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    images = torch.from_numpy(digits.images).float().unsqueeze(1) * (255 / 16)
    labels = torch.from_numpy(digits.target).long()
    test = torch.arange(len(labels)) % 5 == 0
    mean, deviation = images[~test].mean(), images[~test].std()

    def ready(some: torch.Tensor) -> torch.Tensor:
        enlarged = functional.interpolate((some - mean) / deviation, size=32, mode="bilinear")
        return enlarged.contiguous(memory_format=torch.channels_last)

    def run() -> float:
        torch.manual_seed(0)
        model = models.build("lenet5", input_shape=(1, 32, 32), classes=10)
        model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
        optimiser = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, nesterov=True, fused=True)
        return timed(lambda: epochs(model, optimiser))

    def epochs(model: torch.nn.Module, optimiser: torch.optim.Optimizer) -> None:
        train_images, train_labels = images[~test], labels[~test]
        for _ in range(WARM_UP_STEPS):
            functional.cross_entropy(model(ready(train_images[:BATCH])), train_labels[:BATCH]).backward()
            optimiser.zero_grad(set_to_none=True)
        steps = len(train_labels) // BATCH
        stops = {round(part * steps / EVALUATIONS) for part in range(1, EVALUATIONS + 1)}
        for _ in range(EPOCHS):
            order = torch.randperm(len(train_labels))
            for step in range(steps):
                chosen = order[step * BATCH : (step + 1) * BATCH]
                loss = functional.cross_entropy(model(ready(train_images[chosen])), train_labels[chosen])
                loss.backward()
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
                if step + 1 in stops:
                    evaluate(model)

    def evaluate(model: torch.nn.Module) -> None:
        model.eval()
        with torch.inference_mode():
            accuracy = (model(ready(images[test])).argmax(1) == labels[test]).float().mean()
        assert math.isfinite(float(accuracy))
        model.train()

    return run
