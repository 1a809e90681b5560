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
    """A convolution of 2x2 with two maps for each direction of patches; before `fit` any directions."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        directions = channels * SIDE**2
        self.maps = 2 * directions
        self.convolution = nn.Conv2d(channels, self.maps, SIDE)
        self.convolution.weight.requires_grad_(False)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Maps (batch, maps, height - 1, width - 1) of images (batch, channels, height, width)."""
        maps: torch.Tensor = self.convolution(images)
        return maps

    def fit(self, images: torch.Tensor) -> None:
        """Take the directions from the patches of these images, normalised as in training."""
        with torch.no_grad():
            filters = whitening_filters(images)
            both = torch.cat((filters, -filters))
            self.convolution.weight.copy_(both.to(self.convolution.weight))


def whitening_filters(images: torch.Tensor) -> torch.Tensor:
    """Filters (directions, channels, 2, 2) whose outputs on these images are uncorrelated, of variance 1.

    Computed in float64 on the CPU, where it is the same for every device; strongest direction first.
    """
    patches = torch.nn.functional.unfold(images.double().cpu(), SIDE).transpose(1, 2).flatten(0, 1)
    variances, directions = torch.linalg.eigh(patches.T @ patches / len(patches))
    filters = (directions / (variances + TINY).sqrt()).T.flip(0)
    return filters.reshape(-1, images.shape[1], SIDE, SIDE)
