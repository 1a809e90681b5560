"""Image files -> pixels, by as many processes as the machine has processors; it imports no torch.

Small files are decoded faster by one process than by threads, which wait for one another; processes
that had to import torch first would take longer to start than to work.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from effsite.errors import UsageError

Sample = tuple[Path, int]
"""An image file and its class."""
FEW = 5000
"""Up to so many files, one process is done before others would have started."""
FILES_AT_A_TIME = 500


def picture(path: Path, side: int) -> np.ndarray:
    """The middle square of the image as uint8 (side, side, 3), reduced or enlarged to that side.

    Raises UsageError for a file that is no image.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            colours = image.convert("RGB")
    except (UnidentifiedImageError, OSError) as error:
        raise UsageError(f"{path} cannot be read as an image: {error}", "remove or replace it") from None
    if colours.size != (side, side):
        colours = ImageOps.fit(colours, (side, side), Image.Resampling.BILINEAR)
    return np.asarray(colours)


def pictures(paths: list[Path], side: int, *, processes: int = 0) -> np.ndarray:
    """Each image as `picture` gives it, in order: uint8 (N, side, side, 3).

    By so many processes; 0 takes what the machine offers. Raises UsageError for a file that is no
    image.
    """
    processes = processes or _processes(len(paths))
    if processes == 1:
        return _stacked(paths, side)
    spawn = multiprocessing.get_context("spawn")
    parts = [paths[first : first + FILES_AT_A_TIME] for first in range(0, len(paths), FILES_AT_A_TIME)]
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        return np.concatenate(list(pool.map(partial(_stacked, side=side), parts)))


def _stacked(paths: list[Path], side: int) -> np.ndarray:
    return np.stack([picture(path, side) for path in paths])


def _processes(files: int) -> int:
    """How many processes so many files are worth: those that this one may use, shared under torchrun."""
    if files <= FEW:
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(usable // int(os.environ.get("LOCAL_WORLD_SIZE", "1")), 1)
