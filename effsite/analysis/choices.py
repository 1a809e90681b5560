"""How much a rate depends on how it is read: the same results, by other choices that could be defended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from effsite.analysis.censored import censored_slope
from effsite.analysis.frontier import measured
from effsite.analysis.slopes import FEWEST, DatedGains, best_tenth, between_ends, line
from effsite.analysis.sources import published_at
from effsite.analysis.standing import Figure, has_range, standing
from effsite.records import METHODS
from effsite.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from effsite.analysis.attempts import LowerBound
    from effsite.records import RecordIs, Result

Kind = Literal["records", "results", "counting", "source", "record"]
"""What is chosen: how the records are read, or all results; figures counted in one way; no rows of
a source; or no single record."""

Named = tuple[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to read the rate: what it is called, and the months to halve (or double) that it gives."""

    kind: Kind
    name: str
    halving_time_months: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """All results in date order with their figures, and the points that they are.

    `plain` says that no figure's range matters between any two, so that whatever is better is a record.
    `worth` is the more the better: the figures themselves, below zero where the least is best. `certain` is
    the same of figures without a range, and of those with one less than any.
    """

    results: tuple[Result, ...]
    figures: tuple[Figure, ...]
    points: DatedGains
    worth: NDArray[np.float64]
    certain: NDArray[np.float64]
    record_is: RecordIs
    plain: bool

    def records(self, points: DatedGains) -> DatedGains:
        """The records among those points alone."""
        if self.plain:
            return points.of(points.gains > _best_before(points.gains))
        # None is one that is not better than an earlier figure without a range, whatever becomes of others.
        may_be = points.of(self.worth[points.places] > _best_before(self.certain[points.places]))
        figures = [self.figures[place] for place in may_be.places.tolist()]
        return may_be.of(np.array(standing(figures, self.record_is).records, dtype=np.intp))


def _best_before(each: NDArray[np.float64]) -> NDArray[np.float64]:
    """The most of those before each; less than any before the first."""
    best: NDArray[np.float64] = np.maximum.accumulate(np.r_[-np.inf, each])[:-1]
    return best


def choices(
    competing: Iterable[Result],
    measure: str,
    record_is: RecordIs,
    *,
    outside: Iterable[Result] = (),
    more_than: Sequence[LowerBound] = (),
) -> tuple[Choice, ...]:
    """The rate of the same results by each choice that gives one, the average of the records first.

    `competing` are the results that can set a record of the measure; `outside` are estimates that do not for
    what they may be off by, and may where another result is left out; `more_than` are the systems that
    stayed short and bound the measure from below. A choice is left out where fewer than three points are
    left for it, where they bear one date, or where they show no gain.
    """
    beside = tuple(outside)
    given = _in_order((*competing, *beside), measure, record_is)
    records = given.records(given.points)
    if len(records.days) < FEWEST:
        return ()
    unsure = {id(r) for r in beside}
    sure = given.points.of(np.array([id(r) not in unsure for r in given.results]))
    found: tuple[tuple[Kind, Iterable[Named]], ...] = (
        ("records", _of_records(records, given)),
        ("results", (*_of_results(sure), *_with_bounds(sure, given, more_than))),
        ("counting", _by_counting(given, records, measure)),
        ("source", _without_sources(given, records)),
        ("record", _without_each(given, records)),
    )
    return tuple(
        Choice(kind=kind, name=name, halving_time_months=1 / (rate * DAYS_PER_MONTH))
        for kind, named in found
        for name, rate in named
        if rate is not None and rate > 0
    )


def _in_order(every: Iterable[Result], measure: str, record_is: RecordIs) -> _Given:
    """The results in the order of the points, the best of a day first."""
    sign = -1 if record_is == "least" else 1
    results = sorted(
        every, key=lambda r: (r.published.day, -sign * measured(r, measure), r.system, r.submission)
    )
    days = np.array([r.published.day.toordinal() for r in results], dtype=float)
    values = np.array([measured(r, measure) for r in results], dtype=float)
    start = days[0] if results else 0.0
    points = DatedGains(places=np.arange(len(results)), days=days - start, gains=sign * np.log2(values))
    figures = tuple(Figure.of(r, measure, measured(r, measure)) for r in results)
    alike = {f.machine for f in figures}
    ranged = np.array([has_range(r, measure) for r in results], dtype=bool)
    return _Given(
        results=tuple(results),
        figures=figures,
        points=points,
        worth=sign * values,
        certain=np.where(ranged, -np.inf, sign * values),
        record_is=record_is,
        plain=all(f.low == f.high for f in figures) or (len(alike) == 1 and None not in alike),
    )


