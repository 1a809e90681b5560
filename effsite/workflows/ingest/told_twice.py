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
class KnownTwice:
    """What is known twice of the runs at their crossing; None where it is told once or not at all.

    `by_steps` are the examples by steps and batch, `examples_per_step` the batch behind them; `examples` are
    those that count, by the log where it counts them itself.
    """

    by_steps: float | None
    examples_per_step: float | None
    examples: float | None
    epochs: float | None
    examples_per_epoch: float | None
    devices: int | None
    compute: Compute | None
    sure_of_hardware: bool

    @classmethod
    def of(cls, found: RunCurve, counter: Count, together: Aggregate) -> KnownTwice:
        """What these runs tell."""
        batch = found.facts.examples_per_step
        steps = together.step if found.position == "step" else None
        return cls(
            by_steps=steps * batch if steps and batch else None,
            examples_per_step=batch,
            examples=together.examples,
            epochs=together.epoch,
            examples_per_epoch=found.facts.examples_per_epoch,
            devices=counter.hardware.devices if counter.hardware else found.facts.devices,
            compute=counter.at(together),
            sure_of_hardware=counter.counting.utilisation_given,
        )


def agree(told: KnownTwice, request: Request, report: Report) -> bool:
    """Whether nothing that is told twice lies ten times apart; what does is refused with both figures.

    A smaller gap between examples, batch and data set is told. The hardware method takes part only where
    the user gave the utilisation: an assumed one may be that far off.
    """
    return (
        _sizes_agree(told, request, report)
        and _examples_agree(told, report)
        and _epochs_agree(told, request, report)
        and _methods_agree(told, report)
    )


def _sizes_agree(told: KnownTwice, request: Request, report: Report) -> bool:
    """Whether the data set is as large in the log as in the task, where the user does not say how large."""
    logged, task = told.examples_per_epoch, request.task.task if request.task else None
    known = task.examples_per_epoch if task else None
    if not logged or not known or task is None or request.counting.examples_per_epoch is not None:
        return True
    said = f"an epoch has {logged:,.0f} examples in the log, {known:,.0f} in {task.dataset or task.name}"
    return _near(known / logged, said, "give --examples-per-epoch", report)


def _examples_agree(told: KnownTwice, report: Report) -> bool:
    """Whether the examples that the log counts are those of its steps."""
    counted, by_steps, batch = told.examples, told.by_steps, told.examples_per_step
    if not counted or not by_steps or not batch:
        return True
    made = f"{by_steps / batch:,.4g} steps x {batch:,.0f} are {by_steps:,.0f} examples"
    guess = _guess(counted / by_steps, told.devices)
    hint = "check --examples-per-step and the columns"
    return _near(counted / by_steps, f"{made}, the log counts {counted:,.0f}{guess}", hint, report)


def _epochs_agree(told: KnownTwice, request: Request, report: Report) -> bool:
    """Whether the examples of an epoch are those of the data set."""
    known, where = _data_set(told, request)
    if not known or not told.epochs:
        return True
    if told.by_steps and told.examples_per_step:
        each, batch = told.by_steps / told.epochs, told.examples_per_step
        made = f"{each / batch:,.4g} steps x {batch:,.0f} are {each:,.0f} examples an epoch"
        guess = _guess(known / each, told.devices)
        hint = "give --examples-per-step of all devices together"
        return _near(known / each, f"{made}, {where} {known:,.0f}{guess}", hint, report)
    if not told.examples:
        return True
    each = told.examples / told.epochs
    made = f"{told.examples:,.0f} examples in {told.epochs:,.4g} epochs are {each:,.0f} an epoch"
    hint = "check the columns, or give --examples-per-epoch"
    return _near(known / each, f"{made}, {where} {known:,.0f}", hint, report)


def _data_set(told: KnownTwice, request: Request) -> tuple[float | None, str]:
    """The examples of an epoch as user, log or task say, and in words which of them."""
    if request.counting.examples_per_epoch is not None:
        return request.counting.examples_per_epoch, "--examples-per-epoch says"
    if told.examples_per_epoch is not None:
        return told.examples_per_epoch, "the log says"
    task = request.task.task if request.task else None
    return (task.examples_per_epoch, f"{task.dataset or task.name} has") if task else (None, "")


def _near(ratio: float, said: str, hint: str, report: Report) -> bool:
    """Whether two figures lie less than ten times apart; says so where they lie apart at all."""
    if 1 / DOUBT < ratio < DOUBT:
        return True
    if 1 / CONTRADICTION < ratio < CONTRADICTION:
        report.guessed(said, hint=hint)
        return True
    report.refused(said, hint=hint)
    return False


def _guess(ratio: float, devices: int | None) -> str:
    """A guess at why the data set is larger than steps and batch make it: the batch is one device's."""
    near = round(ratio)
    if near < 2 or abs(ratio / near - 1) > NEAR:
        return ""
    which = "the " if devices == near else ""
    return f": is it the batch of one of {which}{near} devices?"


def _methods_agree(told: KnownTwice, report: Report) -> bool:
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
