"""Network in Network (Lin, Chen & Yan 2013, arXiv 1312.4400), as its authors' CIFAR-10 program has it.

Each convolution is followed by two of 1x1 that mix the maps at a place; the last maps are averaged
into scores, so that no linear layer is left. Weights start at He's scale, not at the program's 0.05:
from there a narrow network is slow to leave chance.
"""

from __future__ import annotations

from itertools import pairwise

from torch import nn


def nin(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network in its published width."""
    return _network(input_shape[0], classes, share=1)


def nin_quarter(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The network with a quarter of the maps in every layer but the last."""
    return _network(input_shape[0], classes, share=4)


def _network(channels: int, classes: int, *, share: int) -> nn.Module:
    """The network with one map in `share` of the published ones."""
    small, middle, wide = 96 // share, 160 // share, 192 // share
    model = nn.Sequential(
        *_mixed(5, channels, wide, middle, small),
        nn.MaxPool2d(3, stride=2, ceil_mode=True),
        nn.Dropout(0.5),
        *_mixed(5, small, wide, wide, wide),
        nn.AvgPool2d(3, stride=2, ceil_mode=True),
        nn.Dropout(0.5),
        *_mixed(3, wide, wide, wide, classes),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )
    for layer in model:
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return model


def _mixed(kernel: int, *widths: int) -> list[nn.Module]:
    """A convolution and two of 1x1, each rectified."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        size = 1 if layers else kernel
        layers += [nn.Conv2d(inputs, outputs, size, padding=size // 2), nn.ReLU(inplace=True)]
    return layers
