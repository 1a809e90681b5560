"""ShuffleNet v1 (Zhang, Zhou, Lin & Sun 2017, arXiv 1707.01083): grouped 1x1 convolutions and a shuffle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH_OF_STAGE_2 = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
"""Output channels of stage 2 by number of groups; each later stage doubles them (table 1)."""
UNITS = (4, 8, 4)
STEM_WIDTH = 24
Stem = Literal["standard", "small"]


def shufflenet_v1(
    *, input_shape: tuple[int, ...] = (3, 224, 224), classes: int = 1000, stem: Stem = "standard"
) -> nn.Module:
    """ShuffleNet v1 1x with 3 groups: 0.137e9 multiply-adds at 224 (table 1)."""
    return ShuffleNet(input_shape[0], classes, groups=3, stem=stem)


def shufflenet_v1_g8(
    *, input_shape: tuple[int, ...] = (3, 224, 224), classes: int = 1000, stem: Stem = "standard"
) -> nn.Module:
    """ShuffleNet v1 1x with 8 groups: 0.137e9 multiply-adds at 224 (table 1)."""
    return ShuffleNet(input_shape[0], classes, groups=8, stem=stem)


class ShuffleNet(nn.Module):
    """The network of table 1 at full width, for that many groups."""

    def __init__(self, channels: int, classes: int, *, groups: int, stem: Stem) -> None:
        super().__init__()
        small = stem == "small"
        self.stem = nn.Sequential(
            *_convolution(channels, STEM_WIDTH, kernel=3, stride=1 if small else 2),
            nn.ReLU(inplace=True),
            nn.Identity() if small else nn.MaxPool2d(3, stride=2, padding=1),
        )
        self.stages = nn.Sequential(*_stages(groups))
        self.classifier = nn.Linear(WIDTH_OF_STAGE_2[groups] * 4, classes)
        self.apply(_initialise)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Scores (batch, classes) of images (batch, channels, height, width)."""
        maps = self.stages(self.stem(images))
        scores: torch.Tensor = self.classifier(maps.mean(dim=(2, 3)))
        return scores


class Unit(nn.Module):
    """A bottleneck of grouped 1x1, depthwise 3x3 and grouped 1x1 convolutions beside a shortcut.

    A unit that halves the size puts its output beside the averaged input (figure 2c); the others
    add it (figure 2b). The very first 1x1 convolution is not grouped, for its input is narrow.
    """

    def __init__(self, inputs: int, outputs: int, *, groups: int, stride: int, first: bool) -> None:
        super().__init__()
        self.joins = stride == 2
        self.groups = groups
        middle = outputs // 4
        added = outputs - inputs if self.joins else outputs
        self.squeeze = nn.Sequential(
            *_convolution(inputs, middle, groups=1 if first else groups), nn.ReLU(inplace=True)
        )
        self.expand = nn.Sequential(
            *_convolution(middle, middle, kernel=3, stride=stride, groups=middle),
            *_convolution(middle, added, groups=groups),
        )
        self.shortcut = nn.AvgPool2d(3, stride=2, padding=1) if self.joins else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of the unit's output width, of half the size where the stride is 2."""
        branch = self.expand(nn.functional.channel_shuffle(self.squeeze(x), self.groups))
        kept = self.shortcut(x)
        joined = torch.cat((kept, branch), dim=1) if self.joins else kept + branch
        return nn.functional.relu(joined)


def _stages(groups: int) -> Iterator[Unit]:
    inputs = STEM_WIDTH
    for stage, units in enumerate(UNITS):
        outputs = WIDTH_OF_STAGE_2[groups] * 2**stage
        for unit in range(units):
            first = stage == 0 and unit == 0
            yield Unit(inputs, outputs, groups=groups, stride=2 if unit == 0 else 1, first=first)
            inputs = outputs


def _convolution(
    inputs: int, outputs: int, *, kernel: int = 1, stride: int = 1, groups: int = 1
) -> Iterator[nn.Module]:
    yield nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, groups=groups, bias=False)
    yield nn.BatchNorm2d(outputs)


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out")
