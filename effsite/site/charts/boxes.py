"""Rectangles in a picture, and how many of thousands lie under one more."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Boxes:
    """Many rectangles, which are asked together."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        """All of those, in any order."""
        self._sides = np.array(list(boxes), dtype=float).reshape(-1, 4).T

    def under(self, these: Sequence[Box]) -> list[int]:
        """How many of the rectangles share any area with each of these."""
        if not these:
            return []
        left, top, right, bottom = self._sides
        asked = np.array(these, dtype=float).T[:, :, None]
        shared = (asked[0] < right) & (left < asked[2]) & (asked[1] < bottom) & (top < asked[3])
        counts: list[int] = shared.sum(axis=1).tolist()
        return counts
