"""How much a rate depends on how it is read: the same results, by other choices that could be defended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from effsite.analysis.censored import censored_slope
from effsite.analysis.frontier import measured
from effsite.analysis.pace import source_of
from effsite.records import METHODS
from effsite.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from effsite.analysis.attempts import LowerBound
    from effsite.records import RecordIs, Result

FEWEST = 3
"""Points that a line or an average needs."""

QUANTILE = 0.1
MOST_FOR_QUANTILE = 120
"""Results through whose pairs the line of the best tenth is sought; with more it would take too long."""
AT_ONCE = 96
"""Lines tried at once: their distances from 120 points are under 128 KiB, for which memory is used again."""


Kind = Literal["records", "results", "counting", "source", "record"]
"""What is chosen: how the records are read, or all results; figures counted in one way; no rows of
a source; or no single record."""

Rate = float | None
Named = tuple[str, Rate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to read the rate: what it is called, and the months to halve (or double) that it gives."""

    kind: Kind
    name: str
    halving_time_months: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Points:
    """Results in date order, the best of a day first: days since the first, and log2 of how good each is.

    `places` says which of all results each point is.
    """

    places: NDArray[np.intp]
    days: NDArray[np.float64]
    gains: NDArray[np.float64]

    def of(self, chosen: NDArray[np.bool_]) -> _Points:
        """Those that are chosen."""
        return _Points(places=self.places[chosen], days=self.days[chosen], gains=self.gains[chosen])

    def records(self) -> _Points:
        """Those that are better than all before."""
        best_before = np.maximum.accumulate(np.r_[-np.inf, self.gains])[:-1]
        return self.of(self.gains > best_before)


def choices(
    competing: Iterable[Result], measure: str, record_is: RecordIs, more_than: Sequence[LowerBound] = ()
) -> tuple[Choice, ...]:
    """The rate of the same results by each choice that gives one, the average of the records first.

    `competing` are the results that can set a record of the measure, `more_than` the systems that stayed
    short and bound it from below. A choice is left out where fewer than three points are left for it, where
    they bear one date, or where they show no gain.
    """
    results, points = _in_order(competing, measure, record_is)
    records = points.records()
    if len(records.days) < FEWEST:
        return ()
    found: tuple[tuple[Kind, Iterable[Named]], ...] = (
        ("records", _of_records(records, points)),
        ("results", (*_of_results(points), *_with_bounds(results, points, more_than))),
        ("counting", _by_counting(results, points, records, measure)),
        ("source", _without_sources(results, points, records)),
        ("record", _without_each(results, points, records)),
    )
    return tuple(
        Choice(kind=kind, name=name, halving_time_months=1 / (rate * DAYS_PER_MONTH))
        for kind, named in found
        for name, rate in named
        if rate is not None and rate > 0
    )


def _in_order(competing: Iterable[Result], measure: str, record_is: RecordIs) -> tuple[list[Result], _Points]:
    """The results in the order of the points, and the points."""
    sign = -1 if record_is == "least" else 1
    results = sorted(
        competing, key=lambda r: (r.published.day, -sign * measured(r, measure), r.system, r.submission)
    )
    days = np.array([r.published.day.toordinal() for r in results], dtype=float)
    values = np.array([measured(r, measure) for r in results], dtype=float)
    start = days[0] if results else 0.0
    places = np.arange(len(results))
    return results, _Points(places=places, days=days - start, gains=sign * np.log2(values))


def _of_records(records: _Points, points: _Points) -> Iterator[Named]:
    yield "records: first to latest", _between_ends(records)
    yield "records: straight line", _line(records)
    yield (
        "records: straight line, each weighed by the time it stood",
        _line(records, _stood(records, points)),
    )


def _of_results(points: _Points) -> Iterator[Named]:
    yield "all results: straight line", _line(points)
    yield "all results: line above which the best tenth lies", _best_tenth(points)


