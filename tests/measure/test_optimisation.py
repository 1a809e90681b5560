"""The learning rate at every step, who decays, and how far one step goes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from effsite.measure.data import Batch
from effsite.measure.optimisation import build_optimiser, learning_rate, set_learning_rate
from effsite.measure.training import Training

from .jobs import make_job, make_recipe
from .nets import small

pytestmark = pytest.mark.train


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        # ten steps an epoch: warm-up over 10 steps, then 30 steps from 1.0 down
        ("linear", {0: 0.1, 9: 1.0, 10: 1.0, 25: 0.5, 40: 0.0}),
        ("cosine", {9: 1.0, 10: 1.0, 25: 0.5, 40: 0.0}),
        ("constant", {4: 0.5, 10: 1.0, 39: 1.0}),
        ("steps", {10: 1.0, 19: 1.0, 20: 0.1, 30: 0.01}),
    ],
)
def test_learning_rate_follows_its_schedule(schedule: str, expected: dict[int, float]) -> None:
    recipe = make_recipe(
        schedule=schedule, learning_rate=1.0, epochs=4, warmup_epochs=1, milestones=(2.0, 3.0)
    )
    assert {step: learning_rate(recipe, step, 10, 40) for step in expected} == pytest.approx(expected)


def test_steps_go_down_by_the_recipes_factor() -> None:
    recipe = make_recipe(
        schedule="steps", learning_rate=1.0, epochs=4, milestones=(2.0, 3.0), milestone_factor=0.2
    )
    rates = {step: learning_rate(recipe, step, 10, 40) for step in (19, 20, 30)}
    assert rates == pytest.approx({19: 1.0, 20: 0.2, 30: 0.04})


def test_final_rate_is_where_the_schedule_ends() -> None:
    recipe = make_recipe(schedule="linear", learning_rate=2.0, epochs=4, final_rate=0.1)
    assert learning_rate(recipe, 40, 10, 40) == pytest.approx(0.2)


def test_biases_and_normalisation_do_not_decay_unless_the_recipe_says_so() -> None:
    net = small((1, 8, 8), 10)
    weights = build_optimiser(make_recipe(weight_decay=0.1), net).param_groups
    everything = build_optimiser(make_recipe(weight_decay=0.1, decay_all=True), net).param_groups
    # two weight matrices decay; two biases and the two of the normalisation do not
    assert [(len(g["params"]), g["weight_decay"]) for g in weights] == [(2, 0.1), (4, 0.0)]
    assert [(len(g["params"]), g["weight_decay"]) for g in everything] == [(6, 0.1)]


def test_biases_of_normalisation_take_their_share_of_the_rate() -> None:
    net = small((1, 8, 8), 10)
    optimiser = build_optimiser(make_recipe(norm_bias_share=64.0, weight_decay=0.1, decay_all=True), net)
    set_learning_rate(optimiser, 0.01)
    groups = [(len(g["params"]), g["lr"], g["weight_decay"]) for g in optimiser.param_groups]
    assert groups == [(5, 0.01, 0.1), (1, 0.64, 0.1)]
    assert optimiser.param_groups[1]["params"][0] is net[1].bias


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw"])
def test_every_optimiser_learns(name: str) -> None:
    torch.manual_seed(0)
    net = torch.nn.Linear(2, 1)
    optimiser = build_optimiser(make_recipe(optimiser=name, learning_rate=0.05), net)
    inputs = torch.randn(64, 2)
    losses = []
    for _ in range(60):
        loss = (net(inputs) - inputs.sum(1, keepdim=True)).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 10


class One(nn.Module):
    """A single weight, at 1."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1, 1))


def walked(gradients: list[float], **recipe: object) -> list[float]:
    """Where the weight is after each step of the recipe's optimiser with those gradients."""
    net = One()
    optimiser = build_optimiser(make_recipe(learning_rate=0.1, **recipe), net)
    path = []
    for gradient in gradients:
        net.weight.grad = torch.full((1, 1), gradient)
        optimiser.step()
        path.append(net.weight.item())
    return path


def test_nesterov_steps_by_the_gradient_and_the_momentum_to_come() -> None:
    # momentum 1, then 0.9 x 1 + 1 = 1.9; a step is 1 + 0.9 x momentum: 1.9, then 2.71, times 0.1
    assert walked([1.0, 1.0]) == pytest.approx([1 - 0.19, 1 - 0.19 - 0.271])


def test_without_nesterov_a_step_is_the_momentum() -> None:
    assert walked([1.0, 1.0], nesterov=False) == pytest.approx([1 - 0.1, 1 - 0.1 - 0.19])


def test_without_momentum_there_is_no_nesterov_either() -> None:
    assert walked([1.0, 1.0], momentum=0.0) == pytest.approx([0.9, 0.8])


def test_weight_decay_of_sgd_adds_to_the_gradient() -> None:
    # 1 + 0.5 x 1
    assert walked([1.0], momentum=0.0, weight_decay=0.5) == pytest.approx([1 - 0.15])


def test_weight_decay_of_adamw_shrinks_the_weight_and_that_of_adam_does_not() -> None:
    # the first step of Adam is the rate itself; decoupled decay takes 0.1 x 0.5 of the weight before
    assert walked([3.0], optimiser="adamw", weight_decay=0.5) == pytest.approx([0.95 - 0.1])
    assert walked([3.0], optimiser="adam", weight_decay=0.5) == pytest.approx([0.9])


def moved(folder: Path, clip_norm: float, precision: str = "fp32") -> float:
    """How far one step at rate 1 moves the weights of a linear network, as a norm."""
    recipe = make_recipe(
        model="tests.measure.nets:linear",
        learning_rate=1.0,
        momentum=0.0,
        clip_norm=clip_norm,
        precision=precision,
    )
    training = Training(make_job(folder, recipe=recipe))
    before = [p.detach().clone() for p in training.model.parameters()]
    inputs, labels = torch.full((4, 1, 8, 8), 10.0), torch.zeros(4, dtype=torch.int64)
    training._step(Batch(inputs, labels))
    after = training.model.parameters()
    return (
        sum(float((new.detach() - old).square().sum()) for old, new in zip(before, after, strict=True)) ** 0.5
    )


def test_a_gradient_longer_than_clip_norm_is_cut_to_it(tmp_path: Path) -> None:
    assert moved(tmp_path, 0.0) > 10
    assert moved(tmp_path, 0.5) == pytest.approx(0.5, rel=1e-4)
    assert moved(tmp_path, 2.0, "bf16") == pytest.approx(2.0, rel=1e-2)


def test_a_gradient_shorter_than_clip_norm_stays(tmp_path: Path) -> None:
    assert moved(tmp_path, 1e6) == pytest.approx(moved(tmp_path, 0.0), rel=1e-5)
