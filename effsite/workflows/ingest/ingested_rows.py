"""What was worked out -> rows of results/, with their evidence and nothing private."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from statistics import fmean
from typing import TYPE_CHECKING, Any, TypeVar

from effsite.analysis.attempts import shortfall
from effsite.analysis.compute import training_compute
from effsite.analysis.utilisation import LEAST_UTILISATION
from effsite.ingest.privacy import public_link
from effsite.names import slug
from effsite.records import Attempt, PublicationDate, Result
from effsite.units import SECONDS_PER_HOUR, TRAINING_PASSES
from effsite.workflows.ingest.cells import SYSTEM_LENGTH, clean, curve_name, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.aggregation import Aggregate
    from effsite.analysis.compute import Compute, Work
    from effsite.ingest.log import Facts, Stated
    from effsite.ingest.report import Report
    from effsite.records import FlopMethod, LearningCurve, SourceKind, Target
    from effsite.workflows.ingest.curve_compute import Count
    from effsite.workflows.ingest.request import Request


Row = TypeVar("Row", Result, Attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowParts:
    """What a row is made of.

    `steps` says whether the curves count steps; `used` are the facts of the runs that count, `flops`
    their computes at their own crossings. `remarks` are what the runs' clocks and counts ask to be said.
    """

    system: str
    title: str
    facts: Facts
    counter: Count
    together: Aggregate
    steps: bool
    used: Sequence[Facts]
    flops: Sequence[float] = ()
    remarks: Sequence[str] = ()

    @property
    def cost_usd(self) -> float | None:
        """Price of the training up to the target, at the log's price for an hour."""
        hourly, seconds = self.facts.cost_usd_per_hour, self.together.seconds
        return None if hourly is None or seconds is None else tidy(hourly * seconds / SECONDS_PER_HOUR)

    @property
    def energy_kwh(self) -> float | None:
        """Mean energy of the runs, where every one was measured."""
        known = [facts.energy_kwh for facts in self.used if facts.energy_kwh is not None]
        return tidy(fmean(known)) if known and len(known) == len(self.used) else None


def result_row(parts: RowParts, request: Request, report: Report) -> Result | None:
    """The row for a system that reached the target, or None with a word on what it lacks."""
    target, together = request.target, parts.together
    if target is None or request.task is None:
        return None
    work = parts.counter.work_at(together)
    compute = parts.counter.at(together)
    _say_compute(compute, report)
    if not _stands_up(work, compute, report):
        return None
    published = _published(request, parts.facts.published, report)
    system = parts.system
    if compute is None and not together.seconds and not together.examples:
        hint = "give --examples-per-step, or --model, --parameters or --hardware to count by"
        _lacking(request, report, "the log gives nothing to count by but steps or epochs", hint)
        return None
    if published is None or not system:
        return None
    method = compute.method if compute else None
    told = _told(work, compute)
    low, high = _spread(parts.flops, compute)
    row = Result(
        task=target.task,
        submission=request.submission or default_submission(parts.title, system),
        target=target.name,
        system=system,
        published=published,
        value=together.value,
        training_flop=compute.flop if compute else None,
        training_flop_low=low,
        training_flop_high=high,
        flop_method=method,
        forward_flop=work.forward_flop,
        passes=TRAINING_PASSES if work.forward_flop else None,
        examples=together.examples or None,
        epochs=together.epoch or None,
        parameters=work.parameters,
        devices=work.devices or parts.facts.devices,
        device=parts.counter.hardware.device.name if parts.counter.hardware else "",
        peak_flop_per_second=work.peak_flop_per_second if told else None,
        utilisation=work.utilisation if told and method == "hardware" else None,
        seconds=together.seconds or None,
        cost_usd=parts.cost_usd or None,
        energy_kwh=parts.energy_kwh or None,
        runs=together.runs,
        curve=curve_name(request.submission or default_submission(parts.title, system), target.name, system),
        source_kind=_kind(request, parts.facts, method if target.measure == "training_flop" else None),
        source=request.source
        or parts.facts.source
        or f"Learning curve of the training log, read as: {parts.title}",
        source_url=request.source_url or public_link(parts.facts.source_url),
        date_source="" if request.published else parts.facts.date_source,
        note=_note(parts, compute, request),
    )
    return _tidied(row)


def attempt_row(
    parts: RowParts, curves: Sequence[LearningCurve], request: Request, report: Report
) -> Attempt | None:
    """The row for a system that stayed short of the target, or None where a row cannot say it."""
    target = request.target
    short = shortfall(curves, target) if target is not None and request.task is not None else None
    published = _published(request, parts.facts.published, report)
    if target is None or short is None or published is None or not parts.system:
        return None
    submission = request.submission or default_submission(parts.title, parts.system)
    counter = parts.counter
    row = Attempt(
        task=target.task,
        submission=submission,
        target=target.name,
        system=parts.system,
        published=published,
        best_value=short.best_value,
        devices=counter.hardware.devices if counter.hardware else parts.facts.devices,
        device=counter.hardware.device.name if counter.hardware else "",
        runs=len(curves),
        runs_reached=short.runs_reached,
        curve=curve_name(submission, target.name, parts.system),
        source_kind="reported" if parts.facts.source or request.source else "measured",
        source=request.source
        or parts.facts.source
        or f"Learning curve of the training log, read as: {parts.title}",
        source_url=request.source_url or public_link(parts.facts.source_url),
        training_flop=short.training_flop or None,
        flop_method=_method(counter, curves) if short.training_flop else None,
        examples=short.examples or None,
        epochs=short.epochs or None,
        seconds=short.seconds or None,
    )
    return _tidied(row)