def _with_bounds(
    results: Sequence[Result], points: _Points, more_than: Sequence[LowerBound]
) -> Iterator[Named]:
    """The line through all results in which those that stayed short gain less than what they spent says."""
    if not more_than or len(points.days) < FEWEST:
        return
    start = results[0].published.day.toordinal()
    at = np.array([b.attempt.published.day.toordinal() - start for b in more_than], dtype=float)
    bounds = -np.log2(np.array([b.value for b in more_than], dtype=float))
    yield (
        "all results: straight line, those that stayed short as more than they spent",
        censored_slope(points.days, points.gains, at, bounds),
    )


def _between_ends(records: _Points) -> Rate:
    """Doublings a day from the first of the records to the last; None under three."""
    if len(records.days) < FEWEST:
        return None
    return float((records.gains[-1] - records.gains[0]) / (records.days[-1] - records.days[0]))


def _line(points: _Points, weights: NDArray[np.float64] | None = None) -> Rate:
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


def _best_tenth(points: _Points) -> Rate:
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
    points: _Points, slopes: NDArray[np.float64], heights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The loss of quantile regression of each of those lines: the larger of 0.9 d and -0.1 d over all points.

    d is how far a point lies above the line; the larger of the two is |d| / 2 + 0.4 d, which numpy has
    several times as fast as a maximum.
    """
    over = points.gains - heights[:, None]
    over -= slopes[:, None] * points.days
    lost: NDArray[np.float64] = (0.5 - QUANTILE) * over.sum(axis=1) + np.abs(over).sum(axis=1) / 2
    return lost


def _by_counting(
    results: Sequence[Result], points: _Points, records: _Points, measure: str
) -> Iterator[Named]:
    """The records among the figures of each method alone, and those between two changes of method."""
    methods = [r.flop_method for r in results]
    if measure != "training_flop" or len(set(methods)) < 2:
        return
    for name, method in METHODS.items():
        alone = points.of(np.array([m == name for m in methods])).records()
        yield f"records of figures {method.label} alone: first to latest", _between_ends(alone)
    yield from _between_changes(results, records)


def _between_changes(results: Sequence[Result], records: _Points) -> Iterator[Named]:
    """The records before, between and after the days on which the method of the records changed."""
    holders = [results[place] for place in records.places.tolist()]
    changes = [n for n, (a, b) in enumerate(pairwise(holders), 1) if a.flop_method != b.flop_method]
    if not changes:
        return
    days = [str(holders[n].published) for n in changes]
    names = [
        f"before the change of counting of {days[0]}",
        *(f"between the changes of counting of {a} and {b}" for a, b in pairwise(days)),
        f"from the change of counting of {days[-1]} on",
    ]
    for name, (first, end) in zip(names, pairwise([0, *changes, len(holders)]), strict=True):
        stretch = np.zeros(len(holders), dtype=bool)
        stretch[first:end] = True
        yield f"records {name}: first to latest", _between_ends(records.of(stretch))


def _without_sources(results: Sequence[Result], points: _Points, records: _Points) -> Iterator[Named]:
    """The line through the records that are left without all results of one paper, page or submission.

    Only of those that have several results, and a record among them: a source with one result is that
    record left out, and one without a record changes none.
    """
    holders = set(records.places.tolist())
    seen: set[frozenset[int]] = set()
    for name, places in _sources(results).items():
        if len(places) < 2 or holders.isdisjoint(places) or places in seen:
            continue
        seen.add(places)
        left = points.of(~np.isin(points.places, list(places))).records()
        yield f"straight line without the {len(places)} results {name}", _line(left)


def _sources(results: Sequence[Result]) -> dict[str, frozenset[int]]:
    """The places of the results of each paper or page, and of each submission, by how it is named."""
    found: dict[str, list[int]] = {}
    for place, result in enumerate(results):
        found.setdefault(f"of {source_of(result).partition('://')[2] or result.system}", []).append(place)
    for place, result in enumerate(results):
        found.setdefault(f"of the submission {result.submission}", []).append(place)
    return {name: frozenset(places) for name, places in found.items()}


def _without_each(results: Sequence[Result], points: _Points, records: _Points) -> Iterator[Named]:
    """The line through the records that are left when one of them is left out, found anew."""
    for place in records.places.tolist():
        left = points.of(points.places != place).records()
        yield f"straight line without {results[place].system}", _line(left)
