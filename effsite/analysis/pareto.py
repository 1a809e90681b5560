"""Two measures at once: the results that no other beats in both, and those of which that is not sure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from effsite.analysis.frontier import competing, measured
from effsite.analysis.standing import Figure
from effsite.analysis.uncertainty import range_of
from effsite.records import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from effsite.analysis.uncertainty import Range
    from effsite.records import Result, Target

FEWEST = 5
"""Results with both measures that a view of the two needs."""

FEWEST_DIFFERENT = 3
"""Different values of each measure that it needs: results of one machine show nothing of machines."""

Place = Literal["front", "perhaps front", "perhaps behind", "behind"]
"""Where a result stands: on the frontier whatever the estimates may be off by; on it by its figure, and
behind where an estimate is off; behind by its figure, and on it where an estimate is off; behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two amounts, the least of both being best; `x` and `y` are names in MEASURES or SPENT.

    Compute stands on y, where the doubt of its figures is drawn.
    """

    name: str
    x: str
    y: str


PAIRS = (
    Pair(name="training-and-inference", x="forward_pass", y="training_flop"),
    Pair(name="time-and-devices", x="devices", y="seconds"),
    Pair(name="compute-and-cost", x="cost_usd", y="training_flop"),
    Pair(name="time-and-cost", x="cost_usd", y="seconds"),
    Pair(name="time-and-examples", x="examples", y="seconds"),
)
"""The trades that readers ask for, in the order of their pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One result by both measures. `ends` are what the value on y may be off by, where it has ends."""

    result: Result
    x: float
    y: float
    place: Place
    ends: Range | None

    @property
    def on_front(self) -> bool:
        """Whether no other result beats it in both by their figures."""
        return self.place in ("front", "perhaps front")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pareto:
    """The results of a target that give both measures of a pair, in date order."""

    target: Target
    pair: Pair
    points: tuple[Point, ...]

    @property
    def front(self) -> tuple[Point, ...]:
        """Those that no other beats in both, by their figures: from the least x to the least y."""
        return tuple(sorted((p for p in self.points if p.on_front), key=lambda p: p.x))

    @property
    def is_trade(self) -> bool:
        """Whether there is something to choose: not one result alone that is surely the least in both."""
        return sum(p.place != "behind" for p in self.points) > 1

    def front_on(self, day: date) -> tuple[Point, ...]:
        """The front by the figures of the results that were published up to that day, the least x first."""
        known = [p for p in self.points if p.result.published.day <= day]
        kept = _unbeaten([(p.x, p.y, n) for n, p in enumerate(known)])
        return tuple(known[n] for n in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A result with its place among all by date, which decides between equals, and its figure on y."""

    result: Result
    x: float
    figure: Figure
    rank: int


def paretos(target: Target, results: Iterable[Result]) -> tuple[Pareto, ...]:
    """The views of two measures that the target's results bear, in the order of PAIRS.

    A result counts where it competes by each of the two. A view needs FEWEST results, and FEWEST_DIFFERENT
    values of each measure among them; none is of a target at which the most is best.
    """
    if target.record_is != "least":
        return ()
    rows = tuple(results)
    found = (pareto(target, rows, pair) for pair in PAIRS)
    return tuple(p for p in found if _bears(p))


def pareto(target: Target, results: Sequence[Result], pair: Pair) -> Pareto:
    """The results of the target by both measures of the pair, and how each stands among them.

    One result beats another where it takes no more of either and less of one; of two that take the same the
    earlier beats the later. An estimate of compute from the hardware is held against others by both of its
    ends, and against one of the same machine as it stands.
    """
    both = [(r, x) for r in _competing(target, results, pair) if (x := amount(r, pair.x)) is not None]
    candidates = [
        _Candidate(result=r, x=x, figure=Figure.of(r, pair.y, measured(r, pair.y)), rank=n)
        for n, (r, x) in enumerate(both)
    ]
    places = _places(candidates)
    points = (_point(one, place, pair.y) for one, place in zip(candidates, places, strict=True))
    return Pareto(target=target, pair=pair, points=tuple(points))


def amount(result: Result, name: str) -> float | None:
    """The result's value of that name in MEASURES or SPENT; None where the row has none.

    Where a row gives no compute of a forward pass when the model is used, that of its training stands for it.
    """
    if name == "devices":
        return result.devices
    if name == "forward_pass":
        return result.inference_flop or result.forward_flop
    return result.measure(name)


def _competing(target: Target, results: Sequence[Result], pair: Pair) -> tuple[Result, ...]:
    by_y = competing(target, results, pair.y)
    return competing(target, by_y, pair.x) if pair.x in MEASURES else by_y


def _bears(found: Pareto) -> bool:
    different = min(len({p.x for p in found.points}), len({p.y for p in found.points}))
    return len(found.points) >= FEWEST and different >= FEWEST_DIFFERENT


def _unbeaten(values: Sequence[tuple[float, float, int]]) -> list[int]:
    """The ranks of the (x, y, rank) that none beats, from the least x on; of equal ones the least rank."""
    kept: list[int] = []
    least = math.inf
    for _, y, rank in sorted(values):
        if y < least:
            kept.append(rank)
            least = y
    return kept


def _point(one: _Candidate, place: Place, measure: str) -> Point:
    ends = range_of(one.result, measure)
    return Point(result=one.result, x=one.x, y=one.figure.value, place=place, ends=ends)


def _places(every: Sequence[_Candidate]) -> list[Place]:
    """Where each stands. Only those that are not far behind are held against every other one by one."""
    if all(one.figure.low == one.figure.high for one in every):
        front = set(_unbeaten([(one.x, one.figure.value, one.rank) for one in every]))
        return ["front" if one.rank in front else "behind" for one in every]
    near = _near(every)
    return [
        _place(one, [other for other in every if other is not one]) if one.rank in near else "behind"
        for one in every
    ]


def _near(every: Sequence[_Candidate]) -> set[int]:
    """The ranks of those whose low end is not above the high end of another that takes no more of x."""
    near: set[int] = set()
    least_high = math.inf
    for _, group in groupby(sorted(every, key=lambda c: c.x), key=lambda c: c.x):
        same = list(group)
        least_high = min(least_high, *(one.figure.high for one in same))
        near |= {one.rank for one in same if one.figure.low <= least_high}
    return near


def _place(one: _Candidate, others: Sequence[_Candidate]) -> Place:
    if any(_beats(other, one, _value, _value) for other in others):
        surely = any(_beats(other, one, _high, _low) for other in others)
        return "behind" if surely else "perhaps behind"
    perhaps = any(_beats(other, one, _low, _high) for other in others)
    return "perhaps front" if perhaps else "front"


def _beats(
    one: _Candidate,
    other: _Candidate,
    end: Callable[[Figure], float],
    other_end: Callable[[Figure], float],
) -> bool:
    """Whether one beats another with each figure at that end; figures of one machine as they stand."""
    if one.figure.machine is not None and one.figure.machine == other.figure.machine:
        end = other_end = _value
    y, other_y = end(one.figure), other_end(other.figure)
    if one.x > other.x or y > other_y:
        return False
    return one.x < other.x or y < other_y or one.rank < other.rank


def _value(figure: Figure) -> float:
    return figure.value


def _low(figure: Figure) -> float:
    return figure.low


def _high(figure: Figure) -> float:
    return figure.high
