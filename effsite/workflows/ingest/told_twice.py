"""Facts that a log and its user tell twice are held against each other before they make a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.analysis.aggregation import Aggregate
    from effsite.analysis.compute import Compute
    from effsite.ingest.report import Report
    from effsite.ingest.run_curves import RunCurve
    from effsite.records import FlopMethod
    from effsite.workflows.ingest.curve_compute import Count
    from effsite.workflows.ingest.request import Request

CONTRADICTION = 10
"""Two figures for the same thing that lie this many times apart cannot both be right."""

DOUBT = 1.5
"""From here on a word is said about how far they lie apart."""

NEAR = 0.05
"""How far from a whole number of devices a ratio may lie, as a share of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known twice of the runs at their crossing; None where it is told once or not at all.

    `examples_an_epoch` is by steps and batch, `examples_per_step` the batch behind it.
    """

    examples_an_epoch: float | None
    examples_per_step: float | None
    devices: int | None
    compute: Compute | None
    sure_of_hardware: bool

    @classmethod
    def of(cls, found: RunCurve, counter: Count, together: Aggregate) -> Told:
        """What these runs tell."""
        batch = found.facts.examples_per_step
        steps = together.step if found.position == "step" else None
        epochs = together.epoch
        return cls(
            examples_an_epoch=steps * batch / epochs if steps and batch and epochs else None,
            examples_per_step=batch,
            devices=counter.hardware.devices if counter.hardware else found.facts.devices,
            compute=counter.at(together),
            sure_of_hardware=counter.counting.utilisation_given,
        )


def agree(told: Told, request: Request, report: Report) -> bool:
    """Whether nothing that is told twice lies ten times apart; what does is refused with both figures.

    A smaller gap between batch and data set is told. The hardware method takes part only where the user
    gave the utilisation: an assumed one may be that far off.
    """
    return _epochs_agree(told, request, report) and _methods_agree(told, report)


def _epochs_agree(told: Told, request: Request, report: Report) -> bool:
    known = request.counting.examples_per_epoch
    where = "--examples-per-epoch says"
    if known is None and request.task is not None:
        known, where = request.task.task.examples_per_epoch, f"{_data_set(request)} has"
    by_steps, batch = told.examples_an_epoch, told.examples_per_step
    if not by_steps or not batch or not known:
        return True
    ratio = known / by_steps
    if 1 / DOUBT < ratio < DOUBT:
        return True
    steps = by_steps / batch
    said = f"{steps:,.4g} steps x {batch:,.0f} are {by_steps:,.0f} examples an epoch, {where} {known:,.0f}"
    if 1 / CONTRADICTION < ratio < CONTRADICTION:
        report.guessed(f"{said}{_guess(ratio, told.devices)}", hint="give the batch of all devices together")
        return True
    report.refused(f"{said}{_guess(ratio, told.devices)}", hint="check --examples-per-step and the columns")
    return False


def _data_set(request: Request) -> str:
    return (request.task.task.dataset or request.task.task.name) if request.task else ""


def _guess(ratio: float, devices: int | None) -> str:
    """A guess at why the data set is larger than steps and batch make it: the batch is one device's."""
    near = round(ratio)
    if near < 2 or abs(ratio / near - 1) > NEAR:
        return ""
    which = "the " if devices == near else ""
    return f": is it the batch of one of {which}{near} devices?"


def _methods_agree(told: Told, report: Report) -> bool:
    compute = told.compute
    if compute is None:
        return True
    flop: dict[FlopMethod, float] = dict(compute.others)
    far = [
        (method, ratio)
        for method, ratio in compute.ratios
        if not 1 / CONTRADICTION < ratio < CONTRADICTION
        and (told.sure_of_hardware or "hardware" not in (method, compute.method))
    ]
    for method, ratio in far:
        report.refused(
            f"the {compute.method} method gives {compute.flop:.4g} FLOP, the {method} method "
            f"{flop[method]:.4g}, {ratio:.3g} times as many: one of them is wrong",
            hint="check --flop-per-example, --parameters, --examples-per-step and what the log counts",
        )
    return not far
