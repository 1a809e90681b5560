"""What `effsite run --on` says: a row for each seed, and for a dry run what its jobs would get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_line, print_table
from effsite.cli.run_report import conclusions_json, print_conclusion, print_full_length
from effsite.units import clock
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.workflows.cluster import ClusterReport
    from effsite.workflows.cluster.seeds import Seed
    from effsite.workflows.options import ClusterOptions

STATUS = ("system", "seed", "state", "job", "epoch", "value", "said")
PLAN = ("system", "seed", "state", "partition", "seconds", "gpus", "cpus", "memory", "gpu_hours")
HEADINGS = {"seconds": "time"}
WITHOUT_LIMIT = "no limit"


def cluster_json(report: ClusterReport) -> dict[str, Any]:
    """The report as plain values: seconds, hours, FLOP; null where something is not known."""
    submitted = {(seed.system, seed.seed) for seed in report.submitted}
    cancelled = {(seed.system, seed.seed) for seed in report.cancelled}
    jobs = [
        _seed_json(seed)
        | {
            "submitted": (seed.system, seed.seed) in submitted,
            "cancelled": (seed.system, seed.seed) in cancelled,
        }
        for seed in report.seeds
    ]
    totals = {"jobs": len(report.submitted), **_hours(report.submitted)}
    return {"seeds": jobs, "submitted": totals, **conclusions_json(report.conclusions, report.full_lengths)}


def _seed_json(seed: Seed) -> dict[str, Any]:
    point, resources = seed.point, seed.resources
    return {
        "system": seed.system,
        "seed": seed.seed,
        "state": seed.state,
        "job": seed.jobs[-1] if seed.jobs else None,
        "said": seed.said or None,
        "epoch": point.epoch if point else None,
        "training_flop": point.training_flop if point else None,
        "value": point.value if point else None,
        "partition": resources.partition or None,
        "seconds": resources.seconds,
        "gpus": resources.gpus,
        "cpus": resources.cpus,
        "memory": resources.memory or None,
        "processes": resources.processes,
        "gpu_hours": resources.gpu_hours,
        "cpu_hours": resources.cpu_hours,
    }


def _hours(seeds: Sequence[Seed]) -> dict[str, float | None]:
    """GPU- and CPU-hours of a job for each of the seeds; None where one has no limit."""
    gpu = [seed.resources.gpu_hours for seed in seeds]
    cpu = [seed.resources.cpu_hours for seed in seeds]
    known = [hours for hours in (gpu, cpu) if None not in hours]
    if len(known) < 2:
        return {"gpu_hours": None, "cpu_hours": None}
    return {"gpu_hours": sum(h or 0 for h in gpu), "cpu_hours": sum(h or 0 for h in cpu)}


def print_cluster(report: ClusterReport, options: ClusterOptions) -> None:
    """The report for a person."""
    if options.cancel:
        _print_cancelled(report)
        return
    columns = PLAN if options.dry_run else STATUS
    rows = [tuple(_cell(name, _seed_json(seed)[name]) for name in columns) for seed in report.seeds]
    print_table("", [HEADINGS.get(name, name) for name in columns], rows)
    if not options.status:
        verb = "would be submitted" if options.dry_run else "submitted"
        print_line(f"{counted(len(report.submitted), 'job')} {verb}{_at_most(report.submitted)}")
    if report.finished:
        for conclusion in report.conclusions:
            print_conclusion(conclusion)
        for found in report.full_lengths:
            print_full_length(found)
        return
    _print_written(report)


def _print_cancelled(report: ClusterReport) -> None:
    print_line(f"{counted(len(report.cancelled), 'seed')} cancelled; the same without --cancel goes on")
    for seed in report.cancelled:
        print_line(f"  {seed.system} seed {seed.seed}: job {', '.join(seed.jobs)}")


def _at_most(seeds: Sequence[Seed]) -> str:
    hours = _hours(seeds)
    if not seeds:
        return ""
    if hours["gpu_hours"] is None:
        return ", without a limit of time"
    return f": at most {hours['gpu_hours']:.4g} GPU-hours, {hours['cpu_hours']:.4g} CPU-hours a sitting"


def _print_written(report: ClusterReport) -> None:
    """The rows that are in so far."""
    for conclusion in report.conclusions:
        if conclusion.written:
            runs = counted(len(conclusion.runs.runs), "seed")
            print_line(
                f"  {conclusion.runs.title} at {conclusion.target.title}: {runs} in {conclusion.written}"
            )


def _cell(name: str, value: object) -> str:
    if name == "seconds":
        return WITHOUT_LIMIT if value is None else clock(float(str(value)))
    return f"{value:.4g}" if isinstance(value, float) else "" if value is None else str(value)
