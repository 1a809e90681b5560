"""Training compute of a run by every method that its figures allow, and how far the methods lie apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from effsite.errors import UsageError
from effsite.units import FLOP_PER_PARAMETER_AND_TOKEN, TRAINING_PASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import FlopMethod

ASSUMED_UTILISATION = 0.33
"""Share of the peak that is assumed where none is known: AI and Compute (OpenAI 2018), appendix."""

PhaseUnit = Literal["epochs", "steps", "examples"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stretch of training with one resolution and one batch size.

    `length` is in `unit`. `forward_flop` is the forward compute of one example in it; `batch` its
    examples for each step, which a phase measured in steps needs.
    """

    length: float
    unit: PhaseUnit
    forward_flop: float
    batch: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What had been spent at one point of a run, as far as it is known; None where it is not.

    `training_flop` is a count that the log itself gives. `peak_flop_per_second` is of one device.
    """

    examples: float | None = None
    forward_flop: float | None = None
    passes: float = TRAINING_PASSES
    parameters: float | None = None
    devices: int | None = None
    seconds: float | None = None
    peak_flop_per_second: float | None = None
    utilisation: float = ASSUMED_UTILISATION
    training_flop: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """Training compute in FLOP, how it was got, and what the other possible methods give."""

    flop: float
    method: FlopMethod
    others: tuple[tuple[FlopMethod, float], ...] = ()

    @property
    def ratios(self) -> tuple[tuple[FlopMethod, float], ...]:
        """Each other method with its compute over this one."""
        return tuple((method, flop / self.flop) for method, flop in self.others)


def counted(forward_flop: float, examples: float, passes: float = TRAINING_PASSES) -> float:
    """FLOP of forward_flop x examples x passes: Hernandez & Brown 2020 (arXiv 2005.04305, appendix B)."""
    return forward_flop * examples * passes


def by_parameters(parameters: float, tokens: float) -> float:
    """FLOP of 6 x parameters x tokens: Kaplan et al. 2020 (arXiv 2001.08361, section 2.1)."""
    return FLOP_PER_PARAMETER_AND_TOKEN * parameters * tokens


def by_hardware(devices: int, seconds: float, peak_flop_per_second: float, utilisation: float) -> float:
    """FLOP of devices x seconds x peak x utilisation: AI and Compute (OpenAI 2018), appendix."""
    return devices * seconds * peak_flop_per_second * utilisation


def training_compute(work: Work) -> Compute | None:
    """The compute by the best method that is possible, with the others beside it; None if none is.

    In this order: what the log reports, counted, from parameters, from hardware. A count of zero
    (nothing trained yet) is no compute.
    """
    found: list[tuple[FlopMethod, float]] = []
    if work.training_flop:
        found.append(("reported", work.training_flop))
    if work.forward_flop and work.examples:
        found.append(("counted", counted(work.forward_flop, work.examples, work.passes)))
    if work.parameters and work.examples:
        found.append(("parameters", by_parameters(work.parameters, work.examples)))
    if work.devices and work.seconds and work.peak_flop_per_second:
        flop = by_hardware(work.devices, work.seconds, work.peak_flop_per_second, work.utilisation)
        found.append(("hardware", flop))
    if not found:
        return None
    (method, flop), *others = found
    return Compute(flop=flop, method=method, others=tuple(others))


@dataclass(frozen=True, slots=True, kw_only=True)
class PhasedWork:
    """Examples and forward compute summed over the phases up to one point of a run."""

    examples: float
    forward_flop: float


def phased(
    phases: Sequence[Phase], position: float, unit: PhaseUnit, examples_per_epoch: float | None
) -> PhasedWork:
    """Examples seen, and their forward FLOP in all, when a run stands at `position` (in `unit`).

    Every phase must be measured in that unit. The last phase goes on for as long as the run does. Raises
    UsageError for phases in another unit, epochs without the size of one, or steps without a batch.
    """
    examples = forward = 0.0
    left = position
    for number, phase in enumerate(phases, 1):
        if phase.unit != unit:
            raise UsageError(
                f"phase {number} is measured in {phase.unit}, but the log counts {unit}",
                f"give every phase in {unit}",
            )
        length = left if number == len(phases) else min(left, phase.length)
        seen = length * _examples_in_one(phase, number, examples_per_epoch)
        examples += seen
        forward += seen * phase.forward_flop
        left -= length
    return PhasedWork(examples=examples, forward_flop=forward)


def _examples_in_one(phase: Phase, number: int, examples_per_epoch: float | None) -> float:
    if phase.unit == "examples":
        return 1.0
    if phase.unit == "epochs":
        if not examples_per_epoch:
            raise UsageError("phases in epochs need the examples in an epoch", "give --examples-per-epoch")
        return examples_per_epoch
    if not phase.batch:
        raise UsageError(
            f"phase {number} is measured in steps and has no batch", "write it as 5000x512:8.2e9"
        )
    return phase.batch
