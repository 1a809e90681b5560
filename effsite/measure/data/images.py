"""Images that fit into memory: kept as bytes, on the device where there is room, cut there in batches."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from effsite.measure.data.batches import Batch
from effsite.measure.randomness import generator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.measure.data.batches import Portion, Shard
    from effsite.measure.recipe import DataRecipe

SHARE_OF_DEVICE = 0.5
"""Of the device's free memory, how much data may take; the model needs the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """Pictures as bytes, uint8 (N, H, W, C), and their classes, int64 (N)."""

    pixels: torch.Tensor
    labels: torch.Tensor


def normalisation(pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and inverse standard deviation of each channel, of bytes, as float32 (1, C, 1, 1)."""
    flat = pixels.flatten(0, 2)
    counts = torch.stack([torch.bincount(channel, minlength=256) for channel in flat.T]).double()
    levels = torch.arange(256, dtype=torch.float64)
    mean = counts @ levels / len(flat)
    variance = counts @ levels.square() / len(flat) - mean.square()
    inverse = variance.clamp_min(1.0).rsqrt()
    return mean.float().view(1, -1, 1, 1), inverse.float().view(1, -1, 1, 1)


def fingerprint(*tensors: torch.Tensor) -> str:
    """Twelve hexadecimal digits of the tensors' bytes."""
    digest = hashlib.sha256()
    for tensor in tensors:
        digest.update(repr(tuple(tensor.shape)).encode())
        digest.update(tensor.contiguous().numpy().data)
    return digest.hexdigest()[:12]


class ImagesInMemory:
    """A data set of images of one size; see `Dataset`."""

    examples_per_item = 1

    def __init__(
        self, recipe: DataRecipe, train: Images, test: Images, *, title: str, own: bool = True
    ) -> None:
        self.title, self.own = title, own
        self.fingerprint = fingerprint(train.pixels, train.labels, test.pixels, test.labels)
        self.classes = int(max(train.labels.max(), test.labels.max())) + 1
        self.items = len(train.labels)
        self.input_shape: tuple[int, ...] = (train.pixels.shape[-1], recipe.image_size, recipe.image_size)
        self._recipe, self._side = recipe, train.pixels.shape[1]
        self._train, self._test = self._padded(train), test
        self._mean, self._inverse = normalisation(train.pixels)
        self._device, self._format = torch.device("cpu"), torch.contiguous_format

    def place(self, device: torch.device, *, channels_last: bool) -> None:
        """Move the bytes to the device if they fit there; batches come out there in any case."""
        self._device = device
        self._format = torch.channels_last if channels_last else torch.contiguous_format
        self._mean, self._inverse = self._mean.to(device), self._inverse.to(device)
        held = [self._train.pixels, self._train.labels, self._test.pixels, self._test.labels]
        if device.type == "cuda":
            free, _ = torch.cuda.mem_get_info(device)
            if sum(t.nbytes for t in held if t.device != device) > SHARE_OF_DEVICE * free:
                return
        moved = [tensor.to(device) for tensor in held]
        self._train = Images(pixels=moved[0], labels=moved[1])
        self._test = Images(pixels=moved[2], labels=moved[3])

    def at_size(self, recipe: DataRecipe) -> ImagesInMemory:
        """The same images for a recipe that differs in the size of what the model sees alone.

        The bytes are shared, on the device too; nothing is read again.
        """
        other = copy(self)
        other._recipe = recipe
        other.input_shape = (self.input_shape[0], recipe.image_size, recipe.image_size)
        return other

    def training(self, portion: Portion) -> Iterator[Batch]:
        """The batches of that portion: shifted, mirrored, normalised, at the portion's size, cut out."""
        home = self._train.labels.device
        for chosen in portion.indices(self.items, home):
            pixels = self._cut(chosen, portion).to(self._device, non_blocking=True)
            labels = self._train.labels.index_select(0, chosen).to(self._device, non_blocking=True)
            ready = self._ready(pixels, portion.size)
            yield Batch(_with_hole(ready, self._recipe.cutout) if self._recipe.cutout else ready, labels)

    def testing(self, batch_size: int, shard: Shard) -> Iterator[Batch]:
        """The test images of that shard, normalised, at the recipe's size."""
        pixels = self._test.pixels[shard.rank :: shard.world]
        labels = self._test.labels[shard.rank :: shard.world]
        for first in range(0, len(labels), batch_size):
            chosen = slice(first, first + batch_size)
            ready = self._ready(pixels[chosen].to(self._device), self._recipe.image_size)
            yield Batch(ready, labels[chosen].to(self._device))

    def _padded(self, images: Images) -> Images:
        """The training images with a mirrored margin, so that a shift is a choice of pixels."""
        padding = self._recipe.crop_padding
        if not padding:
            return images
        picture = images.pixels.permute(0, 3, 1, 2).float()
        padded = functional.pad(picture, [padding] * 4, mode="reflect")
        return Images(pixels=padded.byte().permute(0, 2, 3, 1).contiguous(), labels=images.labels)

    def _cut(self, chosen: torch.Tensor, portion: Portion) -> torch.Tensor:
        """The chosen images, each shifted by chance and perhaps mirrored, uint8 (N, H, W, C)."""
        pixels, padding, side = self._train.pixels, self._recipe.crop_padding, self._side
        mirrors = self._recipe.flip or self._recipe.alternate_flip
        if not padding and not mirrors:
            return pixels.index_select(0, chosen)
        count, device = len(chosen), pixels.device
        along = torch.arange(side, device=device)
        rows = along + torch.randint(2 * padding + 1, (count, 1), device=device)
        columns = along.expand(count, side)
        if mirrors:
            mirrored = self._mirrored(chosen, portion)
            columns = torch.where(mirrored, columns.flip(1), columns)
        columns = columns + torch.randint(2 * padding + 1, (count, 1), device=device)
        return pixels[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]

    def _mirrored(self, chosen: torch.Tensor, portion: Portion) -> torch.Tensor:
        """Which of the chosen images are mirrored, bool (N, 1)."""
        if not self._recipe.alternate_flip:
            return torch.randint(2, (len(chosen), 1), device=chosen.device, dtype=torch.bool)
        first = torch.randint(2, (self.items,), generator=generator(portion.seed, "mirrored"))
        return ((first + portion.epoch) % 2 == 1).to(chosen.device)[chosen, None]

    def _ready(self, pixels: torch.Tensor, size: int) -> torch.Tensor:
        """Bytes (N, H, W, C) -> normalised float (N, C, size, size) in the format of the model."""
        picture = pixels.permute(0, 3, 1, 2).float().sub_(self._mean).mul_(self._inverse)
        if picture.shape[-1] != size:
            picture = functional.interpolate(picture, size=size, mode="bilinear", align_corners=False)
        return picture.contiguous(memory_format=self._format)


def _with_hole(pictures: torch.Tensor, side: int) -> torch.Tensor:
    """The normalised pictures (N, C, H, W), in place, with a square of the mean colour in each, anywhere."""
    count, _, height, width = pictures.shape
    along = torch.arange(max(height, width), device=pictures.device)
    top, left = (torch.randint(n - side + 1, (count, 1), device=pictures.device) for n in (height, width))
    rows = (along[:height] >= top) & (along[:height] < top + side)
    columns = (along[:width] >= left) & (along[:width] < left + side)
    return pictures.masked_fill_((rows[:, :, None] & columns[:, None, :])[:, None], 0.0)
