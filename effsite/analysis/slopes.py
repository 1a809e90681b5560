"""How fast points rise: between their ends, along a line, and along the line above which the best lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 3
"""Points that a line or an average needs."""

QUANTILE = 0.1
MOST_FOR_QUANTILE = 120
"""Results through whose pairs the line of the best tenth is sought; with more it would take too long."""
AT_ONCE = 96
"""Lines tried at once: their distances from 120 points are under 128 KiB, for which memory is used again."""

Rate = float | None
"""In doublings a day; None where the points give none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedGains:
    """Results in date order, the best of a day first: days since the first, and log2 of how good each is.

    `places` says which of all results each point is.
    """

    places: NDArray[np.intp]
    days: NDArray[np.float64]
    gains: NDArray[np.float64]

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> DatedGains:
        """The points that are chosen: by true or false for each, or by their positions in these."""
        return DatedGains(places=self.places[chosen], days=self.days[chosen], gains=self.gains[chosen])


def between_ends(records: DatedGains) -> Rate:
    """Doublings a day from the first of the records to the last; None under three."""
    if len(records.days) < FEWEST:
        return None
    return float((records.gains[-1] - records.gains[0]) / (records.days[-1] - records.days[0]))


def line(points: DatedGains, weights: NDArray[np.float64] | None = None) -> Rate:
    """The slope in doublings a day of the (weighted) least-squares line; None where there is none."""
    if len(points.days) < FEWEST or points.days[0] == points.days[-1]:
        return None
    w = np.ones(len(points.days)) if weights is None else weights
    centred = points.days - (w @ points.days) / w.sum()
    return float((w * centred) @ points.gains / ((w * centred) @ centred))


def best_tenth(points: DatedGains) -> Rate:
    """The slope of the line above which a tenth of the results lies: quantile regression.

    Such a line runs through two of the points (Koenker & Bassett 1978), so all pairs are tried.
    """
    if not FEWEST < len(points.days) <= MOST_FOR_QUANTILE:
        return None
    first, second = np.triu_indices(len(points.days), 1)
    apart = points.days[second] != points.days[first]
    if not apart.any():
        return None
    days, gains, first, second = points.days, points.gains, first[apart], second[apart]
    slopes = (gains[second] - gains[first]) / (days[second] - days[first])
    heights = gains[first] - slopes * days[first]
    losses = np.concatenate(
        [
            _losses(points, slopes[n : n + AT_ONCE], heights[n : n + AT_ONCE])
            for n in range(0, len(slopes), AT_ONCE)
        ]
    )
    return float(slopes[int(np.argmin(losses))])


def _losses(
    points: DatedGains, slopes: NDArray[np.float64], heights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The loss of quantile regression of each of those lines: the larger of 0.9 d and -0.1 d over all points.

    d is how far a point lies above the line; the larger of the two is |d| / 2 + 0.4 d, which numpy has
    several times as fast as a maximum.
    """
    over = points.gains - heights[:, None]
    over -= slopes[:, None] * points.days
    lost: NDArray[np.float64] = (0.5 - QUANTILE) * over.sum(axis=1) + np.abs(over).sum(axis=1) / 2
    return lost
