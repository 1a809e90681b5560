"""What the other ways of getting a figure give beside the one that a row states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.units import FLOP_PER_PARAMETER_AND_TOKEN, TRAINING_PASSES

if TYPE_CHECKING:
    from effsite.records import FlopMethod, Result


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
