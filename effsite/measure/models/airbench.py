"""The network of airbench94 (Jordan 2024, arXiv 2404.00498; github.com/KellerJordan/cifar10-airbench).

A frozen layer that whitens patches of 2x2 pixels, then three groups of two convolutions. The
convolutions start as copies of what they read, normalisation has no scale, and the scores are
divided by nine.

It came from hlb-CIFAR10 (version 0.7, November 2023; github.com/tysam-code/hlb-CIFAR10), which is here too:
its last group is twice as wide, and its convolutions start otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from effsite.measure.models.whitening import Whitening

if TYPE_CHECKING:
    from collections.abc import Callable

SCALE_OF_SCORES = 1 / 9
HLB_TINY = 1e-2
"""What hlb-CIFAR10 adds to the variance of each direction of patches."""
KEPT_AVERAGE = 0.6
"""Share that running averages keep at each step; torch names the other share."""


def airbench94(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network in its published width, for images of 32 pixels or more."""
    return Airbench(Whitening(input_shape[0]), classes, widths=(64, 256, 256), start=_start_as_copies)


def airbench94_quarter(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network with a quarter of the maps in each group."""
    return Airbench(Whitening(input_shape[0]), classes, widths=(16, 64, 64), start=_start_as_copies)


def hlb_cifar10(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network of hlb-CIFAR10 0.7 in its published width, for images of 32 pixels or more."""
    return _hlb(input_shape[0], classes, widths=(64, 256, 512))


def hlb_cifar10_quarter(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network of hlb-CIFAR10 0.7 with a quarter of the maps in each group."""
    return _hlb(input_shape[0], classes, widths=(16, 64, 128))


def _hlb(channels: int, classes: int, *, widths: tuple[int, ...]) -> nn.Module:
    whitening = Whitening(channels, tiny=HLB_TINY, biased=False)
    return Airbench(whitening, classes, widths=widths, start=_start_near_copies)


class Airbench(nn.Module):
    """A whitening layer, a group of two convolutions for each width, and a linear layer.

    `start` sets the first weights of the two convolutions of a group.
    """

    def __init__(
        self,
        whitening: Whitening,
        classes: int,
        *,
        widths: tuple[int, ...],
        start: Callable[[nn.Conv2d, nn.Conv2d], None],
    ) -> None:
        super().__init__()
        self.whitening = whitening
        layers: list[nn.Module] = []
        inputs = self.whitening.maps
        for outputs in widths:
            layers += _group(inputs, outputs, start)
            inputs = outputs
        self.body = nn.Sequential(nn.GELU(), *layers, nn.AdaptiveMaxPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(inputs, classes, bias=False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores (batch, classes) of images (batch, channels, height, width)."""
        scores: torch.Tensor = self.classifier(self.body(self.whitening(images)))
        return scores * SCALE_OF_SCORES


def _group(inputs: int, outputs: int, start: Callable[[nn.Conv2d, nn.Conv2d], None]) -> list[nn.Module]:
    """A convolution, a pool, another convolution; each is normalised and activated."""
    first = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
    second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
    with torch.no_grad():
        start(first, second)
    return [
        first,
        nn.MaxPool2d(2),
        _normalisation(outputs),
        nn.GELU(),
        second,
        _normalisation(outputs),
        nn.GELU(),
    ]


def _start_as_copies(first: nn.Conv2d, second: nn.Conv2d) -> None:
    """The first maps of both start as those that they read."""
    for layer in (first, second):
        nn.init.dirac_(layer.weight[: layer.in_channels])


def _start_near_copies(first: nn.Conv2d, second: nn.Conv2d) -> None:
    """The second starts as a copy; the first as a copy added to chance, at the mean and spread of chance."""
    spread, mean = torch.std_mean(first.weight)
    both = first.weight + nn.init.dirac_(torch.empty_like(first.weight))
    first.weight.copy_((both - both.mean()) / both.std() * spread + mean)
    nn.init.dirac_(second.weight)


def _normalisation(channels: int) -> nn.BatchNorm2d:
    layer = nn.BatchNorm2d(channels, eps=1e-12, momentum=1 - KEPT_AVERAGE)
    layer.weight.requires_grad_(False)
    return layer
