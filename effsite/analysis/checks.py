"""What the other ways of getting a figure give beside the one that a row states."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from effsite.units import FLOP_PER_PARAMETER_AND_TOKEN, TRAINING_PASSES

if TYPE_CHECKING:
    from effsite.records import FlopMethod, Result


INPUTS = (
    *("forward_flop", "examples", "passes", "parameters"),
    *("devices", "seconds", "peak_flop_per_second", "utilisation"),
)
"""Fields of a result from which a method gets a compute, in the order in which `computes` takes them."""

_inputs = attrgetter(*INPUTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCheck:
    """What one method of counting gives for a row: `flop`, and its `ratio` to the stored compute."""

    result: Result
    method: FlopMethod
    flop: float
    ratio: float


def method_checks(result: Result) -> tuple[MethodCheck, ...]:
    """Each method whose inputs the row has, beside the stored training compute, all in FLOP.

    Empty for a row without training compute.
    """
    stored = result.training_flop
    if stored is None:
        return ()
    return tuple(
        MethodCheck(result=result, method=method, flop=flop, ratio=flop / stored)
        for method, flop in computes(*_inputs(result))
    )


def computes(
    forward_flop: float | None,
    examples: float | None,
    passes: float | None,
    parameters: float | None,
    devices: int | None,
    seconds: float | None,
    peak_flop_per_second: float | None,
    utilisation: float | None,
) -> list[tuple[FlopMethod, float]]:
    """What each method gives whose inputs are there, in FLOP.

    counted: forward_flop x examples x passes (3 where the row gives no passes). parameters:
    6 x parameters x examples (Kaplan et al. 2020, arXiv 2001.08361, section 2.1). hardware:
    devices x seconds x peak x utilisation.
    """
    found: list[tuple[FlopMethod, float]] = []
    if forward_flop is not None and examples is not None:
        found.append(("counted", forward_flop * examples * (passes or TRAINING_PASSES)))
    if parameters is not None and examples is not None:
        found.append(("parameters", FLOP_PER_PARAMETER_AND_TOKEN * parameters * examples))
    at_peak = work_at_peak(devices, seconds, peak_flop_per_second)
    if at_peak is not None and utilisation is not None:
        found.append(("hardware", at_peak * utilisation))
    return found


def implied_utilisation(result: Result) -> float | None:
    """Training compute over what the devices could have done in that time, as a fraction.

    training_flop / (devices x seconds x peak_flop_per_second); None where one of them is missing.
    """
    work = work_at_peak(result.devices, result.seconds, result.peak_flop_per_second)
    return None if work is None or result.training_flop is None else result.training_flop / work


def work_at_peak(
    devices: int | None, seconds: float | None, peak_flop_per_second: float | None
) -> float | None:
    """What so many devices could have done in that time at their peak, in FLOP; None where one is missing."""
    if devices is None or seconds is None or peak_flop_per_second is None:
        return None
    return devices * seconds * peak_flop_per_second
