"""One image file -> pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from effsite.errors import UsageError

Sample = tuple[Path, int]
"""An image file and its class."""


def picture(path: Path, side: int) -> np.ndarray:
    """The middle square of the image as uint8 (side, side, 3), reduced or enlarged to that side."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            colours = image.convert("RGB")
    except (UnidentifiedImageError, OSError) as error:
        raise UsageError(f"{path} cannot be read as an image: {error}", "remove or replace it") from None
    if colours.size != (side, side):
        colours = ImageOps.fit(colours, (side, side), Image.Resampling.BILINEAR)
    return np.asarray(colours)
