"""What a person sees of a study while it goes: one bar at a terminal, single lines in a pipe."""

from __future__ import annotations

import math
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from effsite.cli.console import listener, print_note
from effsite.cli.duration import clock
from effsite.workflows.events import Progressed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from effsite.cli.aims import Aims
    from effsite.measure.job import Job
    from effsite.measure.loop import Run
    from effsite.records import CurvePoint, Metric

LEAST_SECONDS = 0.1
"""Between two movements of the bar: training is not slowed by being watched."""


@contextmanager
def watch(aims: Aims, systems: list[str], *, deadline: float, quiet: bool) -> Iterator[Display]:
    """Someone who shows the runs of those systems; nothing at all when `quiet`.

    In a pipe, one system gets a line for each evaluation, several get one for each run.
    """
    with listener(quiet=quiet) as shown:

        def show(text: str, done: int, total: int) -> None:
            shown(Progressed(what=text, done=done, total=total, unit="steps"))

        yield Display(aims, systems, show, deadline=deadline, lines=not quiet and not sys.stderr.isatty())


class Display:
    """Shows where a study is: which system of how many, which seed, how much time is left."""

    def __init__(
        self,
        aims: Aims,
        systems: list[str],
        show: Callable[[str, int, int], None],
        *,
        deadline: float,
        lines: bool,
    ) -> None:
        self._aims, self._systems, self._show = aims, systems, show
        self._deadline, self._lines = deadline, lines

    def run(self, job: Job) -> Watching:
        """Someone who shows that run."""
        return Watching(self, self._name(job), lines=self._lines and len(self._systems) == 1)

    def ended(self, job: Job, run: Run) -> None:
        """Say how a run of several systems ended, where there is no bar."""
        points = run.journal.points
        if self._lines and len(self._systems) > 1:
            how = f"{self.told(points[-1])}, epoch {points[-1].epoch:.2f}, " if points else ""
            seconds = points[-1].seconds or 0.0 if points else 0.0
            print_note(f"{self._name(job)}: {run.journal.ended}, {how}{seconds:.1f} s")

    def move(self, text: str, step: int, total: int) -> None:
        """Move the bar, and say what time is left."""
        left = "" if math.isinf(self._deadline) else f"  {clock(self._deadline - time.monotonic())} left"
        self._show(text + left, step, total)

    def told(self, point: CurvePoint) -> str:
        """The metric at a point beside the levels that it has to reach."""
        metric = self._aims.metric
        levels = [_written(t.level, metric) for t in self._aims.targets if t.level is not None]
        wanted = f" of {' and '.join(levels)}" if levels else ""
        return f"{metric.label} {_written(point.value, metric)}{wanted}"

    def _name(self, job: Job) -> str:
        name, system = f"{job.recipe.system} seed {job.seed}", job.recipe.system
        if len(self._systems) == 1:
            return name
        return f"{self._systems.index(system) + 1}/{len(self._systems)} {name}"


def _written(value: float, metric: Metric) -> str:
    return f"{value:.2%}" if metric.unit == "fraction" else f"{value:.4f}"


class Watching:
    """Shows where a run is; see `effsite.measure.job.Watch`."""

    def __init__(self, display: Display, name: str, *, lines: bool) -> None:
        self._display, self._name, self._lines = display, name, lines
        self._total, self._next, self._value = 0, 0.0, ""

    def begins(self, step: int, total_steps: int) -> None:
        """Say so when the run goes on from a checkpoint."""
        self._total = total_steps
        if self._lines and step:
            print_note(f"{self._name}: goes on after step {step}")
        self._display.move(self._name, step, total_steps)

    def stepped(self, step: int) -> None:
        """Move the bar, ten times a second at most."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + LEAST_SECONDS
            self._display.move(f"{self._name}  {self._value}", step, self._total)

    def evaluated(self, point: CurvePoint) -> None:
        """Show the metric beside its targets."""
        self._value = self._display.told(point)
        if self._lines:
            print_note(f"{self._name}: epoch {point.epoch:.2f}, {self._value}, {point.seconds:.1f} s")
