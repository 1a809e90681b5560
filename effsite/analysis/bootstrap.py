"""Straight lines through resampled points: how far a fitted trend could have come out otherwise.

The pairs bootstrap of Efron & Tibshirani (An Introduction to the Bootstrap, 1993, section 9.5):
points are drawn with replacement, as many as there are, and each draw is fitted anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

DRAWS = 2000
"""Resamples behind every interval."""

SEED = 2012
"""Fixed, so that the same rows give the same interval on every machine."""

BLOCK_POINTS = 1_000_000
"""Points drawn at a time: some 50 MB, so that thousands of results need no more memory."""

LEVEL_LINE = 1e-12
"""A line that rises by less than this share of the points' own spread is level but for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResampledLines:
    """The line through each resample: `intercepts + slopes * x`, both of shape (DRAWS,)."""

    slopes: NDArray[np.float64]
    intercepts: NDArray[np.float64]

    def quantiles_at(self, xs: Sequence[float], level: float) -> tuple[tuple[float, float], ...]:
        """The ends of the central `level` share of the lines at each x."""
        heights = self.intercepts[:, None] + self.slopes[:, None] * np.asarray(xs, dtype=float)
        low, high = np.quantile(heights, _tails(level), axis=0)
        return tuple(zip(low.tolist(), high.tolist(), strict=True))

    def gain_quantiles(self, level: float, *, rising: bool) -> tuple[float, float]:
        """The ends of the central `level` share of the slopes, upwards when `rising`, else downwards."""
        low, high = np.quantile(self._gains(rising=rising), _tails(level))
        return float(low), float(high)

    def share_without_gain(self, *, rising: bool) -> float:
        """The share of the resamples, 0 to 1, that are level or slope the other way."""
        return float(np.mean(self._gains(rising=rising) <= 0))

    def _gains(self, *, rising: bool) -> NDArray[np.float64]:
        return self.slopes if rising else -self.slopes


def resampled_lines(xs: Sequence[float], ys: Sequence[float]) -> ResampledLines:
    """Least-squares lines through DRAWS resamples of the points (xs, ys).

    `xs` must hold at least two distinct values; a resample in which all x are the same has no
    line and is drawn again.
    """
    x, y = np.asarray(xs, dtype=float), np.asarray(ys, dtype=float)
    bits = np.random.PCG64(SEED)
    parts = [_lines(x, y, _resamples(x, bits, draws)) for draws in _blocks(len(x))]
    slopes, intercepts = (np.concatenate(column) for column in zip(*parts, strict=True))
    return ResampledLines(slopes=slopes, intercepts=intercepts)


def _blocks(n: int) -> Iterator[int]:
    """Numbers of draws that sum to DRAWS, each small enough for its block of points."""
    most = max(1, BLOCK_POINTS // n)
    for done in range(0, DRAWS, most):
        yield min(most, DRAWS - done)


def _lines(
    x: NDArray[np.float64], y: NDArray[np.float64], chosen: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes and intercepts of the lines through the chosen points, one line for each row."""
    drawn_x, drawn_y = x.take(chosen), (y - y[0]).take(chosen)
    mean_x, mean_y = drawn_x.mean(axis=1), drawn_y.mean(axis=1)
    drawn_x -= mean_x[:, None]
    drawn_y -= mean_y[:, None]
    slopes = _row_products(drawn_x, drawn_y) / _row_products(drawn_x, drawn_x)
    slopes[np.abs(slopes) * np.ptp(x) <= LEVEL_LINE * np.ptp(y)] = 0
    return slopes, y[0] + mean_y - slopes * mean_x


def _row_products(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    product: NDArray[np.float64] = np.einsum("ij,ij->i", a, b)
    return product


def _resamples(x: NDArray[np.float64], bits: np.random.PCG64, draws: int) -> NDArray[np.int64]:
    """Indices of shape (draws, n), each row with at least two distinct x."""
    chosen = _draw(bits, draws, len(x))
    while (flat := _on_one_x(x.take(chosen))).any():
        chosen[flat] = _draw(bits, int(flat.sum()), len(x))
    return chosen


def _on_one_x(drawn_x: NDArray[np.float64]) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (drawn_x == drawn_x[:, :1]).all(axis=1)
    return same


def _draw(bits: np.random.PCG64, draws: int, n: int) -> NDArray[np.int64]:
    # numpy promises the same raw stream in every version for a bit generator, but not the same
    # integers from a Generator (NEP 19), so the scaling of 32 random bits to 0..n-1 is done here.
    raw = bits.random_raw(draws * n)
    raw >>= np.uint64(32)
    raw *= np.uint64(n)
    raw >>= np.uint64(32)
    return raw.view(np.int64).reshape(draws, n)


def _tails(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2
