"""What a run's clock cannot be trusted for: a pause, or a log that begins in the middle of its run."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from effsite.units import SECONDS_PER_MINUTE
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.log_format import Pauses
    from effsite.ingest.report import Report
    from effsite.records import CurvePoint

PAUSE = 10
"""How many times the usual time of a stretch one must take before it is taken for a pause."""

LATE = 1.5
"""A log whose first evaluation is this many intervals from the beginning may begin in the middle."""


def trusted(
    points: tuple[CurvePoint, ...], places: Sequence[float], pauses: Pauses | None, report: Report
) -> tuple[tuple[CurvePoint, ...], tuple[str, ...]]:
    """The points with the seconds that stand up, and what a row must say of them.

    `places` are the counts that order the points. From a pause on there are no seconds, unless `pauses`
    says what becomes of it; and none at all in a log that begins in the middle of its run while its clock
    begins anew: what was spent before is not in it.
    """
    known = [(place, p.seconds) for place, p in zip(places, points, strict=True) if p.seconds is not None]
    if len(known) < 3 or len(known) < len(points):
        return points, ()
    if _begins_late(known):
        report.guessed(
            f"the log begins at {known[0][0]:g} with a clock that begins anew: its time is not used",
            hint="put the log of what came before in front of it",
        )
        return tuple(replace(point, seconds=None) for point in points), ()
    found = _pauses(known)
    if not found:
        return points, ()
    usual, took = _usual(known, found[0]), known[found[0]][1] - known[found[0] - 1][1]
    met = f"a pause? {took:,.0f} s pass before evaluation {found[0] + 1}, where {usual:,.0f} s are usual"
    met += f", and {counted(len(found) - 1, 'more such pause')}" if len(found) > 1 else ""
    if pauses is None:
        hint = "--pauses count or leave-out, or name a column of training time: --column seconds=NAME"
        report.guessed(f"{met}: time from there on is not used", hint=hint)
        return _without_seconds(points, found[0]), ()
    idle = sum(known[at][1] - known[at - 1][1] - _usual(known, at) for at in found)
    if pauses == "count":
        report.guessed(f"{met}: counted as training time, as --pauses says")
        return points, (f"the time counts {counted(len(found), 'pause')} of {idle:,.0f} s in",)
    report.guessed(f"{met}: its stretch is given what is usual, as --pauses says")
    left = f"{counted(len(found), 'pause')} of {idle:,.0f} s left out of the time, by the pace of others"
    return _without_pauses(points, known, found), (left,)


def _without_seconds(points: tuple[CurvePoint, ...], since: int) -> tuple[CurvePoint, ...]:
    return (*points[:since], *(replace(point, seconds=None) for point in points[since:]))


def _without_pauses(
    points: tuple[CurvePoint, ...], known: Sequence[tuple[float, float]], pauses: Sequence[int]
) -> tuple[CurvePoint, ...]:
    """The points with a clock that stands still in pauses: their stretches take what is usual."""
    idle, kept = 0.0, []
    for at, point in enumerate(points):
        if at in pauses:
            idle += known[at][1] - known[at - 1][1] - _usual(known, at)
        kept.append(replace(point, seconds=round(known[at][1] - idle, 6)))
    return tuple(kept)


def _begins_late(known: Sequence[tuple[float, float]]) -> bool:
    """Whether much was done before the first evaluation for which the clock has no time."""
    (first, begun), (last, ended) = known[0], known[-1]
    interval = median(b[0] - a[0] for a, b in pairwise(known))
    if last <= first or ended <= begun or first <= LATE * interval:
        return False
    return begun < first * (ended - begun) / (last - first) / 2


def _pauses(known: Sequence[tuple[float, float]]) -> list[int]:
    """The evaluations before which far more time passed than their stretches take elsewhere.

    The first stretch of a run holds the compilation of its program, which is no pause.
    """
    first = 2 if known[0][0] == 0 else 1
    took = [0.0] + [b[1] - a[1] for a, b in pairwise(known)]
    return [
        at
        for at in range(first, len(known))
        if took[at] > SECONDS_PER_MINUTE and took[at] > PAUSE * _usual(known, at)
    ]


def _usual(known: Sequence[tuple[float, float]], at: int) -> float:
    """The seconds that the stretch before an evaluation takes at the median pace of the others."""
    paces = [
        (b[1] - a[1]) / (b[0] - a[0])
        for number, (a, b) in enumerate(pairwise(known), 1)
        if number != at and b[0] > a[0]
    ]
    return median(paces) * (known[at][0] - known[at - 1][0]) if paces else 0.0
