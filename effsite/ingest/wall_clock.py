"""What a run's clock cannot be trusted for: a pause, or a log that begins in the middle of its run."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from effsite.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.report import Report
    from effsite.records import CurvePoint

PAUSE = 10
"""How many times the usual time of a stretch one must take before it is taken for a pause."""

LATE = 1.5
"""A log whose first evaluation is this many intervals from the beginning may begin in the middle."""


def trusted(
    points: tuple[CurvePoint, ...], places: Sequence[float], report: Report
) -> tuple[CurvePoint, ...]:
    """The points with the seconds that stand up; `places` are the counts that order them.

    From a pause on there are none, and none at all in a log that begins in the middle of its run while
    its clock begins anew: what was spent before is not in it.
    """
    known = [(place, p.seconds) for place, p in zip(places, points, strict=True) if p.seconds is not None]
    if len(known) < 3 or len(known) < len(points):
        return points
    if _begins_late(known):
        report.guessed(
            f"the log begins at {known[0][0]:g} with a clock that begins anew: its time is not used",
            hint="put the log of what came before in front of it",
        )
        return tuple(replace(point, seconds=None) for point in points)
    at = _pause(known)
    if at is None:
        return points
    usual, took = _usual(known, at), known[at][1] - known[at - 1][1]
    report.guessed(
        f"a pause? {took:,.0f} s pass before evaluation {at + 1}, where {usual:,.0f} s are usual: time "
        "from there on is not used",
        hint="name a column of training time alone: --column seconds=NAME",
    )
    return (*points[:at], *(replace(point, seconds=None) for point in points[at:]))


def _begins_late(known: Sequence[tuple[float, float]]) -> bool:
    """Whether much was done before the first evaluation for which the clock has no time."""
    (first, begun), (last, ended) = known[0], known[-1]
    interval = median(b[0] - a[0] for a, b in pairwise(known))
    if last <= first or ended <= begun or first <= LATE * interval:
        return False
    return begun < first * (ended - begun) / (last - first) / 2


def _pause(known: Sequence[tuple[float, float]]) -> int | None:
    """The first evaluation before which far more time passed than its stretch takes elsewhere.

    The first stretch of a run holds the compilation of its program, which is no pause.
    """
    for at in range(2 if known[0][0] == 0 else 1, len(known)):
        took = known[at][1] - known[at - 1][1]
        if took > SECONDS_PER_MINUTE and took > PAUSE * _usual(known, at):
            return at
    return None


def _usual(known: Sequence[tuple[float, float]], at: int) -> float:
    """The seconds that the stretch before an evaluation takes at the median pace of the others."""
    paces = [
        (b[1] - a[1]) / (b[0] - a[0])
        for number, (a, b) in enumerate(pairwise(known), 1)
        if number != at and b[0] > a[0]
    ]
    return median(paces) * (known[at][0] - known[at - 1][0]) if paces else 0.0
