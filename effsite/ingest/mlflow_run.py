"""The values of one MLflow run, gathered metric by metric from either kind of store."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

from effsite.ingest.log import Evaluation, Facts, LoggedRun
from effsite.ingest.log_columns import ROLES, canonical
from effsite.ingest.metric_names import keeps
from effsite.ingest.points import Points, over_all
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

NAME = "MLflow run"
"""What a run without a name is called: its files are called alike in every run."""

MAX_METRICS = 5_000
MODEL_PARAMETERS = ("model", "model_name", "arch", "architecture")
"""Parameters that name the model, as people log them; MLflow itself has no such field."""


class MlflowRun:
    """One run's metrics as they are logged.

    `start` is when it began, in milliseconds since 1970, None where the store does not say. `points`
    are the values of the metrics that are kept, `others` the names of those that are not.
    """

    def __init__(self, options: ReadOptions, report: Report, *, start: float | None) -> None:
        self.options, self.report, self.start = options, report, start
        self.points: dict[str, Points] = {}
        self.others: dict[str, None] = {}
        self.stepless: set[str] = set()

    def wants(self, key: str) -> bool:
        """Whether the metric of that key is kept: it fits what was asked for, and is no count."""
        return keeps(key, self.options) and not _is_count(key)

    def take(self, key: str, value: float | None, timestamp: float | None, step: int, line: int = 0) -> None:
        """Take one logged value: None for one that is no finite number."""
        if not self.wants(key):
            if len(self.others) < MAX_METRICS:
                self.others[key] = None
            return
        if value is None or not math.isfinite(value):
            self.report.ignored(f"{key}: a value that is not finite", line)
            return
        points = self.points.get(key) or self._new(key)
        if step != 0:
            self.stepless.discard(key)
        points.add(
            Evaluation(
                values={key: value},
                line=line,
                step=step if step >= 0 else None,
                seconds=self._seconds(timestamp),
            )
        )

    def run(self, *, name: str, finished: bool | None, parameters: dict[str, str]) -> LoggedRun:
        """The run, its evaluations metric after metric; raises LogError when no metric was kept.

        `finished` is False for a run that failed or was stopped, None where the store does not say.
        """
        if not self.points:
            shown = ", ".join(list(self.others)[:12]) or "none"
            raise LogError(
                "has no value of the metric", f"name a metric with --metric; the run holds: {shown}"
            )
        evaluations = [e for key, points in self.points.items() for e in self._stepped(key, points.kept)]
        if any(e.seconds is not None for e in evaluations):
            self.report.guessed("seconds are wall-clock time since the run began, evaluation included")
        model = next((parameters[p] for p in MODEL_PARAMETERS if parameters.get(p)), "")
        return LoggedRun(
            evaluations=tuple(evaluations),
            facts=Facts(system=model or name),
            name=name or NAME,
            finished=finished,
            thinned=sum(points.thinned for points in self.points.values()),
            ranges=over_all(points.ranges for points in self.points.values()),
        )

    def _new(self, key: str) -> Points:
        if len(self.points) >= MAX_METRICS:
            raise LogError(f"has more than {MAX_METRICS} metrics", "name one with --metric")
        self.stepless.add(key)
        points = self.points[key] = Points(self.options)
        return points

    def _seconds(self, timestamp: float | None) -> float | None:
        if timestamp is None or self.start is None or timestamp < self.start:
            return None
        return (timestamp - self.start) / 1000

    def _stepped(self, key: str, evaluations: Iterable[Evaluation]) -> list[Evaluation]:
        """The evaluations, without their steps where MLflow's default of 0 stands in all of them."""
        found = list(evaluations)
        if key not in self.stepless or len(found) < 2:
            return found
        self.report.guessed(f"{key} was logged without steps: its values are ordered by time alone")
        return [dataclasses.replace(e, step=None) for e in found]


def _is_count(key: str) -> bool:
    return any(canonical(key) in names for names in ROLES.values())
