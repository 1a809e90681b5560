"""ResNet-9 with a bag of tricks (David Page 2019, github.com/davidcpage/cifar10-fast, bag_of_tricks.ipynb).

The network of his last post, of August 2019: a frozen layer that whitens patches of 3x3 pixels, pools before
normalisation, a smooth activation, and normalisation by parts of the batch, without a scale. It started from
`resnet9`.
"""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional

from effsite.measure.models.resnet9 import Residual
from effsite.measure.models.whitening import Whitening

PARTS = 16
"""Parts of a batch that are normalised by themselves, where its size can be divided so."""
SCALE_OF_SCORES = 1 / 16
SMOOTHNESS = 0.3
TINY = 1e-2


def resnet9_tricks(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network in its published width, for images of any size from 8 pixels up."""
    return ResNet9Tricks(input_shape[0], classes)


def resnet9_tricks_quarter(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network with a quarter of the channels everywhere: 16 to 128."""
    return ResNet9Tricks(input_shape[0], classes, width=16)


class ResNet9Tricks(nn.Module):
    """Whitening, convolutions to 1, 2, 4 and 8 times `width` channels, residual pairs at 2 and 8 times."""

    def __init__(self, channels: int, classes: int, *, width: int = 64) -> None:
        super().__init__()
        self.whitening = Whitening(channels, side=3, padding=1, tiny=TINY, mirrored=False, biased=False)
        self.body = nn.Sequential(
            *_convolution(self.whitening.maps, width, side=1),
            *_convolution(width, 2 * width, pooled=True),
            Residual(*_twice(2 * width)),
            *_convolution(2 * width, 4 * width, pooled=True),
            *_convolution(4 * width, 8 * width, pooled=True),
            Residual(*_twice(8 * width)),
        )
        self.pool = nn.AdaptiveMaxPool2d(1)
        self.classifier = nn.Linear(8 * width, classes, bias=False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores (batch, classes) of images (batch, channels, height, width)."""
        scores: torch.Tensor = self.classifier(self.pool(self.body(self.whitening(images))).flatten(1))
        return scores * SCALE_OF_SCORES


class GhostBatchNorm(nn.BatchNorm2d):
    """Batch normalisation that takes mean and variance of each of `PARTS` parts of a batch by themselves.

    A batch whose size `PARTS` does not divide has as many equal parts as divide both. The running averages
    are the means of those of the parts. The scale stays 1.
    """

    def __init__(self, channels: int) -> None:
        super().__init__(channels)
        self.weight.requires_grad_(False)

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Maps (batch, channels, height, width), normalised."""
        if not self.training:
            return super().forward(maps)
        batch, channels, *size = maps.shape
        parts = math.gcd(batch, PARTS)
        mean, variance, weight, bias = (
            of_one.repeat(parts) for of_one in (self.running_mean, self.running_var, self.weight, self.bias)
        )
        folded = maps.reshape(batch // parts, parts * channels, *size)
        normalised = functional.batch_norm(
            folded, mean, variance, weight, bias, training=True, momentum=self.momentum or 0.0, eps=self.eps
        )
        with torch.no_grad():
            self.running_mean.copy_(mean.view(parts, channels).mean(0))
            self.running_var.copy_(variance.view(parts, channels).mean(0))
        return normalised.reshape(maps.shape)


def _twice(channels: int) -> list[nn.Module]:
    return [*_convolution(channels, channels), *_convolution(channels, channels)]


def _convolution(inputs: int, outputs: int, *, side: int = 3, pooled: bool = False) -> list[nn.Module]:
    """A convolution, pooled where `pooled`, normalised and activated."""
    return [
        nn.Conv2d(inputs, outputs, side, padding=side // 2, bias=False),
        *([nn.MaxPool2d(2)] if pooled else []),
        GhostBatchNorm(outputs),
        nn.CELU(SMOOTHNESS),
    ]