def _method(counter: Count, curves: Sequence[LearningCurve]) -> FlopMethod | None:
    """How the compute of the runs that an attempt sums up was got, at their ends."""
    last = curves[0].points[-1]
    bare = last if counter.reported else replace(last, training_flop=None)
    compute = training_compute(counter.work_of(bare))
    return compute.method if compute else None


def stated_row(stated: Stated, target: Target, request: Request, report: Report) -> Result | None:
    """The row for a result that a table states, or None with a word on what it lacks."""
    published = _published(request, stated.published, report)
    system = request.system or clean(stated.system, SYSTEM_LENGTH)
    if published is None or not system:
        return None
    try:
        row = Result(
            task=target.task,
            submission=request.submission or slug(stated.source) or "ingested",
            target=target.name,
            system=system,
            published=published,
            value=stated.value,
            training_flop=stated.training_flop,
            flop_method=stated.flop_method,
            flop_scope=stated.flop_scope,
            source_flop_per_mac=stated.source_flop_per_mac,
            inference_flop=stated.inference_flop,
            examples=stated.examples,
            epochs=stated.epochs,
            parameters=stated.parameters,
            devices=stated.devices,
            seconds=stated.seconds,
            cost_usd=stated.cost_usd,
            source_kind="reported",
            source=request.source or clean(stated.source, 500) or "A table of results",
            source_url=request.source_url or public_link(stated.source_url),
            paper_url=public_link(stated.paper_url),
            date_source=clean(stated.date_source, 500),
            note=clean(stated.note, 1000),
        )
    except ValueError as error:
        report.refused(f"{system}: {error}", stated.line)
        return None
    return _tidied(row)


def _tidied(row: Row) -> Row:
    numbers = {f.name: getattr(row, f.name) for f in fields(row)}
    shorter: dict[str, Any] = {name: tidy(v) for name, v in numbers.items() if isinstance(v, float)}
    return replace(row, **shorter)


def default_submission(title: str, system: str) -> str:
    """A submission's name when the user gives none: the system's, or the format's."""
    return slug(system) or slug(title)


def _published(request: Request, said: str, report: Report) -> PublicationDate | None:
    if request.published is not None:
        return request.published
    try:
        return PublicationDate.parse(said)
    except ValueError:
        _lacking(
            request, report, "the log does not say when the system was published", "give --published DATE"
        )
        return None


def _lacking(request: Request, report: Report, message: str, hint: str) -> None:
    if request.dry_run:
        report.guessed(f"{message}; a row would need it", hint=hint, aside=True)
    else:
        report.refused(message, hint=hint)


def _spread(flops: Sequence[float], compute: Compute | None) -> tuple[float | None, float | None]:
    """The least and the most compute of a run, where several differ and the mean lies between them."""
    if compute is None or not flops or not min(flops) < compute.flop < max(flops):
        return None, None
    return min(flops), max(flops)


def _told(work: Work, compute: Compute | None) -> bool:
    """Whether the peak rate says something about the row: it is used, or bears the compute out."""
    return (
        compute is not None
        and work.peak_flop_per_second is not None
        and _implied(work, compute) >= LEAST_UTILISATION
    )


def _implied(work: Work, compute: Compute) -> float:
    if not (work.devices and work.seconds and work.peak_flop_per_second):
        return LEAST_UTILISATION
    return compute.flop / (work.devices * work.seconds * work.peak_flop_per_second)


def _stands_up(work: Work, compute: Compute | None, report: Report) -> bool:
    if compute is None or not 1e3 <= compute.flop <= 1e30:
        if compute is not None:
            report.refused(f"a compute of {compute.flop:g} FLOP is no real count")
        return compute is None
    share = _implied(work, compute)
    if share > 1:
        report.refused(
            f"{compute.flop:.4g} FLOP in {work.seconds:g} s is {share:.3g} times the peak of the hardware",
            hint="check --hardware, --flop-per-example, --examples-per-step and --parameters",
        )
        return False
    if share < LEAST_UTILISATION:
        report.guessed(f"the compute is only {share:.2%} of what the hardware could do: its peak is left out")
    return True


def _say_compute(compute: Compute | None, report: Report) -> None:
    if compute is None:
        return
    report.understood(f"compute by the {compute.method} method: {compute.flop:.4g} FLOP up to the target")
    flop = dict(compute.others)
    for method, ratio in compute.ratios:
        report.guessed(
            f"the {method} method gives {flop[method]:.4g} FLOP, {ratio:.3g} times the {compute.method} one"
        )


def _kind(request: Request, facts: Facts, method: str | None) -> SourceKind:
    if method == "hardware":
        return "estimated"
    return "reported" if request.source or request.source_url or facts.source else "measured"


def _note(parts: RowParts, compute: Compute | None, request: Request) -> str:
    together, counting = parts.together, request.counting
    runs = f"{together.runs} runs, rule {together.rule}. " if together.runs > 1 else "One run. "
    said = [runs + "The first evaluation at or past the level counts."]
    if not parts.steps:
        said.append("The log gives no steps: the curve's steps number its evaluations.")
    if parts.facts.epochs_from_zero:
        said.append("The log numbers epochs from 0, the collection counts the passes done.")
    if compute is not None and compute.method == "hardware" and not counting.utilisation_given:
        said.append("Compute is an estimate: the utilisation is assumed, as AI and Compute does.")
    if counting.how:
        said.append(counting.how[0].upper() + counting.how[1:] + ".")
    if counting.phases:
        said.append("Forward compute is the mean over the schedule up to the target.")
    said += [f"{remark[0].upper()}{remark[1:]}." for remark in parts.remarks]
    if parts.facts.hardware:
        said.append(f"Hardware as the log gives it: {clean(parts.facts.hardware, 120)}.")
    return clean(" ".join(said), 1500)
