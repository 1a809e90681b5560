"""Trees of image files: train/<class>/ and test/<class>/ or val/<class>/, held in memory or streamed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import torch

from effsite.errors import UsageError
from effsite.files import require_file
from effsite.measure.data.images import Images, ImagesInMemory
from effsite.measure.data.streamed import StreamedImages
from effsite.measure.decoding import pictures

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.measure.data.batches import Dataset
    from effsite.measure.decoding import Sample
    from effsite.measure.recipe import DataRecipe

TEST_FOLDERS = ("test", "val")
SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".ppm", ".webp", ".tif", ".tiff")
MOST_BYTES = 4 * 2**30
"""Above this, images are read from the disk batch by batch."""


def is_tree(folder: Path) -> bool:
    """Whether the folder holds train/ and test/ or val/."""
    return (folder / "train").is_dir() and any((folder / name).is_dir() for name in TEST_FOLDERS)


def open_tree(recipe: DataRecipe, folder: Path, *, title: str, own: bool) -> Dataset:
    """The data set in a tree of images.

    A tree in place of a task's own files (`own` False) is titled by what its files are: JPEG
    compression loses something, so such images are never the original ones. Raises UsageError
    when the folder is no such tree, a class is missing, an image cannot be read, or the recipe asks
    for what is done to images in memory only.
    """
    if not is_tree(folder):
        raise UsageError(
            f"{folder} holds no train/ and test/ (or val/) with a folder for each class",
            "name the folder above them: --data DIR",
        )
    held_out = next(folder / name for name in TEST_FOLDERS if (folder / name).is_dir())
    classes = _classes(folder / "train")
    train, test = _samples(folder / "train", classes), _samples(held_out, classes)
    title = title if own else _honest(title, train[0][0])
    side = recipe.stored_size or recipe.image_size
    if recipe.random_resized_crop or len(train) * side * side * 3 > MOST_BYTES:
        if recipe.cutout or recipe.alternate_flip:
            raise UsageError(
                f"images read from {folder} batch by batch are neither cut out nor mirrored in turn",
                "leave cutout and alternate_flip out of the recipe, or keep smaller images",
            )
        return StreamedImages(
            recipe, train, test, title=title, own=own, fingerprint=_fingerprint(folder, train + test)
        )
    return ImagesInMemory(recipe, _decoded(train, side), _decoded(test, side), title=title, own=own)


def _honest(title: str, example: Path) -> str:
    kind = example.suffix.lstrip(".").upper().replace("JPG", "JPEG")
    return f"JPEG-compressed {title}" if kind == "JPEG" else f"{title} as {kind} files"


def _classes(folder: Path) -> dict[str, int]:
    names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    if len(names) < 2:
        raise UsageError(f"{folder} has {len(names)} class folders", "it needs one folder for each class")
    return {name: position for position, name in enumerate(names)}


def _samples(folder: Path, classes: dict[str, int]) -> list[Sample]:
    """Every image below the folder with its class, in the order of their names; raises NotAFileError."""
    unknown = sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name not in classes)
    if unknown:
        raise UsageError(
            f"{folder / unknown[0]} is a class without training images", "the folders must agree"
        )
    found = [
        (path, label)
        for name, label in classes.items()
        for path in (sorted((folder / name).iterdir()) if (folder / name).is_dir() else ())
        if path.suffix.lower() in SUFFIXES
    ]
    for path, _ in found:
        require_file(path)
    if not found:
        raise UsageError(f"{folder} holds no images", f"expected files like {folder}/<class>/0001.jpg")
    return found


def _decoded(samples: list[Sample], side: int) -> Images:
    pixels = pictures([path for path, _ in samples], side)
    labels = torch.tensor([label for _, label in samples])
    return Images(pixels=torch.from_numpy(pixels), labels=labels)


def _fingerprint(folder: Path, samples: list[Sample]) -> str:
    """Twelve hexadecimal digits of the names and classes: a million files are not read for it."""
    digest = hashlib.sha256()
    for path, label in samples:
        digest.update(f"{path.relative_to(folder)} {label}\n".encode())
    return digest.hexdigest()[:12]
