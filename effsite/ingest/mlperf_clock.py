"""The benchmark's clock in an MLPerf log: from run_start to run_stop, nothing beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import ne
from typing import TYPE_CHECKING, Any

from effsite.ingest.mlperf_entries import values
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.ingest.mlperf_entries import MlperfEntry
    from effsite.ingest.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkClock:
    """When a run started and stopped, in the log's milliseconds; `success` says that it then converged."""

    start: float
    stop: float | None
    success: bool

    def seconds(
        self, found: Sequence[MlperfEntry], places: Sequence[Mapping[str, Any]], report: Report
    ) -> list[float | None]:
        """Seconds since the start for evaluations made at those places (step, epoch, samples).

        Those at the place of the last one, or of one that stands at the stop itself, have the benchmark's own
        time, if the run converged. An
        evaluation that was made after the stop, or before the start, is off the clock and has no time;
        neither has one whose time lies beyond that of a later one, as of a line with a wrong time, nor has
        any where the clock was never stopped.
        """
        stop = self.stop
        if stop is None:
            report.guessed("the benchmark's clock was never stopped: evaluations have no time")
            return [None] * len(found)
        given = [None if self.is_off(e.time) else round((e.time - self.start) / 1000, 6) for e in found]
        if None in given:
            report.guessed("evaluations were made off the benchmark's clock: they have no time of their own")
        given = _in_order(given, report)
        if self.success:
            score = round((stop - self.start) / 1000, 6)
            tells = _tells(found, places)
            # Where evaluations are made beside the run, one that stands at the stop is the one that ended it.
            ends = [n for n, one in enumerate(found) if one.time == stop] if tells else []
            last = places[ends[-1]] if ends else places[-1]
            for at, place in enumerate(places):
                if (at == len(places) - 1 and not ends) or (tells and place == last):
                    given[at] = score
        return given

    def is_off(self, time: float) -> bool:
        """Whether a time lies before the start or after the stop."""
        return time < self.start or (self.stop is not None and time > self.stop)


def _in_order(given: Sequence[float | None], report: Report) -> list[float | None]:
    """The times without those beyond a later one."""
    latest = math.inf
    kept: list[float | None] = []
    for seconds in reversed(given):
        late = seconds is not None and seconds > latest
        kept.append(None if late else seconds)
        latest = latest if late or seconds is None else seconds
    if (stray := sum(map(ne, kept, reversed(given)))) > 0:
        said = f"{counted(stray, 'evaluation')} with a time beyond that of a later one"
        report.guessed(f"{said}: no time is taken from there")
    return kept[::-1]


def _tells(found: Sequence[MlperfEntry], places: Sequence[Mapping[str, Any]]) -> bool:
    """Whether places tell evaluations apart: they differ, or at the only one no metric has two values."""
    several = {item for e in found for item in values("", e).items()}
    single = len(several) == len({name for name, _ in several})
    return any(places[-1].values()) and (single or any(place != places[0] for place in places))
