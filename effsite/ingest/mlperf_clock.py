"""The benchmark's clock in an MLPerf log: from run_start to run_stop, nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.ingest.mlperf_entries import values

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

        Those at the place of the last one have the benchmark's own time, if the run converged. An
        evaluation that was made after the stop, or before the start, is off the clock and has no time;
        nor has any where the clock was never stopped.
        """
        stop = self.stop
        if stop is None:
            report.guessed("the benchmark's clock was never stopped: evaluations have no time")
            return [None] * len(found)
        given = [None if self._off(e.time) else round((e.time - self.start) / 1000, 6) for e in found]
        if None in given:
            report.guessed("evaluations were made off the benchmark's clock: they have no time of their own")
        if self.success:
            score = round((stop - self.start) / 1000, 6)
            tells = _tells(found, places)
            for at, place in enumerate(places):
                if at == len(places) - 1 or (tells and place == places[-1]):
                    given[at] = score
        return given

    def _off(self, time: float) -> bool:
        return time < self.start or (self.stop is not None and time > self.stop)


def _tells(found: Sequence[MlperfEntry], places: Sequence[Mapping[str, Any]]) -> bool:
    """Whether places tell evaluations apart: they differ, or at the only one no metric has two values."""
    several = {item for e in found for item in values("", e).items()}
    single = len(several) == len({name for name, _ in several})
    return any(places[-1].values()) and (single or any(place != places[0] for place in places))
