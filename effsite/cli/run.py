"""`effsite run`: train a system to a target, count what it took, and write the result."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import typer

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line, print_note
from effsite.cli.options import JsonOption, command
from effsite.errors import UsageError
from effsite.units import clock
from effsite.words import counted
from effsite.workflows.events import Progressed, RunBegan, RunEnded, RunEvaluated, RunStepped
from effsite.workflows.options import ClusterOptions

if TYPE_CHECKING:
    from effsite.records import CurvePoint, Metric
    from effsite.workflows.cluster import ClusterReport
    from effsite.workflows.events import Event, Listener
    from effsite.workflows.options import RunOptions
    from effsite.workflows.run import RunReport

NOT_REACHED = 3
"""The exit code of a run that did what it could and did not reach the target."""
WORK_LEFT = 4
"""The exit code of runs that were stopped in time: the same command goes on with what remains."""
STANDS_STILL = 1
"""That of a study on a cluster with a seed that is not finished and that no job is at."""


@command
def run(options: ClusterOptions, json: JsonOption = False) -> None:
    """Train systems until they reach the task's target and write what that took as results.

    Several systems take turns: seed 0 of each, then seed 1. Killed or stopped runs go on, finished
    ones are skipped. Under torchrun all processes share a run; --on makes each run a job of a cluster.
    Exits with 0 when every seed reached every target, 3 when one did not, 4 when work is left, and 1 or 2
    on errors.
    """
    if options.on is None:
        _refuse_without_cluster(options)
        _run_here(options.study, json=json)
    else:
        _run_on_cluster(options, json=json)


def _run_here(options: RunOptions, *, json: bool) -> None:
    # Torch takes seconds to be imported, which happens when the job is first named.
    began = time.monotonic()
    with listener(quiet=json) as shown:
        watching = RunListener(shown, lines=not json and not sys.stderr.isatty())
        report = workflows.run.run(options, watching, began=began)
    if report.writes:
        _tell(report, json=json, several=options.every or len(dict.fromkeys(options.systems)) > 1)
    if code := _exit_code(report):
        raise typer.Exit(code)


def _refuse_without_cluster(options: ClusterOptions) -> None:
    asked = {"--dry-run": options.dry_run, "--status": options.status, "--cancel": options.cancel}
    for name, wanted in asked.items():
        if wanted:
            raise UsageError(f"{name} is of a study on a cluster", "name the cluster: --on cluster.toml")


def _run_on_cluster(options: ClusterOptions, *, json: bool) -> None:
    with listener(quiet=json) as shown:
        report = workflows.cluster.cluster(options, shown)
    if json:
        print_json(report.as_json())
    else:
        from effsite.cli.cluster_report import print_cluster  # brings torch, which --help must not wait for

        print_cluster(report, options)
    if code := _cluster_exit_code(report, options):
        raise typer.Exit(code)


def _cluster_exit_code(report: ClusterReport, options: ClusterOptions) -> int:
    """0 where what was asked for is done; of `--status` and of a finished study what the study came to."""
    if report.errors:
        return report.errors[-1].exit_code
    if report.finished:
        return 0 if report.reached or options.dry_run or options.cancel else NOT_REACHED
    if not options.status:
        return 0
    return STANDS_STILL if report.stands_still else WORK_LEFT


def _exit_code(report: RunReport) -> int:
    if report.errors:
        return report.errors[-1].exit_code
    if report.remaining:
        return WORK_LEFT
    return 0 if report.reached else NOT_REACHED


def _tell(report: RunReport, *, json: bool, several: bool) -> None:
    """Print what each system came to, and what remains."""
    if json:
        print_json(report.as_json(several=several))
        return
    from effsite.cli.run_report import print_systems  # brings torch, which --help must not wait for

    print_systems(report)
    if report.remaining:
        left = counted(len(report.remaining), "run")
        verb = "remains" if len(report.remaining) == 1 else "remain"
        print_line(f"stopped in time, {left} {verb}; the same command goes on:")
        print_line("  " + ", ".join(f"{system} seed {seed}" for system, seed in report.remaining))


class RunListener:
    """Shows the runs of a study: a bar at a terminal, `lines` in a pipe.

    In a pipe, one system gets a line for each evaluation, several get one for each run.
    """

    def __init__(self, shown: Listener, *, lines: bool) -> None:
        self._shown, self._lines = shown, lines
        self._value = ""

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event:
            case RunBegan():
                self._value = ""
                if self._lines and not event.several and event.step:
                    print_note(f"{event.run}: goes on after step {event.step}")
            case RunStepped():
                self._move(event)
            case RunEvaluated():
                self._value = _told(event.point, event.metric, event.levels)
                if self._lines and not event.several:
                    where = f"epoch {event.point.epoch or 0.0:.2f}, {self._value}"
                    print_note(f"{event.run}: {where}, {event.point.seconds or 0.0:.1f} s")
            case RunEnded():
                if self._lines and event.several:
                    print_note(f"{event.run}: {event.ended}, {_end(event)}")
            case _:
                self._shown(event)

    def _move(self, event: RunStepped) -> None:
        left = "" if event.seconds_left is None else f"  {clock(event.seconds_left)} left"
        what = f"{event.run}  {self._value}".rstrip() + left
        self._shown(Progressed(what=what, done=event.step, total=event.steps, unit="steps"))


def _end(event: RunEnded) -> str:
    if event.point is None:
        return "0.0 s"
    told = _told(event.point, event.metric, event.levels)
    return f"{told}, epoch {event.point.epoch or 0.0:.2f}, {event.point.seconds or 0.0:.1f} s"


def _told(point: CurvePoint, metric: Metric, levels: tuple[float, ...]) -> str:
    """The metric at a point beside the levels that it has to reach."""
    wanted = f" of {' and '.join(_written(level, metric) for level in levels)}" if levels else ""
    return f"{metric.label} {_written(point.value, metric)}{wanted}"


def _written(value: float, metric: Metric) -> str:
    return f"{value:.2%}" if metric.unit == "fraction" else f"{value:.4f}"
