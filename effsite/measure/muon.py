"""Muon (Keller Jordan, December 2024, https://kellerjordan.github.io/posts/muon/): orthogonal updates.

The momentum of a hidden layer's weights, as a matrix, is brought near its closest orthogonal matrix
by a few Newton-Schulz iterations, so that every direction is learnt at the same pace. What is no
matrix, what reads the input and what gives the scores is left to AdamW, as its author says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn, optim

if TYPE_CHECKING:
    from collections.abc import Iterable

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic that its author chose for a steep rise at 0: singular values end near 1, not at it."""
ITERATIONS = 5
TINY = 1e-7


def orthogonalised(matrix: torch.Tensor) -> torch.Tensor:
    """The matrix (rows, columns) with its singular values brought near 1 (0.7 to 1.2), same shape.

    Computed in bfloat16 on CUDA devices and in float32 elsewhere. Singular values that are tiny
    beside the largest stay smaller.
    """
    a, b, c = COEFFICIENTS
    precision = torch.bfloat16 if matrix.device.type == "cuda" else torch.float32
    x = matrix.to(precision)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    x = x / (x.norm() + TINY)
    for _ in range(ITERATIONS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if tall else x).to(matrix.dtype)


def hidden_weights(model: nn.Module) -> list[nn.Parameter]:
    """The trainable weights that Muon is for: matrices and convolutions between input and scores.

    Embeddings, the first layer with weights and the last are left out, and so is what has one
    dimension.
    """
    embeddings = {id(m.weight) for m in model.modules() if isinstance(m, nn.Embedding)}
    weights = [p for p in model.parameters() if p.requires_grad and p.ndim > 1 and id(p) not in embeddings]
    return weights[1:-1]


class Muon(optim.AdamW):
    """Muon for the groups with `orthogonal` true, torch's AdamW for the others.

    `lr` of a group is what the schedule says, times its own `rate_share`. Weight decay is decoupled,
    momentum Nesterov's. Convolutions are matrices of (output channels, all else); an update of more
    rows than columns is scaled by the root of their ratio, so that it changes outputs as much.
    """

    param_groups: list[dict[str, Any]]

    def __init__(
        self, groups: Iterable[dict[str, Any]], *, lr: float, momentum: float, betas: tuple[float, float]
    ) -> None:
        super().__init__(groups, lr=lr, betas=betas, weight_decay=0.0)
        for group in self.param_groups:
            group.setdefault("orthogonal", False)
            group.setdefault("rate_share", 1.0)
        self._momentum = momentum

    def step(self, closure: Any = None) -> Any:
        """Update every parameter that has a gradient; raises ValueError for a closure."""
        if closure is not None:
            raise ValueError("Muon evaluates no closure")
        whole = self.param_groups
        # AdamW steps over the groups that it finds: it must not find those of Muon.
        self.param_groups = [group for group in whole if not group["orthogonal"]]
        try:
            super().step()
        finally:
            self.param_groups = whole
        with torch.no_grad():
            for group in whole:
                for parameter in group["params"] if group["orthogonal"] else ():
                    if parameter.grad is not None:
                        parameter.mul_(1 - group["lr"] * group["weight_decay"])
                        self._muon(parameter, parameter.grad, group)

    def _muon(self, parameter: torch.Tensor, gradient: torch.Tensor, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        if not state:
            # AdamW reads the step of every state when one is loaded.
            state |= {"step": torch.zeros(()), "momentum": torch.zeros_like(parameter)}
        momentum = state["momentum"].mul_(self._momentum).add_(gradient)
        direction = gradient.add(momentum, alpha=self._momentum).flatten(1)
        scale = max(1.0, direction.shape[0] / direction.shape[1]) ** 0.5
        update = orthogonalised(direction).view(parameter.shape)
        parameter.add_(update, alpha=-group["lr"] * scale)
