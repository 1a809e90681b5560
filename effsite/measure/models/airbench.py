"""The network of airbench94 (Jordan 2024, arXiv 2404.00498; github.com/KellerJordan/cifar10-airbench).

A frozen layer that whitens patches of 2x2 pixels, then three groups of two convolutions. The
convolutions start as copies of what they read, normalisation has no scale, and the scores are
divided by nine.
"""

from __future__ import annotations

import torch
from torch import nn

from effsite.measure.models.whitening import Whitening

SCALE_OF_SCORES = 1 / 9
KEPT_AVERAGE = 0.6
"""Share that running averages keep at each step; torch names the other share."""


def airbench94(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network in its published width, for images of 32 pixels or more."""
    return Airbench(input_shape[0], classes, widths=(64, 256, 256))


def airbench94_quarter(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network with a quarter of the maps in each group."""
    return Airbench(input_shape[0], classes, widths=(16, 64, 64))


class Airbench(nn.Module):
    """A whitening layer, a group of two convolutions for each width, and a linear layer."""

    def __init__(self, channels: int, classes: int, *, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.whitening = Whitening(channels)
        layers: list[nn.Module] = []
        inputs = self.whitening.maps
        for outputs in widths:
            layers += _group(inputs, outputs)
            inputs = outputs
        self.body = nn.Sequential(nn.GELU(), *layers, nn.AdaptiveMaxPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(inputs, classes, bias=False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores (batch, classes) of images (batch, channels, height, width)."""
        scores: torch.Tensor = self.classifier(self.body(self.whitening(images)))
        return scores * SCALE_OF_SCORES


def _group(inputs: int, outputs: int) -> list[nn.Module]:
    """A convolution, a pool, another convolution; each is normalised and activated."""
    return [
        _convolution(inputs, outputs),
        nn.MaxPool2d(2),
        _normalisation(outputs),
        nn.GELU(),
        _convolution(outputs, outputs),
        _normalisation(outputs),
        nn.GELU(),
    ]


def _convolution(inputs: int, outputs: int) -> nn.Conv2d:
    """A 3x3 convolution whose first maps start as those that it reads."""
    layer = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    with torch.no_grad():
        nn.init.dirac_(layer.weight[:inputs])
    return layer


def _normalisation(channels: int) -> nn.BatchNorm2d:
    layer = nn.BatchNorm2d(channels, eps=1e-12, momentum=1 - KEPT_AVERAGE)
    layer.weight.requires_grad_(False)
    return layer
