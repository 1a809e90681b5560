"""Compute along a learning curve, by what the log and the user say; one method for the whole curve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.analysis.compute import Work, phased, training_compute
from effsite.errors import UsageError
from effsite.ingest.hardware import UNCOUNTED, HardwareError, peak, read_hardware
from effsite.workflows.ingest.cells import tidy
from effsite.workflows.ingest.schedule import scheduled

if TYPE_CHECKING:
    from effsite.analysis.aggregation import Aggregate
    from effsite.analysis.compute import Compute, PhaseUnit
    from effsite.ingest.hardware import Hardware
    from effsite.ingest.report import Report
    from effsite.ingest.run_curves import RunCurve
    from effsite.records import CurvePoint, LearningCurve
    from effsite.workflows.ingest.request import Counting, Request

UNITS: dict[str, PhaseUnit] = {"step": "steps", "epoch": "epochs", "examples": "examples"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How the compute of a system's runs is worked out.

    `reported` says that the log gives the compute itself; `reported_total` is a whole-run total from
    it and the last position in it.
    """

    counting: Counting
    hardware: Hardware | None
    peak_flop_per_second: float | None
    examples_per_epoch: float | None
    position: str
    reported: bool = False
    reported_total: tuple[float, float] | None = None

    @classmethod
    def of(cls, found: RunCurve, request: Request, report: Report) -> Count:
        """The way to count for runs like this one; says in the report what it assumes."""
        counting = scheduled(request.counting, found, report)
        hardware = counting.hardware or _hardware(found, request, report)
        rate = _peak(hardware, request, report) if counting.estimate else None
        if counting.how and not counting.phases:
            report.guessed(counting.how, hint="other inputs: --flop-per-example, or --phases for a schedule")
        total = found.facts.training_flop if found.last_position else None
        along = any(point.training_flop for point in found.curve.points)
        if total and not along:
            report.guessed("the log's compute is of the whole run; up to the target it is taken pro rata")
        return cls(
            counting=counting,
            hardware=hardware,
            peak_flop_per_second=rate,
            examples_per_epoch=_epoch(found, request, report),
            position=found.position,
            reported=along or bool(total),
            reported_total=(total, found.last_position) if total else None,
        )

    def counted(self, found: RunCurve, seed: int) -> LearningCurve:
        """The run's curve with the compute at every point, as run number `seed` of its system."""
        points = tuple(replace(self._point(point), seed=seed) for point in found.curve.points)
        return replace(found.curve, seed=seed, points=points)

    def _point(self, point: CurvePoint) -> CurvePoint:
        examples, _ = self._examples(point)
        compute = training_compute(self.work_of(point))
        flop = tidy(compute.flop) if compute else None
        return replace(point, examples=examples, training_flop=flop)

    def at(self, together: Aggregate) -> Compute | None:
        """The compute of the runs' mean, with the other methods that are possible."""
        if together.step is None:
            return None
        return training_compute(self.work_at(together))

    def work_at(self, together: Aggregate) -> Work:
        """What goes into the compute at the mean of the runs."""
        base = self._base(together.examples, together.seconds)
        if self.counting.phases and together.examples and together.training_flop:
            forward = together.training_flop / together.examples / base.passes
            return replace(base, forward_flop=forward)
        return replace(base, training_flop=together.training_flop) if self.reported else base

    def work_of(self, point: CurvePoint) -> Work:
        """What goes into the compute at one evaluation."""
        examples, forward = self._examples(point)
        work = self._base(examples, point.seconds)
        total = point.training_flop
        if total is None and self.reported_total is not None:
            flop, last = self.reported_total
            at = point.step if self.position in ("step", "number") else getattr(point, self.position)
            total = flop * at / last
        return replace(work, forward_flop=forward, training_flop=total)

    def _base(self, examples: float | None, seconds: float | None) -> Work:
        return Work(
            examples=examples,
            forward_flop=self.counting.forward_flop,
            parameters=self.counting.parameters,
            devices=self.hardware.devices if self.hardware else None,
            seconds=seconds,
            peak_flop_per_second=self.peak_flop_per_second,
            utilisation=self.counting.utilisation,
        )

    def _examples(self, point: CurvePoint) -> tuple[float | None, float | None]:
        """Examples seen at the point, and the forward FLOP of one (over a schedule: the mean so far)."""
        if self.counting.phases:
            return self._phased(point)
        examples = point.examples
        if examples is None and point.epoch is not None and self.examples_per_epoch:
            examples = point.epoch * self.examples_per_epoch
        return examples, self.counting.forward_flop

    def _phased(self, point: CurvePoint) -> tuple[float | None, float | None]:
        unit = self.counting.phases[0].unit
        at = {"steps": point.step if self.position == "step" else None, "epochs": point.epoch}.get(
            unit, point.examples
        )
        if at is None:
            counts = UNITS.get(self.position, self.position)
            raise UsageError(
                f"the phases are in {unit}, but the log counts {counts}", f"give them in {counts}"
            )
        work = phased(self.counting.phases, at, unit, self.examples_per_epoch)
        return work.examples, work.forward_flop / work.examples if work.examples else None


def _hardware(found: RunCurve, request: Request, report: Report) -> Hardware | None:
    text = found.facts.hardware
    if not text or not request.devices:
        return None
    try:
        hardware = read_hardware(text, request.devices)
    except HardwareError as error:
        report.ignored(f"hardware {text[:80]!r}: {error.message}")
        return None
    counted = _with_counted(hardware, found.facts.devices, report)
    if counted is not None:
        report.understood(f"hardware {text[:80]!r}: {counted.devices} x {counted.device.name}")
    return counted


def _with_counted(hardware: Hardware, counted: int | None, report: Report) -> Hardware | None:
    """The devices with the number that the log counts beside its words; None where the words count others."""
    if counted is None or counted == hardware.devices:
        return hardware
    if UNCOUNTED not in hardware.assumed:
        report.guessed(
            f"the log counts {counted} devices, its words say {hardware.devices}: neither is taken",
            hint="give --hardware with the number",
        )
        return None
    return replace(hardware, devices=counted, assumed=tuple(a for a in hardware.assumed if a != UNCOUNTED))


def _peak(hardware: Hardware | None, request: Request, report: Report) -> float | None:
    if hardware is None:
        return None
    for doubt in hardware.assumed:
        report.guessed(f"hardware: {doubt}", hint="say more with --hardware")
    rate, precision = peak(hardware.device, request.counting.precision)
    if not request.counting.precision:
        report.guessed(
            f"the peak is that of {hardware.device.name} at {precision}, {rate:.4g} FLOP/s",
            hint="another: --precision fp32",
        )
    if not request.counting.utilisation_given:
        report.guessed(
            f"estimates from hardware assume a utilisation of {request.counting.utilisation:g}, as AI and "
            "Compute does",
            hint="give --utilisation where it is known",
        )
    return rate


def _epoch(found: RunCurve, request: Request, report: Report) -> float | None:
    """Examples in an epoch: said by user or log, or known of the data set when the log counts epochs."""
    said = found.facts.examples_per_epoch
    if said or request.task is None or not (found.position == "epoch" or found.whole_epochs):
        return said
    known = request.task.task.examples_per_epoch
    if known is not None:
        where = request.task.task.dataset or request.task.task.name
        report.guessed(f"an epoch of {where} is {known:,.0f} examples", hint="else: --examples-per-epoch")
    return known
