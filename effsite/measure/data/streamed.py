"""Images that do not fit into memory: read, cut and enlarged by worker processes, batch by batch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from effsite.measure.data.batches import Batch
from effsite.measure.decoding import picture
from effsite.measure.randomness import generator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.measure.data.batches import Portion, Shard
    from effsite.measure.decoding import Sample
    from effsite.measure.recipe import DataRecipe

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's pixels, as torchvision's models use them."""
MARGIN = 256 / 224
"""For scoring, the shorter side is brought to this times the crop's."""


class StreamedImages:
    """A data set of image files; see `Dataset`.

    Training cuts a random part (8 to 100 % of the area, sides 3:4 to 4:3) and mirrors it by chance,
    as Szegedy et al. 2014 (arXiv 1409.4842) and since then everybody; what is drawn for an image
    follows from seed, epoch and image alone, so the number of workers changes nothing.
    """

    examples_per_item = 1

    def __init__(
        self,
        recipe: DataRecipe,
        train: list[Sample],
        test: list[Sample],
        *,
        title: str,
        own: bool,
        fingerprint: str,
    ) -> None:
        self.title, self.own, self.fingerprint = title, own, fingerprint
        self.classes = max(label for _, label in train) + 1
        self.items = len(train)
        self.input_shape: tuple[int, ...] = (3, recipe.image_size, recipe.image_size)
        self._recipe, self._train, self._test = recipe, train, test
        self._device, self._format = torch.device("cpu"), torch.contiguous_format

    def place(self, device: torch.device, *, channels_last: bool) -> None:
        """Give batches on that device from now on."""
        self._device = device
        self._format = torch.channels_last if channels_last else torch.contiguous_format

    def training(self, portion: Portion) -> Iterator[Batch]:
        """The batches of that portion: random parts, mirrored by chance, normalised."""
        cuts = _Cuts(self._train, self._recipe, portion)
        yield from self._loaded(cuts, [some.tolist() for some in portion.indices(self.items)])

    def testing(self, batch_size: int, shard: Shard) -> Iterator[Batch]:
        """The test images of that shard: middle square, normalised."""
        mine = range(shard.rank, len(self._test), shard.world)
        batches = [list(mine[first : first + batch_size]) for first in range(0, len(mine), batch_size)]
        yield from self._loaded(_Middles(self._test, self._recipe.image_size), batches)

    def _loaded(self, images: Dataset[Any], batches: list[list[int]]) -> Iterator[Batch]:
        workers = self._recipe.workers
        loader = DataLoader(
            images,
            batch_sampler=batches,
            num_workers=workers,
            pin_memory=self._device.type == "cuda",
            generator=generator("workers"),
            prefetch_factor=4 if workers else None,
        )
        mean = torch.tensor(MEAN, device=self._device).view(1, 3, 1, 1) * 255
        inverse = 1 / (torch.tensor(DEVIATION, device=self._device).view(1, 3, 1, 1) * 255)
        for pixels, labels in loader:
            moved = pixels.to(self._device, non_blocking=True).permute(0, 3, 1, 2).float()
            ready = moved.sub_(mean).mul_(inverse).contiguous(memory_format=self._format)
            yield Batch(ready, labels.to(self._device, non_blocking=True))


class _Middles(Dataset[Any]):
    """The middle of each image."""

    def __init__(self, samples: list[Sample], side: int) -> None:
        self._samples, self._side = samples, side

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        path, label = self._samples[index]
        side = round(self._side * MARGIN)
        edge = (side - self._side) // 2
        middle = picture(path, side)[edge : edge + self._side, edge : edge + self._side]
        return torch.from_numpy(np.ascontiguousarray(middle)), label


class _Cuts(Dataset[Any]):
    """A part of each image, drawn from seed, epoch and image."""

    def __init__(self, samples: list[Sample], recipe: DataRecipe, portion: Portion) -> None:
        self._samples, self._recipe, self._portion = samples, recipe, portion

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        from PIL import Image

        path, label = self._samples[index]
        draw = torch.rand(5, generator=generator(self._portion.seed, "cut", self._portion.epoch, index))
        size = self._portion.size
        with Image.open(path) as image:
            colours = image.convert("RGB")
        box = _box(colours.size, draw.tolist()) if self._recipe.random_resized_crop else None
        part = np.asarray(colours.resize((size, size), Image.Resampling.BILINEAR, box=box))
        mirrored = part[:, ::-1] if self._recipe.flip and draw[4] < 0.5 else part
        return torch.from_numpy(mirrored.copy()), label


def _box(size: tuple[int, int], draw: list[float]) -> tuple[float, float, float, float]:
    """Left, upper, right and lower edge of the part that the draws choose, inside the image."""
    width, height = size
    area = width * height * (0.08 + 0.92 * draw[0])
    ratio = math.exp((2 * draw[1] - 1) * math.log(4 / 3))
    wide, high = min(math.sqrt(area * ratio), width), min(math.sqrt(area / ratio), height)
    left, upper = (width - wide) * draw[2], (height - high) * draw[3]
    return left, upper, left + wide, upper + high
