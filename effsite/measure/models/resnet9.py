"""ResNet-9 (David Page 2018, https://myrtle.ai/learn/how-to-train-your-resnet-4-architecture/).

The small residual network of his DAWNBench entries for CIFAR-10: four convolutions that widen, two
residual pairs, and a linear layer whose scores are scaled down. Made for images of 32 pixels.
"""

from __future__ import annotations

import torch
from torch import nn

SCALE_OF_SCORES = 0.125


def resnet9(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network of his fourth post, for images of any size from 8 pixels up."""
    return ResNet9(input_shape[0], classes)


def resnet9_quarter(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network with a quarter of the channels everywhere: 16 to 128."""
    return ResNet9(input_shape[0], classes, width=16)


class ResNet9(nn.Module):
    """Convolutions to 1, 2, 4 and 8 times `width` channels, residual pairs at 2 and 8 times."""

    def __init__(self, channels: int, classes: int, *, width: int = 64) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_convolution(channels, width),
            *_convolution(width, 2 * width),
            nn.MaxPool2d(2),
            Residual(*_twice(2 * width)),
            *_convolution(2 * width, 4 * width),
            nn.MaxPool2d(2),
            *_convolution(4 * width, 8 * width),
            nn.MaxPool2d(2),
            Residual(*_twice(8 * width)),
        )
        self.pool = nn.AdaptiveMaxPool2d(1)
        self.classifier = nn.Linear(8 * width, classes, bias=False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores (batch, classes) of images (batch, channels, height, width)."""
        scores: torch.Tensor = self.classifier(self.pool(self.body(images)).flatten(1))
        return scores * SCALE_OF_SCORES


class Residual(nn.Module):
    """Layers that keep channels and size, added to what they read."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.branch = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of the same shape."""
        added: torch.Tensor = x + self.branch(x)
        return added


def _twice(channels: int) -> list[nn.Module]:
    return [*_convolution(channels, channels), *_convolution(channels, channels)]


def _convolution(inputs: int, outputs: int) -> list[nn.Module]:
    """A 3x3 convolution, normalised and rectified."""
    return [
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]
