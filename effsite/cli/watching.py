"""What a person sees of a run while it goes: a bar at a terminal, a line for each evaluation in a pipe."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from effsite.cli.console import print_note, step_bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from effsite.measure.job import Job
    from effsite.records import CurvePoint, Target

LEAST_SECONDS = 0.1
"""Between two movements of the bar: training is not slowed by being watched."""


@contextmanager
def watch(job: Job, target: Target, *, quiet: bool) -> Iterator[Watching]:
    """Someone who shows the run; nothing at all when `quiet`."""
    with step_bar(quiet=quiet) as show:
        yield Watching(job, target, show, lines=not quiet and not sys.stderr.isatty())


class Watching:
    """Shows where a run is; see `effsite.measure.job.Watch`."""

    def __init__(
        self, job: Job, target: Target, show: Callable[[str, int, int], None], *, lines: bool
    ) -> None:
        self._name = f"{job.recipe.system} seed {job.seed}"
        self._target, self._show, self._lines = target, show, lines
        self._total, self._next, self._value = 0, 0.0, ""

    def begins(self, step: int, total_steps: int) -> None:
        """Say so when the run goes on from a checkpoint."""
        self._total = total_steps
        if self._lines and step:
            print_note(f"{self._name}: goes on after step {step}")
        self._show(self._name, step, total_steps)

    def stepped(self, step: int) -> None:
        """Move the bar, ten times a second at most."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + LEAST_SECONDS
            self._show(f"{self._name} {self._value}", step, self._total)

    def evaluated(self, point: CurvePoint) -> None:
        """Show the metric beside its target."""
        metric, level = self._target.metric, self._target.level
        if metric is None or level is None:
            return
        percent = metric.unit == "fraction"
        value, wanted = (f"{v:.2%}" if percent else f"{v:.4f}" for v in (point.value, level))
        self._value = f"{metric.label} {value} of {wanted}"
        if self._lines:
            print_note(f"{self._name}: epoch {point.epoch:.2f}, {self._value}, {point.seconds:.1f} s")
