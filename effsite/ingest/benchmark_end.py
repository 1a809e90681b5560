"""Where a benchmark ended its runs, against where the values in their logs reach the level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.report import LogError
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from effsite.ingest.report import Report
    from effsite.records import CurvePoint


def to_its_end(
    points: Sequence[CurvePoint], reached: Callable[[float], bool], report: Report, *, success: bool
) -> tuple[tuple[CurvePoint, ...], tuple[str, ...]]:
    """The points of a run that its benchmark ended, and what the row must say of them.

    The benchmark ends a run as soon as it finds the level reached. An earlier evaluation that reaches it by
    this log, while the run goes on, was not taken for that: its value is rounded, or another metric was
    still short. Such points are left out, so that the crossing is the end that the benchmark scores. A run
    without success has none: the benchmark counts it as failed. Raises LogError where no point would be left.
    """
    if not success:
        return _failed(points, reached, report), ()
    timed = [point for point in points if point.seconds is not None]
    if not timed or not reached(timed[-1].value):
        return tuple(points), ()
    end = timed[-1]
    early = [point for point in timed[:-1] if reached(point.value)]
    if not early:
        return tuple(points), ()
    said = f"{counted(len(early), 'evaluation')} at the level, after which the benchmark went on, left out"
    report.guessed(f"{said}: the end of the run counts, as the benchmark scores it")
    kept = [point for point in points if point is end or point not in early]
    return tuple(kept), (said,)


def _failed(
    points: Sequence[CurvePoint], reached: Callable[[float], bool], report: Report
) -> tuple[CurvePoint, ...]:
    short = tuple(point for point in points if not reached(point.value))
    if not short:
        raise LogError("every evaluation is at the level, and yet the benchmark counts the run as failed")
    if len(short) < len(points):
        report.guessed("the benchmark counts the run as failed, although it gets to the level: so it is")
    return short
