"""The learning rate at every step, and who decays."""

from __future__ import annotations

import pytest
import torch

from effsite.measure.optimisation import build_optimiser, learning_rate, set_learning_rate

from .jobs import make_recipe
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
