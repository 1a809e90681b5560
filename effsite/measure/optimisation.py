"""The optimiser of a recipe, and its learning rate at every step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from torch import nn, optim

from effsite.measure.muon import Muon, hidden_weights

if TYPE_CHECKING:
    from effsite.measure.recipe import Recipe

NORMALISATION = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.GroupNorm, nn.LayerNorm)


def build_optimiser(recipe: Recipe, model: nn.Module) -> optim.Optimizer:
    """The recipe's optimiser over the model's trainable parameters.

    Weight decay leaves out biases and normalisation (parameters of one dimension) unless the
    recipe says `decay_all`. Muon takes the hidden weights, AdamW with `adamw_share` of the rate
    all else. With the other optimisers, biases of normalisation have a group of their own where
    the recipe gives them a share of the rate.
    """
    parameters = [p for p in model.parameters() if p.requires_grad]
    if recipe.optimiser == "muon":
        return _muon(recipe, model, parameters)
    groups = _shared_out(recipe, model, parameters)
    fused = all(p.device.type in ("cpu", "cuda") for p in parameters)
    if recipe.optimiser == "sgd":
        nesterov = recipe.nesterov and recipe.momentum > 0
        return optim.SGD(
            groups, lr=recipe.learning_rate, momentum=recipe.momentum, nesterov=nesterov, fused=fused
        )
    kind = optim.Adam if recipe.optimiser == "adam" else optim.AdamW
    return kind(groups, lr=recipe.learning_rate, betas=recipe.betas, fused=fused)


def _muon(recipe: Recipe, model: nn.Module, parameters: list[nn.Parameter]) -> Muon:
    hidden = hidden_weights(model)
    taken = {id(p) for p in hidden}
    others = _groups(recipe, [p for p in parameters if id(p) not in taken])
    groups = [group | {"rate_share": recipe.adamw_share} for group in others]
    if hidden:
        groups.append({"params": hidden, "weight_decay": recipe.weight_decay, "orthogonal": True})
    return Muon(groups, lr=recipe.learning_rate, momentum=recipe.momentum, betas=recipe.betas)


def _shared_out(recipe: Recipe, model: nn.Module, parameters: list[nn.Parameter]) -> list[dict[str, Any]]:
    if recipe.norm_bias_share == 1:
        return _groups(recipe, parameters)
    biases = {id(m.bias) for m in model.modules() if isinstance(m, NORMALISATION) and m.bias is not None}
    theirs = _groups(recipe, [p for p in parameters if id(p) in biases])
    others = _groups(recipe, [p for p in parameters if id(p) not in biases])
    return others + [group | {"rate_share": recipe.norm_bias_share} for group in theirs]


def _groups(recipe: Recipe, parameters: list[nn.Parameter]) -> list[dict[str, Any]]:
    alike = recipe.decay_all or not recipe.weight_decay
    decayed = [p for p in parameters if alike or p.ndim > 1]
    others = [p for p in parameters if not (alike or p.ndim > 1)]
    return [
        {"params": some, "weight_decay": decay}
        for some, decay in ((decayed, recipe.weight_decay), (others, 0.0))
        if some
    ]


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
        return float(recipe.milestone_factor ** sum(epoch >= milestone for milestone in recipe.milestones))
    falling = 1 - after if recipe.schedule == "linear" else (1 + math.cos(math.pi * after)) / 2
    return recipe.final_rate + (1 - recipe.final_rate) * falling


def set_learning_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Use that rate, or the share of it that a group has, from the next step on."""
    for group in optimiser.param_groups:
        group["lr"] = rate * group.get("rate_share", 1.0)
