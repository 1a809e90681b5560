"""Options of the user that had no effect on what came of the logs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from effsite.ingest.report import ReportLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.ingest.batch import FileRead
    from effsite.records import CurvePoint, FlopMethod
    from effsite.workflows.ingest.ingested import Ingested
    from effsite.workflows.ingest.request import Request
    from effsite.workflows.options import ComputeOptions, IngestOptions

    Idle = Iterator[tuple[str, str]]

SAYS_NO_ROLES = frozenset({"wandb", "mlflow"})
"""Formats that take columns by the user's word without telling so in the report."""


def idle_options(
    options: IngestOptions, request: Request, files: Sequence[FileRead], results: Sequence[Ingested]
) -> tuple[ReportLine, ...]:
    """A line for each option that changed nothing, with the reason; none where nothing was reached."""
    if not any(result.reached for result in results):
        return ()
    found = [
        *_of_compute(options.compute, results),
        *_of_counts(options.compute, results),
        *_of_columns(request, files),
        *_of_words(request, files),
        *_of_others(options, request, results),
    ]
    return tuple(
        ReportLine(verdict="guessed", path="", message=f"{flag} had no effect: {why}") for flag, why in found
    )


def _of_compute(compute: ComputeOptions, results: Sequence[Ingested]) -> Idle:
    """Options of a method by which no compute was worked out."""
    methods = {method for result in results for method in result.methods}
    given: dict[str, tuple[object, FlopMethod, str]] = {
        "--model": (compute.model, "counted", "examples"),
        "--flop-per-example": (compute.flop_per_example, "counted", "examples"),
        "--phases": (compute.phases, "counted", "examples"),
        "--parameters": (compute.parameters, "parameters", "tokens"),
        "--hardware": (compute.hardware, "hardware", "seconds"),
        "--utilisation": (compute.utilisation, "hardware", "seconds"),
        "--precision": (compute.precision, "hardware", "hardware and seconds"),
    }
    for flag, (value, method, needed) in given.items():
        if value not in (None, "") and method not in methods:
            yield flag, f"no compute is worked out by it: it needs {needed} that count"


def _of_counts(compute: ComputeOptions, results: Sequence[Ingested]) -> Idle:
    points = [point for result in results for curve in result.curves for point in curve.points]
    if (size := compute.examples_per_step) is not None and not any(_is(p, p.step, size) for p in points):
        yield "--examples-per-step", "the log gives the examples itself, or no steps"
    if (size := compute.examples_per_epoch) is not None and not any(_is(p, p.epoch, size) for p in points):
        yield "--examples-per-epoch", "the log gives the examples or steps that count, or no epochs"


def _is(point: CurvePoint, count: float | None, size: float) -> bool:
    """Whether the examples at a point are that count times the size."""
    if point.examples is None or count is None:
        return False
    return math.isclose(point.examples, count * size, rel_tol=1e-6)


def _of_columns(request: Request, files: Sequence[FileRead]) -> Idle:
    if any(file.format in SAYS_NO_ROLES for file in files):
        return
    said = {note.message for file in files for note in file.lines if "is read from" in note.message}
    for role, name in request.options.columns.items():
        if f"{role} is read from {name}" not in said:
            yield f"--column {role}={name}", f"nothing is read from {name} as {role}"


def _of_words(request: Request, files: Sequence[FileRead]) -> Idle:
    """Words on quantities that the logs do not have, and on pauses where there is none."""
    said = "\n".join(note.message for file in files for note in file.lines)
    for quantity, extent in request.options.extents.items():
        if f"as --counts {quantity}={extent} says" not in said:
            yield f"--counts {quantity}={extent}", f"the log gives no {quantity} that may be one or the other"
    if request.options.pauses and "as --pauses says" not in said:
        yield "--pauses", "no pause is met"


def _of_others(options: IngestOptions, request: Request, results: Sequence[Ingested]) -> Idle:
    wanted = request.options.wanted
    if options.logs.form and wanted is not None and wanted.unit != "fraction":
        yield "--form", f"{wanted.name} is no fraction"
    if not options.compute.estimate and not any(result.row and result.row.device for result in results):
        yield "--no-estimate", "no hardware is known that compute could be estimated from"
    if options.row.rule and all((result.runs or 1) == 1 for result in results):
        yield "--rule", "no system has several runs"
    if options.level.lower_is_better and options.level.level is None:
        yield "--lower-is-better", "the target says which way is better"
