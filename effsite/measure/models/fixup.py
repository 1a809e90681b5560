"""Fixup ResNets (Zhang, Dauphin & Ma 2019, arXiv 1901.09321): residual networks without normalisation.

The recipe of the paper's section 3: the last layer of every residual branch and the classifier
start at zero; the other layers of a branch start at He's scale times L^(-1/(2m-2)), with L
branches of m layers; each branch has one scalar multiplier, and a scalar bias stands before every
convolution, linear layer and activation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Stem = Literal["standard", "small"]
ConvLayer = tuple[int, int, int]
"""Output channels, kernel and stride of one convolution."""


def fixup_resnet18(
    *, input_shape: tuple[int, ...] = (3, 224, 224), classes: int = 1000, stem: Stem = "standard"
) -> nn.Module:
    """ResNet-18's layers with Fixup in place of batch normalisation."""
    return FixupResNet(input_shape[0], classes, blocks=(2, 2, 2, 2), bottleneck=False, stem=stem)


def fixup_resnet50(
    *, input_shape: tuple[int, ...] = (3, 224, 224), classes: int = 1000, stem: Stem = "standard"
) -> nn.Module:
    """ResNet-50's layers with Fixup in place of batch normalisation."""
    return FixupResNet(input_shape[0], classes, blocks=(3, 4, 6, 3), bottleneck=True, stem=stem)


class FixupResNet(nn.Module):
    """A residual network for that many blocks in each of four stages."""

    def __init__(
        self, channels: int, classes: int, *, blocks: Sequence[int], bottleneck: bool, stem: Stem
    ) -> None:
        super().__init__()
        small = stem == "small"
        self.convolution = _he(
            nn.Conv2d(channels, 64, 3 if small else 7, 1 if small else 2, 1 if small else 3, bias=False)
        )
        self.bias = _scalar(0)
        self.pool = nn.Identity() if small else nn.MaxPool2d(3, stride=2, padding=1)
        self.blocks = nn.Sequential(*_blocks(blocks, bottleneck=bottleneck))
        self.bias_of_classifier = _scalar(0)
        self.classifier = nn.Linear(2048 if bottleneck else 512, classes)
        nn.init.zeros_(self.classifier.weight)
        nn.init.zeros_(self.classifier.bias)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores (batch, classes) of images (batch, channels, height, width)."""
        maps = self.blocks(self.pool(nn.functional.relu(self.convolution(images) + self.bias)))
        scores: torch.Tensor = self.classifier(maps.mean(dim=(2, 3)) + self.bias_of_classifier)
        return scores


class FixupBlock(nn.Module):
    """A residual branch of convolutions with scalar biases, added to a shortcut."""

    def __init__(self, inputs: int, layers: Sequence[ConvLayer], *, branches: int) -> None:
        super().__init__()
        widths = [inputs, *(width for width, _, _ in layers)]
        convolutions = [
            nn.Conv2d(before, width, kernel, stride, padding=kernel // 2, bias=False)
            for before, (width, kernel, stride) in zip(widths, layers, strict=False)
        ]
        _initialise_branch(convolutions, scale=branches ** (-1 / (2 * len(layers) - 2)))
        self.convolutions = nn.ModuleList(convolutions)
        self.biases = nn.ParameterList(_scalar(0) for _ in range(2 * len(layers)))
        self.multiplier = _scalar(1)
        stride = max(stride for _, _, stride in layers)
        changes = stride > 1 or inputs != widths[-1]
        self.shortcut = _he(nn.Conv2d(inputs, widths[-1], 1, stride, bias=False)) if changes else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of the branch's output width, of half the size where the stride is 2."""
        biases = iter(self.biases)
        y = x + next(biases)
        kept = x if self.shortcut is None else self.shortcut(y)
        for position, convolution in enumerate(self.convolutions):
            if position:
                y = nn.functional.relu(y + next(biases)) + next(biases)
            y = convolution(y)
        return nn.functional.relu(y * self.multiplier + next(biases) + kept)


def _blocks(stages: Sequence[int], *, bottleneck: bool) -> Iterator[FixupBlock]:
    inputs, branches = 64, sum(stages)
    for stage, count in enumerate(stages):
        width = 64 * 2**stage
        for position in range(count):
            stride = 2 if stage and not position else 1
            layers = _bottleneck(width, stride) if bottleneck else [(width, 3, stride), (width, 3, 1)]
            yield FixupBlock(inputs, layers, branches=branches)
            inputs = layers[-1][0]


def _bottleneck(width: int, stride: int) -> list[ConvLayer]:
    return [(width, 1, 1), (width, 3, stride), (4 * width, 1, 1)]


def _initialise_branch(convolutions: Sequence[nn.Conv2d], *, scale: float) -> None:
    *inner, last = convolutions
    for convolution in inner:
        _he(convolution, scale)
    nn.init.zeros_(last.weight)


def _scalar(value: float) -> nn.Parameter:
    return nn.Parameter(torch.full((1,), float(value)))


def _he(convolution: nn.Conv2d, scale: float = 1) -> nn.Conv2d:
    """He's normal initialisation (fan out), times `scale`."""
    nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
    with torch.no_grad():
        convolution.weight.mul_(scale)
    return convolution
