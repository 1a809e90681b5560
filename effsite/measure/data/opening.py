"""From a recipe and a folder to a data set, or an error that says what was looked for and where."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

import numpy as np
import torch

from effsite.errors import UsageError
from effsite.measure.data.characters import Characters
from effsite.measure.data.images import Images, ImagesInMemory
from effsite.measure.data.trees import is_tree, open_tree

if TYPE_CHECKING:
    from typing import Any

    from effsite.measure.data.batches import Dataset
    from effsite.measure.recipe import DataRecipe

TORCHVISION = {
    "cifar10": "CIFAR10",
    "cifar100": "CIFAR100",
    "mnist": "MNIST",
    "fashion-mnist": "FashionMNIST",
}
DIGITS_TEST_EVERY = 5
"""Of scikit-learn's digits, those whose index is a multiple of five are the test images."""


def open_dataset(recipe: DataRecipe, where: Path | None, *, download: bool = False) -> Dataset:
    """The data set that the recipe names, from the folder or file `where`.

    Raises UsageError when data are needed and not there, or are something else.
    """
    if recipe.loader == "digits":
        return _digits(recipe)
    if where is None:
        wanted = "FILE" if recipe.loader == "characters" else "DIR"
        fetch = "; with --download it is fetched there" if recipe.loader in TORCHVISION else ""
        raise UsageError(f"{recipe.title} is not part of effsite", f"say where it is: --data {wanted}{fetch}")
    if recipe.loader == "characters":
        return Characters(recipe, where)
    if recipe.loader in TORCHVISION:
        return _torchvision(recipe, where, download=download)
    if download:
        raise UsageError(
            f"{recipe.title} cannot be downloaded by effsite",
            "get it from its own site, as train/<class>/ and val/<class>/, and name that folder: --data DIR",
        )
    if recipe.loader == "imagenet" and where.is_dir() and not is_tree(where):
        _unpack_imagenet(where)
    return open_tree(recipe, where, title=recipe.title, own=True)


def _digits(recipe: DataRecipe) -> ImagesInMemory:
    """The 1,797 images of 8x8 pixels and 17 grey levels that come with scikit-learn."""
    spec = find_spec("sklearn")
    if spec is None or spec.origin is None:
        raise UsageError(
            "the digits come with scikit-learn, which is not installed", "pip install 'effsite[train]'"
        )
    # scikit-learn's own file, read without its package, whose import takes longer than the training
    table = np.loadtxt(Path(spec.origin).parent / "datasets" / "data" / "digits.csv.gz", delimiter=",")
    images = table[:, :-1].reshape(-1, 8, 8)
    pixels = torch.from_numpy(np.rint(images * (255 / 16)).astype(np.uint8)).unsqueeze(-1)
    labels = torch.from_numpy(table[:, -1].astype(np.int64))
    test = torch.arange(len(labels)) % DIGITS_TEST_EVERY == 0
    return ImagesInMemory(
        recipe,
        Images(pixels=pixels[~test], labels=labels[~test]),
        Images(pixels=pixels[test], labels=labels[test]),
        title=recipe.title,
    )


def _torchvision(recipe: DataRecipe, where: Path, *, download: bool) -> Dataset:
    if is_tree(where):
        return open_tree(recipe, where, title=recipe.title, own=False)
    from torchvision import datasets

    kind = getattr(datasets, TORCHVISION[recipe.loader])
    try:
        train, test = (kind(where, train=part, download=download) for part in (True, False))
    except (RuntimeError, FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            f"no {recipe.title} in {where}: {str(error).partition('. ')[0]}",
            "name the folder that torchvision keeps it in, or add --download",
        ) from None
    except (URLError, TimeoutError, ConnectionError) as error:
        raise UsageError(
            f"{recipe.title} could not be downloaded: {error}",
            f"put torchvision's files for {kind.__name__} into {where} yourself",
        ) from None
    return ImagesInMemory(recipe, _images(train), _images(test), title=recipe.title)


def _images(dataset: Any) -> Images:
    pixels = torch.as_tensor(dataset.data)
    pixels = pixels if pixels.ndim == 4 else pixels.unsqueeze(-1)
    return Images(pixels=pixels.contiguous(), labels=torch.as_tensor(dataset.targets, dtype=torch.int64))


def _unpack_imagenet(where: Path) -> None:
    """Unpack ImageNet's archives where they lie, as torchvision does it."""
    from torchvision.datasets import ImageNet

    try:
        for split in ("train", "val"):
            ImageNet(str(where), split=split)
    except (RuntimeError, FileNotFoundError, ModuleNotFoundError) as error:
        raise UsageError(
            f"no ImageNet in {where}: {str(error).splitlines()[0]}",
            "it needs train/<class>/ and val/<class>/, or the archives of ILSVRC 2012",
        ) from None
