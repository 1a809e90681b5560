"""Whether a row's figures agree with one another, with its device and with its learning curve."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.analysis.utilisation import tells_something
from effsite.errors import Finding
from effsite.records import IN_CURVES, Result, columns
from effsite.units import FLOP_PER_PARAMETER_AND_TOKEN, TRAINING_PASSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from effsite.analysis.crossing import ComputeToTarget
    from effsite.records import Collection, Device, FlopMethod, LearningCurve, Target, TaskCollection

METHOD_TOLERANCE = 0.02
"""How far the stated method may lie from the stored compute: the rounding of the inputs."""

CROSS_CHECK_FACTOR = 3.0
"""How far two methods may lie apart; AI and Compute (OpenAI 2018) aims for a factor of 2 to 3."""

PLAUSIBLE = (1e-15, 1e36)
"""Outside of this no count is real, and quotients of two could overflow a float."""

CURVE_TOLERANCE = 0.01
PEAK_TOLERANCE = 0.05

COUNTS = tuple(
    name for name, c in columns(Result).items() if c.kind in ("number", "integer") and name != "value"
)
"""Fields of a result that count or measure something, and so lie within PLAUSIBLE."""

Located = tuple[Result, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCheck:
    """What one method of counting gives for a row: `flop`, and its `ratio` to the stored compute."""

    result: Result
    method: FlopMethod
    flop: float
    ratio: float


def method_checks(result: Result) -> tuple[MethodCheck, ...]:
    """Each method whose inputs the row has, beside the stored training compute, all in FLOP.

    counted: forward_flop x examples x passes (3 where the row gives no passes). parameters:
    6 x parameters x examples (Kaplan et al. 2020, arXiv 2001.08361, section 2.1). hardware:
    devices x seconds x peak x utilisation. Empty for a row without training compute.
    """
    stored = result.training_flop
    if stored is None:
        return ()
    methods: tuple[tuple[FlopMethod, float | None], ...] = (
        ("counted", _product(result.forward_flop, result.examples, result.passes or TRAINING_PASSES)),
        ("parameters", _product(FLOP_PER_PARAMETER_AND_TOKEN, result.parameters, result.examples)),
        ("hardware", _product(_peak_work(result), result.utilisation)),
    )
    return tuple(
        MethodCheck(result=result, method=method, flop=flop, ratio=flop / stored)
        for method, flop in methods
        if flop is not None
    )


def implied_utilisation(result: Result) -> float | None:
    """Training compute over what the devices could have done in that time, as a fraction.

    training_flop / (devices x seconds x peak_flop_per_second); None where one of them is missing.
    """
    work = _peak_work(result)
    return None if work is None or result.training_flop is None else result.training_flop / work


def _peak_work(result: Result) -> float | None:
    return _product(result.devices, result.seconds, result.peak_flop_per_second)


def _product(*factors: float | None) -> float | None:
    product = 1.0
    for factor in factors:
        if factor is None:
            return None
        product *= factor
    return product


def check_collection(collection: Collection) -> tuple[Located, ...]:
    """Every finding about every result, each with the result that it is about."""
    devices = {device.name: device for device in collection.devices}
    return tuple(
        (result, finding)
        for task in collection.tasks
        for result in task.results
        for finding in check_result(task, result, devices)
    )


def check_result(task: TaskCollection, result: Result, devices: Mapping[str, Device]) -> tuple[Finding, ...]:
    """What does not fit within one row, as findings with a field but no line.

    Errors: the method that the row names gives another compute (over 2 % off); implied utilisation
    above 1 or under 0.01; a log-checked row that its curve does not bear out (within 1 %).
    Warnings: another method is more than a factor of 3 away; the peak is none of the device's
    known ones (within 5 %); a claimed row differs from its curve. A count beyond any real size is an
    error that makes the rest moot.
    """
    path = f"results/{result.task}/{result.submission}.csv"
    faults = tuple(_about_size(result)) or tuple(_about_consistency(task, result, devices))
    return tuple(
        Finding(
            path=path,
            field=f.field,
            message=f"{result.system}: {f.message}",
            hint=f.hint,
            severity=f.severity,
        )
        for f in faults
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    field: str
    message: str
    hint: str
    severity: str = "error"


def _about_size(result: Result) -> Iterator[_Fault]:
    least, most = PLAUSIBLE
    for name in COUNTS:
        value = getattr(result, name)
        if value is not None and not least <= value <= most:
            yield _Fault(
                field=name,
                message=f"{name} of {value:g} is no real count",
                hint="check the exponent and the unit",
            )


def _about_consistency(
    task: TaskCollection, result: Result, devices: Mapping[str, Device]
) -> Iterator[_Fault]:
    yield from _about_methods(result)
    yield from _about_utilisation(result)
    yield from _about_peak(result, devices)
    if result.curve:
        yield from _about_curve(task, result)


def _about_methods(result: Result) -> Iterator[_Fault]:
    for check in method_checks(result):
        own = check.method == result.flop_method
        if own and abs(check.ratio - 1) > METHOD_TOLERANCE:
            yield _Fault(
                field="training_flop",
                message=f"the {check.method} method gives {check.flop:.4g} FLOP, "
                f"{check.ratio:.4g} times what the row says",
                hint="correct the compute or its inputs; both count 2 FLOP per multiply-add",
            )
        elif not own and not 1 / CROSS_CHECK_FACTOR <= check.ratio <= CROSS_CHECK_FACTOR:
            yield _Fault(
                field="training_flop",
                message=f"the {check.method} method gives {check.ratio:.3g} times the row's compute",
                hint="check the units and the scope of the inputs; explain a true gap in the note",
                severity="warning",
            )


def _about_utilisation(result: Result) -> Iterator[_Fault]:
    utilisation = implied_utilisation(result)
    if utilisation is None or tells_something(utilisation):
        return
    side = "above 100 %" if utilisation > 1 else "below 1 %"
    yield _Fault(
        field="training_flop",
        message=f"the compute implies that the devices ran at {utilisation:.3g} of their peak, {side}",
        hint="check devices, seconds, peak_flop_per_second and the multiply-add convention",
    )


def _about_peak(result: Result, devices: Mapping[str, Device]) -> Iterator[_Fault]:
    peak, device = result.peak_flop_per_second, devices.get(result.device)
    if peak is None or device is None or not device.peak_rates:
        return
    if any(abs(peak / known - 1) <= PEAK_TOLERANCE for known in device.peak_rates.values()):
        return
    known = ", ".join(f"{rate:.4g}" for rate in sorted(device.peak_rates.values()))
    yield _Fault(
        field="peak_flop_per_second",
        message=f"{peak:.4g} FLOP/s is no known peak rate of {device.name}",
        hint=f"known, dense: {known}",
        severity="warning",
    )


def _about_curve(task: TaskCollection, result: Result) -> Iterator[_Fault]:
    severity = "error" if result.status == "log-checked" else "warning"
    runs = [curve for curve in task.curves if curve.name == result.curve]
    target = task.task.target(result.target)
    if not runs or target.level is None:
        return
    crossings = [compute_to_target(run, target) for run in runs]
    if missed := [run.seed for run, crossing in zip(runs, crossings, strict=True) if not crossing.reached]:
        yield _not_reached(target, runs, missed, severity)
        return
    compared = _compared(result, crossings)
    if not compared:
        yield _Fault(
            field="curve",
            message=f"{result.curve} carries none of the row's measures, so it confirms nothing",
            hint=f"give the curve one of: {', '.join(IN_CURVES.values())}",
            severity=severity,
        )
    for field, (stored, crossed) in compared.items():
        if abs(crossed / stored - 1) > CURVE_TOLERANCE:
            yield _Fault(
                field=field,
                message=f"{result.curve} reaches {target.name} at {crossed:.4g}, the row says {stored:.4g}",
                hint="the first evaluation at or past the level counts; of several runs, mean or median",
                severity=severity,
            )


def _not_reached(
    target: Target, runs: Sequence[LearningCurve], missed: Sequence[int], severity: str
) -> _Fault:
    seeds = ", ".join(map(str, missed))
    return _Fault(
        field="curve",
        message=f"{runs[0].name} never reaches {target.name} ({target.level:g}) with seed {seeds}",
        hint="commit a run that reaches the target, or withdraw the row",
        severity=severity,
    )


def _compared(result: Result, crossings: Sequence[ComputeToTarget]) -> dict[str, tuple[float, float]]:
    """By field: what the row stores, and the mean or median over the runs at their crossings.

    Of the two, the one nearer to what is stored: a submission may have taken either.
    """
    compared: dict[str, tuple[float, float]] = {}
    for field, count in IN_CURVES.items():
        if field == "training_flop" and result.flop_scope == "whole-run":
            continue
        stored = getattr(result, field)
        crossed = [getattr(crossing, count) for crossing in crossings]
        if stored is not None and None not in crossed:
            middles = (fmean(crossed), median(crossed))
            compared[field] = (stored, min(middles, key=lambda middle: abs(middle - stored)))
    return compared
