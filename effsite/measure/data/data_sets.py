"""Data opened once for all the systems of a study, whatever size of images each of them sees."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.measure.data.images import ImagesInMemory
from effsite.measure.data.opening import open_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.measure.data.batches import Dataset
    from effsite.measure.recipe import DataRecipe


class DataSets:
    """The data sets that recipes ask for, from the folder or file `where`; each is opened once.

    Images that are stored at one size are read, decoded and moved to a device once, also where
    recipes enlarge them differently.
    """

    def __init__(self, where: Path | None) -> None:
        self._where = where
        self._opened: dict[DataRecipe, Dataset] = {}

    def open(self, recipe: DataRecipe, *, download: bool = False) -> Dataset:
        """The data set of that recipe; raises UsageError as `open_dataset` does."""
        if recipe not in self._opened:
            self._opened[recipe] = self._resized(recipe) or open_dataset(
                recipe, self._where, download=download
            )
        return self._opened[recipe]

    def _resized(self, recipe: DataRecipe) -> Dataset | None:
        """An opened data set whose images are the same, at this recipe's size."""
        if not recipe.stored_size:
            return None
        for known, dataset in self._opened.items():
            alike = replace(known, image_size=recipe.image_size, resolution=recipe.resolution)
            if alike == recipe and isinstance(dataset, ImagesInMemory):
                return dataset.at_size(recipe)
        return None
