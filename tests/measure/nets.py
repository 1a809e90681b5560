"""Networks small enough for tests, built by `tests.measure.nets:<name>`."""

from __future__ import annotations

import torch
from torch import nn


def small(input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """A convolution, running averages, dropout and a linear layer: everything that has a state."""
    channels = input_shape[0]
    return nn.Sequential(
        nn.Conv2d(channels, 4, 5, padding=2),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(8),
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Linear(4 * 8 * 8, classes),
    )


def linear(input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """The scores as a linear function of the pixels: what it gives can be worked by hand."""
    return nn.Sequential(nn.Flatten(), nn.Linear(input_shape[0] * input_shape[1] * input_shape[2], classes))


def hungry(input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """A network whose training asks for more memory than there is."""
    return nn.Sequential(_Greedy(), nn.Flatten(), nn.Linear(input_shape[1] ** 2, classes))


class _Greedy(nn.Module):
    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        if self.training:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return inputs


def deep(input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """Three convolutions and a linear layer: hidden weights between input and scores."""
    return nn.Sequential(
        nn.Conv2d(input_shape[0], 8, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, padding=1, bias=False),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(4),
        nn.Flatten(),
        nn.Linear(8 * 4 * 4, classes),
    )


def headed(input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """Two linear layers of which the first is not trained."""
    pixels = input_shape[0] * input_shape[1] * input_shape[2]
    frozen = nn.Linear(pixels, 32).requires_grad_(False)
    return nn.Sequential(nn.Flatten(), frozen, nn.ReLU(), nn.Linear(32, classes))


def whitened(input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """A network that inverts a matrix, which has no formula."""
    return nn.Sequential(_Inverse(input_shape[1]), nn.Flatten(), nn.Linear(input_shape[1] ** 2, classes))


class _Inverse(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.mixed = nn.Parameter(torch.eye(width))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs @ torch.linalg.inv(self.mixed)


def misfit(input_shape: tuple[int, ...], classes: int) -> nn.Module:
    """A network that does not take what it is given."""
    return nn.Sequential(nn.Flatten(), nn.Linear(input_shape[1] + 1, classes))
