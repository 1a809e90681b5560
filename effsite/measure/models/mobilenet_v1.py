"""MobileNet v1 (Howard et al. 2017, arXiv 1704.04861): depthwise separable convolutions throughout."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTHS = (32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
"""Table 1 of the paper, whose last stride of 2 would not give the 7x7 map that its next row has."""


def mobilenet_v1(
    *,
    input_shape: tuple[int, ...] = (3, 224, 224),
    classes: int = 1000,
    stem: Literal["standard", "small"] = "standard",
) -> nn.Module:
    """The full-width network of the paper's table 1: 0.569e9 multiply-adds at 224, 4.2e6 parameters."""
    stride = 1 if stem == "small" else 2
    model = nn.Sequential(
        *_convolution(input_shape[0], WIDTHS[0], kernel=3, stride=stride),
        *(_separable(*widths, s) for widths, s in zip(pairwise(WIDTHS), STRIDES, strict=True)),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(WIDTHS[-1], classes),
    )
    model.apply(_initialise)
    return model


def _separable(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """One filter for each channel, then a 1x1 convolution that mixes channels."""
    depthwise = _convolution(inputs, inputs, kernel=3, stride=stride, groups=inputs)
    return nn.Sequential(*depthwise, *_convolution(inputs, outputs, kernel=1))


def _convolution(
    inputs: int, outputs: int, *, kernel: int, stride: int = 1, groups: int = 1
) -> Iterator[nn.Module]:
    yield nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=False)
    yield nn.BatchNorm2d(outputs)
    yield nn.ReLU(inplace=True)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out")
