"""What a listener is told of a run while it goes."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from effsite.workflows.events import Noted, RunBegan, RunEnded, RunEvaluated, RunStepped

if TYPE_CHECKING:
    from effsite.measure.job import Job
    from effsite.measure.loop import RunOutcome
    from effsite.records import CurvePoint
    from effsite.workflows.events import Listener
    from effsite.workflows.run.targets import Aims

LEAST_SECONDS = 0.1
"""Between two events about steps: training is not slowed by being watched."""


class RunProgress:
    """Tells a listener of one run; see `effsite.measure.job.Progress`.

    `systems` are those of the study in their order, among which this run's is named by its place.
    """

    def __init__(self, job: Job, systems: list[str], aims: Aims, listener: Listener) -> None:
        self._listener, self._deadline = listener, job.deadline
        self._levels = tuple(t.level for t in aims.targets if t.level is not None)
        self._metric = aims.metric
        self._several = len(systems) > 1
        name, place = f"{job.recipe.system} seed {job.seed}", systems.index(job.recipe.system) + 1
        self._name = f"{place}/{len(systems)} {name}" if self._several else name
        self._total, self._next = 0, 0.0

    def begins(self, step: int, total_steps: int) -> None:
        """The run starts, or goes on, after `step` steps of at most `total_steps`."""
        self._total = total_steps
        self._listener(RunBegan(run=self._name, several=self._several, step=step))
        self._stepped(step)

    def stepped(self, step: int) -> None:
        """That many steps are done; told ten times a second at most."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + LEAST_SECONDS
            self._stepped(step)

    def evaluated(self, point: CurvePoint) -> None:
        """An evaluation is done."""
        self._listener(
            RunEvaluated(
                run=self._name, several=self._several, point=point, metric=self._metric, levels=self._levels
            )
        )

    def noted(self, message: str) -> None:
        """Something happened that a person should know."""
        self._listener(Noted(message=f"{self._name}: {message}"))

    def ended(self, outcome: RunOutcome) -> None:
        """The run is over for this time."""
        self._listener(
            RunEnded(
                run=self._name,
                several=self._several,
                ended=outcome.log.ended,
                point=outcome.log.last_point,
                metric=self._metric,
                levels=self._levels,
            )
        )

    def _stepped(self, step: int) -> None:
        left = None if math.isinf(self._deadline) else self._deadline - time.monotonic()
        self._listener(RunStepped(run=self._name, step=step, steps=self._total, seconds_left=left))
