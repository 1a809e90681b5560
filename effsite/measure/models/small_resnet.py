"""Residual networks for images of 32 pixels: plain, with squeeze and excitation, and wide.

ResNet-20 is of He, Zhang, Ren & Sun 2015 (arXiv 1512.03385, section 4.2): three stages of three
blocks with 16, 32 and 64 maps, and shortcuts without weights. SE-ResNet-20 adds to each block the
gates of Hu, Shen & Sun 2017 (arXiv 1709.01507). Wide ResNets are of Zagoruyko & Komodakis 2016
(arXiv 1605.07146): normalisation before each convolution, `width` times as many maps, fewer blocks.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

REDUCTION = 16
"""How many maps share one unit between squeeze and excitation."""


def resnet20(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The paper's smallest network for CIFAR-10: 0.27 million parameters."""
    return _resnet(input_shape[0], classes, gated=False)


def se_resnet20(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """ResNet-20 with squeeze and excitation in each block."""
    return _resnet(input_shape[0], classes, gated=True)


def wide_resnet10_2(*, input_shape: tuple[int, ...] = (3, 32, 32), classes: int = 10) -> nn.Module:
    """The shallowest wide ResNet: one block a stage, twice as wide as ResNet-20."""
    return wide_resnet(input_shape[0], classes, depth=10, width=2)


def wide_resnet(channels: int, classes: int, *, depth: int, width: int) -> nn.Module:
    """WRN-depth-width without dropout, for a depth of 6 n + 4 with n blocks a stage."""
    blocks = (depth - 4) // 6
    layers: list[nn.Module] = [_convolution(channels, 16)]
    inputs = 16
    for stage, outputs in enumerate((16 * width, 32 * width, 64 * width)):
        for block in range(blocks):
            layers.append(WideBlock(inputs, outputs, stride=2 if stage and not block else 1))
            inputs = outputs
    layers += [nn.BatchNorm2d(inputs), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def _resnet(channels: int, classes: int, *, gated: bool) -> nn.Module:
    layers: list[nn.Module] = [_convolution(channels, 16), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    inputs = 16
    for outputs in (16, 32, 64):
        for _ in range(3):
            layers.append(ResidualBlock(inputs, outputs, gated=gated))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def _convolution(inputs: int, outputs: int, *, kernel: int = 3, stride: int = 1) -> nn.Conv2d:
    """A convolution without bias whose weights start at He's scale."""
    layer = nn.Conv2d(inputs, outputs, kernel, stride=stride, padding=kernel // 2, bias=False)
    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    return layer


class ResidualBlock(nn.Module):
    """Two convolutions added to their input, of which every second place is taken where maps double."""

    def __init__(self, inputs: int, outputs: int, *, gated: bool) -> None:
        super().__init__()
        self.stride = 1 if inputs == outputs else 2
        self.new_maps = outputs - inputs
        self.branch = nn.Sequential(
            _convolution(inputs, outputs, stride=self.stride),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            _convolution(outputs, outputs),
            nn.BatchNorm2d(outputs),
            Gates(outputs) if gated else nn.Identity(),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of (batch, outputs, height / stride, width / stride); new maps start from zero."""
        shortcut = x[:, :, :: self.stride, :: self.stride]
        if self.new_maps:
            shortcut = functional.pad(shortcut, (0, 0, 0, 0, 0, self.new_maps))
        return functional.relu(shortcut + self.branch(x))


class Gates(nn.Module):
    """Each map times a gate between 0 and 1 that is computed from the means of all maps."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gates = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(channels, channels // REDUCTION),
            nn.ReLU(inplace=True),
            nn.Linear(channels // REDUCTION, channels),
            nn.Sigmoid(),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of the same shape."""
        gated: torch.Tensor = x * self.gates(x)[:, :, None, None]
        return gated


class WideBlock(nn.Module):
    """Normalised, rectified and convolved twice; a 1x1 convolution is the shortcut where maps change."""

    def __init__(self, inputs: int, outputs: int, *, stride: int) -> None:
        super().__init__()
        self.before = nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU(inplace=True))
        self.branch = nn.Sequential(
            _convolution(inputs, outputs, stride=stride),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            _convolution(outputs, outputs),
        )
        changes = inputs != outputs or stride > 1
        self.shortcut = _convolution(inputs, outputs, kernel=1, stride=stride) if changes else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of (batch, outputs, height / stride, width / stride)."""
        ready = self.before(x)
        added: torch.Tensor = self.branch(ready) + (x if self.shortcut is None else self.shortcut(ready))
        return added
