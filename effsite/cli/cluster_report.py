"""What `effsite run --on` says: a row for each seed, and for a dry run what its jobs would get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.cli.console import print_line, print_rows
from effsite.cli.run_report import print_systems
from effsite.units import clock
from effsite.words import counted

if TYPE_CHECKING:
    from effsite.workflows.cluster import ClusterReport
    from effsite.workflows.cluster.seeds import Seed
    from effsite.workflows.options import ClusterOptions

STATUS = ("system", "seed", "state", "job", "epoch", "value", "said")
PLAN = ("system", "seed", "state", "partition", "time", "gpus", "cpus", "memory", "gpu_hours")


def print_cluster(report: ClusterReport, options: ClusterOptions) -> None:
    """The report for a person."""
    if options.cancel:
        _print_cancelled(report)
        return
    rows = [seed.as_json() | {"time": _time(seed)} for seed in report.seeds]
    print_rows("", PLAN if options.dry_run else STATUS, rows)
    if not options.status:
        verb = "would be submitted" if options.dry_run else "submitted"
        print_line(f"{counted(len(report.submitted), 'job')} {verb}{_at_most(report)}")
    if report.finished:
        print_systems(report)
    else:
        _print_written(report)


def _time(seed: Seed) -> str:
    seconds = seed.resources.seconds
    return "no limit" if seconds is None else clock(seconds)


def _print_cancelled(report: ClusterReport) -> None:
    print_line(f"{counted(len(report.cancelled), 'seed')} cancelled; the same without --cancel goes on")
    for seed in report.cancelled:
        print_line(f"  {seed.system} seed {seed.seed}: job {', '.join(seed.jobs)}")


def _at_most(report: ClusterReport) -> str:
    if not report.submitted:
        return ""
    if report.submitted_hours is None:
        return ", without a limit of time"
    gpu, cpu = report.submitted_hours
    return f": at most {gpu:.4g} GPU-hours, {cpu:.4g} CPU-hours a sitting"


def _print_written(report: ClusterReport) -> None:
    """The rows that are in so far."""
    for conclusion in report.conclusions:
        if conclusion.written:
            runs = counted(len(conclusion.runs.runs), "seed")
            print_line(
                f"  {conclusion.runs.title} at {conclusion.target.title}: {runs} in {conclusion.written}"
            )
