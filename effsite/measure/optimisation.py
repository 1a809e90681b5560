"""The optimiser of a recipe, and its learning rate at every step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import optim

if TYPE_CHECKING:
    from torch import nn

    from effsite.measure.recipe import Recipe


def build_optimiser(recipe: Recipe, model: nn.Module) -> optim.Optimizer:
    """The recipe's optimiser over the model's trainable parameters.

    Weight decay leaves out biases and normalisation (parameters of one dimension) unless the
    recipe says `decay_all`.
    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    alike = recipe.decay_all or not recipe.weight_decay
    decayed = [p for p in parameters if alike or p.ndim > 1]
    others = [p for p in parameters if not (alike or p.ndim > 1)]
    groups = [
        {"params": some, "weight_decay": decay}
        for some, decay in ((decayed, recipe.weight_decay), (others, 0.0))
        if some
    ]
    fused = all(p.device.type in ("cpu", "cuda") for p in parameters)
    if recipe.optimiser == "sgd":
        nesterov = recipe.nesterov and recipe.momentum > 0
        return optim.SGD(
            groups, lr=recipe.learning_rate, momentum=recipe.momentum, nesterov=nesterov, fused=fused
        )
    kind = optim.Adam if recipe.optimiser == "adam" else optim.AdamW
    return kind(groups, lr=recipe.learning_rate, betas=recipe.betas, fused=fused)


def learning_rate(recipe: Recipe, step: int, steps_per_epoch: int, total_steps: int) -> float:
    """The learning rate of the step with that number, counted from 0."""
    warmup = round(recipe.warmup_epochs * steps_per_epoch)
    if step < warmup:
        return recipe.learning_rate * (step + 1) / warmup
    after = (step - warmup) / max(total_steps - warmup, 1)
    return recipe.learning_rate * _share(recipe, after, step / steps_per_epoch)


def _share(recipe: Recipe, after: float, epoch: float) -> float:
    """The share of the peak rate, `after` of the way from warm-up to end."""
    if recipe.schedule == "constant":
        return 1.0
    if recipe.schedule == "steps":
        return float(0.1 ** sum(epoch >= milestone for milestone in recipe.milestones))
    falling = 1 - after if recipe.schedule == "linear" else (1 + math.cos(math.pi * after)) / 2
    return recipe.final_rate + (1 - recipe.final_rate) * falling


def set_learning_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Use that rate in every group from the next step on."""
    for group in optimiser.param_groups:
        group["lr"] = rate
