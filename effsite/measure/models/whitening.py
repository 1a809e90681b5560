"""A first layer that is computed from the training images, not learnt: patches come out whitened.

Page 2019 (https://myrtle.ai/learn/how-to-train-your-resnet-8-bag-of-tricks/); with each filter and
its negative, and a bias that is learnt, it is the first layer of Jordan's airbench (arXiv 2404.00498).
"""

from __future__ import annotations

import torch
from torch import nn

SIDE = 2
TINY = 5e-4
"""Added to the variance of each direction of patches, so that faint ones are not blown up."""


class Whitening(nn.Module):
    """A convolution of `side` pixels with a map for each direction of patches; before `fit` any directions.

    With `mirrored` each direction has its negative as well, and with `biased` each map a bias that is learnt.
    """

    def __init__(
        self,
        channels: int,
        *,
        side: int = SIDE,
        padding: int = 0,
        tiny: float = TINY,
        mirrored: bool = True,
        biased: bool = True,
    ) -> None:
        super().__init__()
        directions = channels * side**2
        self.maps = 2 * directions if mirrored else directions
        self.mirrored, self.tiny = mirrored, tiny
        self.convolution = nn.Conv2d(channels, self.maps, side, padding=padding, bias=biased)
        self.convolution.weight.requires_grad_(False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Maps (batch, maps, height, width) of images (batch, channels, height, width)."""
        maps: torch.Tensor = self.convolution(images)
        return maps

    def fit(self, images: torch.Tensor) -> None:
        """Take the directions from the patches of these images, normalised as in training."""
        with torch.no_grad():
            filters = whitening_filters(images, side=self.convolution.kernel_size[0], tiny=self.tiny)
            every = torch.cat((filters, -filters)) if self.mirrored else filters
            self.convolution.weight.copy_(every.to(self.convolution.weight))


def whitening_filters(images: torch.Tensor, *, side: int = SIDE, tiny: float = TINY) -> torch.Tensor:
    """Filters (directions, channels, side, side): outputs on these images are uncorrelated, of variance 1.

    Computed in float64 on the CPU, where it is the same for every device; strongest direction first.
    """
    patches = torch.nn.functional.unfold(images.double().cpu(), side).transpose(1, 2).flatten(0, 1)
    variances, directions = torch.linalg.eigh(patches.T @ patches / len(patches))
    filters = (directions / (variances + tiny).sqrt()).T.flip(0)
    return filters.reshape(-1, images.shape[1], side, side)
