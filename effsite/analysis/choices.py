"""How much a rate depends on how it is read: the same results, by other choices that could be defended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from effsite.analysis.frontier import measured
from effsite.records import METHODS
from effsite.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from effsite.records import RecordIs, Result

FEWEST = 3
"""Points that a line or an average needs."""

QUANTILE = 0.1
MOST_FOR_QUANTILE = 120
"""Results through whose pairs the line of the best tenth is sought; with more it would take too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to read the rate: what it is called, and the months to halve (or double) that it gives."""

    name: str
    halving_time_months: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Points:
    """Results in date order, the best of a day first: days since the first, and log2 of how good each is."""

    results: tuple[Result, ...]
    days: NDArray[np.float64]
    gains: NDArray[np.float64]

    def of(self, chosen: NDArray[np.bool_]) -> _Points:
        """Those that are chosen."""
        results = tuple(compress(self.results, chosen))
        return _Points(results=results, days=self.days[chosen], gains=self.gains[chosen])

    def records(self) -> _Points:
        """Those that are better than all before."""
        best_before = np.maximum.accumulate(np.r_[-np.inf, self.gains])[:-1]
        return self.of(self.gains > best_before)


def choices(competing: Iterable[Result], measure: str, record_is: RecordIs) -> tuple[Choice, ...]:
    """The rate of the same results by each choice that gives one, the average of the records first.

    `competing` are the results that can set a record of the measure. A choice is left out where fewer
    than three points are left for it, where they bear one date, or where they show no gain.
    """
    points = _points(competing, measure, record_is)
    records = points.records()
    if len(records.days) < FEWEST:
        return ()
    found = (
        ("records: first to latest", _between_ends(records)),
        ("records: straight line", _line(records)),
        (
            "records: straight line, each weighed by the time it stood",
            _line(records, _stood(records, points)),
        ),
        ("all results: straight line", _line(points)),
        ("all results: line above which the best tenth lies", _best_tenth(points)),
        *_by_method(points, measure),
        *_without_each(points, records),
    )
    return tuple(
        Choice(name=name, halving_time_months=1 / (rate * DAYS_PER_MONTH))
        for name, rate in found
        if rate is not None and rate > 0
    )


def _points(competing: Iterable[Result], measure: str, record_is: RecordIs) -> _Points:
    sign = -1 if record_is == "least" else 1
    results = sorted(
        competing, key=lambda r: (r.published.day, -sign * measured(r, measure), r.system, r.submission)
    )
    days = np.array([r.published.day.toordinal() for r in results], dtype=float)
    values = np.array([measured(r, measure) for r in results], dtype=float)
    start = days[0] if results else 0.0
    return _Points(results=tuple(results), days=days - start, gains=sign * np.log2(values))


def _between_ends(records: _Points) -> float | None:
    """Doublings a day from the first of the records to the last; None under three."""
    if len(records.days) < FEWEST:
        return None
    return float((records.gains[-1] - records.gains[0]) / (records.days[-1] - records.days[0]))


def _line(points: _Points, weights: NDArray[np.float64] | None = None) -> float | None:
    """The slope in doublings a day of the (weighted) least-squares line; None where there is none."""
    if len(points.days) < FEWEST or points.days[0] == points.days[-1]:
        return None
    w = np.ones(len(points.days)) if weights is None else weights
    centred = points.days - (w @ points.days) / w.sum()
    return float((w * centred) @ points.gains / ((w * centred) @ centred))


def _stood(records: _Points, points: _Points) -> NDArray[np.float64]:
    """For how many days each record stood, the last one up to the latest result, and a day at least."""
    stood: NDArray[np.float64] = np.maximum(np.diff(np.r_[records.days, points.days[-1]]), 1.0)
    return stood


def _best_tenth(points: _Points) -> float | None:
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
    over = gains - (gains[first] - slopes * days[first])[:, None] - slopes[:, None] * days
    losses = np.maximum((1 - QUANTILE) * over, -QUANTILE * over).sum(axis=1)
    return float(slopes[int(np.argmin(losses))])


def _by_method(points: _Points, measure: str) -> Iterator[tuple[str, float | None]]:
    """The records among the figures of each method alone, where there is more than one method."""
    present = {r.flop_method for r in points.results}
    if measure != "training_flop" or len(present) < 2:
        return
    for name, method in METHODS.items():
        alone = points.of(np.array([r.flop_method == name for r in points.results])).records()
        yield f"records of figures {method.label} alone: first to latest", _between_ends(alone)


def _without_each(points: _Points, records: _Points) -> Iterator[tuple[str, float | None]]:
    """The line through the records that are left when one of them is left out, found anew."""
    places = {id(r): n for n, r in enumerate(points.results)}
    for record in records.results:
        left = np.ones(len(points.results), dtype=bool)
        left[places[id(record)]] = False
        yield f"straight line without {record.system}", _line(points.of(left).records())
