"""The metric of a model on the test examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from effsite.measure.data import Dataset
    from effsite.measure.processes import Processes
    from effsite.measure.recipe import Recipe
    from effsite.measure.run_device import RunDevice


def evaluate(
    model: nn.Module, recipe: Recipe, dataset: Dataset, device: RunDevice, processes: Processes
) -> float:
    """The recipe's metric over every test example, shared between the processes.

    top1 and top5: the share of examples whose label is among the one or five highest outputs, 0
    to 1. loss: the mean cross-entropy in nats, of characters.
    """
    score = SCORES[recipe.evaluates]
    sums = torch.zeros(2, dtype=torch.float32 if device.kind == "mps" else torch.float64)
    sums = sums.to(device.torch_device)
    model.eval()
    with torch.inference_mode(), device.autocast(recipe.precision):
        for inputs, labels in dataset.testing(recipe.evaluation_batch_size, processes.shard):
            outputs = model(inputs).float()
            sums[0] += score(outputs, labels)
            sums[1] += outputs.shape[:-1].numel()
    model.train()
    total, count = processes.total(sums.tolist(), device)
    return total / count


def cross_entropy(
    outputs: torch.Tensor, labels: torch.Tensor, *, smoothing: float = 0.0, reduction: str = "mean"
) -> torch.Tensor:
    """The cross-entropy in nats; outputs (N, classes), or (N, n, classes) for the last n of labels (N, T)."""
    wanted = labels if outputs.ndim == 2 else labels[:, -outputs.shape[1] :]
    return functional.cross_entropy(
        outputs.flatten(0, -2), wanted.flatten(), label_smoothing=smoothing, reduction=reduction
    )


def _summed_loss(outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return cross_entropy(outputs, labels, reduction="sum")


def _top1(outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return (outputs.argmax(-1) == labels).sum()


def _top5(outputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    best = outputs.topk(min(5, outputs.shape[-1]), dim=-1).indices
    return (best == labels.unsqueeze(-1)).any(-1).sum()


SCORES: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "top1": _top1,
    "top5": _top5,
    "loss": _summed_loss,
}