def _of_records(records: DatedGains, given: _Given) -> Iterator[Named]:
    yield "records: first to latest", between_ends(records)
    yield "records: straight line", line(records)
    yield (
        "records: straight line, each weighed by the time it stood",
        line(records, _stood(records, given.points)),
    )


def _of_results(points: DatedGains) -> Iterator[Named]:
    yield "all results: straight line", line(points)
    yield "all results: line above which the best tenth lies", best_tenth(points)


def _with_bounds(points: DatedGains, given: _Given, more_than: Sequence[LowerBound]) -> Iterator[Named]:
    """The line through all results in which those that stayed short gain less than what they spent says."""
    if not more_than or len(points.days) < FEWEST:
        return
    start = given.results[0].published.day.toordinal()
    at = np.array([b.attempt.published.day.toordinal() - start for b in more_than], dtype=float)
    bounds = -np.log2(np.array([b.value for b in more_than], dtype=float))
    yield (
        "all results: straight line, those that stayed short as more than they spent",
        censored_slope(points.days, points.gains, at, bounds),
    )


def _stood(records: DatedGains, points: DatedGains) -> NDArray[np.float64]:
    """For how many days each record stood, the last one up to the latest result, and a day at least."""
    stood: NDArray[np.float64] = np.maximum(np.diff(np.r_[records.days, points.days[-1]]), 1.0)
    return stood


def _by_counting(given: _Given, records: DatedGains, measure: str) -> Iterator[Named]:
    """The records among the figures of each method alone, and those between two changes of method."""
    methods = [r.flop_method for r in given.results]
    if measure != "training_flop" or len(set(methods)) < 2:
        return
    for name, method in METHODS.items():
        alone = given.records(given.points.of(np.array([m == name for m in methods])))
        yield f"records of figures {method.label} alone: first to latest", between_ends(alone)
    yield from _between_changes(given, records)


def _between_changes(given: _Given, records: DatedGains) -> Iterator[Named]:
    """The records before, between and after the days on which the method of the records changed."""
    holders = [given.results[place] for place in records.places.tolist()]
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
        yield f"records {name}: first to latest", between_ends(records.of(stretch))


def _without_sources(given: _Given, records: DatedGains) -> Iterator[Named]:
    """The line through the records that are left without all results of one paper, page or submission.

    Only of those that have several results, and a record among them: a source with one result is that
    record left out, and one without a record changes none.
    """
    holders = set(records.places.tolist())
    seen: set[frozenset[int]] = set()
    for name, places in _sources(given.results).items():
        if len(places) < 2 or holders.isdisjoint(places) or places in seen:
            continue
        seen.add(places)
        left = given.points.of(~np.isin(given.points.places, list(places)))
        yield f"straight line without the {len(places)} results {name}", line(given.records(left))


def _sources(results: Sequence[Result]) -> dict[str, frozenset[int]]:
    """The places of the results of each paper or page, and of each submission, by how it is named."""
    found: dict[str, list[int]] = {}
    for place, result in enumerate(results):
        found.setdefault(f"of {published_at(result).partition('://')[2] or result.system}", []).append(place)
    for place, result in enumerate(results):
        found.setdefault(f"of the submission {result.submission}", []).append(place)
    return {name: frozenset(places) for name, places in found.items()}


def _without_each(given: _Given, records: DatedGains) -> Iterator[Named]:
    """The line through the records that are left when one of them is left out, found anew."""
    for place in records.places.tolist():
        left = given.points.of(given.points.places != place)
        yield f"straight line without {given.results[place].system}", line(given.records(left))
