"""How a compute figure was got, in words: its inputs multiplied out, and what checks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.checks import MethodCheck, implied_utilisation, method_checks
from effsite.records import METHODS
from effsite.site import formats
from effsite.units import FLOP_PER_PARAMETER_AND_TOKEN, TRAINING_PASSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from effsite.records import FlopMethod, Result

CONFIRMED = "follows from these inputs"
EXACT = 0.0005
"""Ratio to 1 below which inputs are said to give the figure, without a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """The working behind one row's training compute.

    `inputs` is the product that gives it, empty where the row has no inputs; `checks` are
    sentences about other methods and the utilisation that the figure implies.
    """

    result: Result
    method: str
    inputs: str
    checks: tuple[str, ...]


def workings(results: Iterable[Result], example: str) -> tuple[Working, ...]:
    """The working of every result that has a training compute; `example` is what one example is."""
    return tuple(_working(r, example) for r in results if r.training_flop is not None)


def _working(result: Result, example: str) -> Working:
    method = result.flop_method
    return Working(
        result=result,
        method=METHODS[method].label if method else "",
        inputs=_inputs(result, method, example),
        checks=tuple(_checks(result)),
    )


def telling_checks(result: Result) -> tuple[str, ...]:
    """What checks a row's training compute and does more than confirm it."""
    return tuple(check for check in _checks(result) if check != CONFIRMED) if result.training_flop else ()


def in_short(result: Result, example: str) -> str:
    """The same product in units for people, 4 V100 × 45 min × 125 TFLOP/s × 33 %; empty without inputs."""
    return _inputs(result, result.flop_method, example, PEOPLE) if result.training_flop else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """How the inputs of a product are written: operations, counts, lengths of time, rates of a device."""

    flop: Callable[[float], str]
    count: Callable[[float], str]
    seconds: Callable[[float], str]
    rate: Callable[[float], str]


EXACTLY = _Written(
    flop=lambda value: f"{formats.exact(value)} FLOP",
    count=formats.exact,
    seconds=lambda value: f"{formats.exact(value)} s",
    rate=lambda value: f"{formats.exact(value)} FLOP/s",
)
PEOPLE = _Written(
    flop=formats.compute,
    count=formats.large_number,
    seconds=formats.duration,
    rate=lambda value: formats.prefixed(value, "FLOP/s"),
)


def _inputs(result: Result, method: FlopMethod | None, example: str, written: _Written = EXACTLY) -> str:
    count = written.count
    if method == "counted" and result.forward_flop and result.examples:
        return (
            f"{written.flop(result.forward_flop)} per {example} × "
            f"{count(result.examples)} {example}s × "
            f"{formats.exact(result.passes or TRAINING_PASSES)} passes{_which(result)}"
        )
    if method == "parameters" and result.parameters and result.examples:
        return (
            f"{FLOP_PER_PARAMETER_AND_TOKEN} × {count(result.parameters)} parameters × "
            f"{count(result.examples)} {example}s"
        )
    if method == "hardware":
        return _hardware(result, written)
    return ""


def _which(result: Result) -> str:
    """What the passes are where a measured row has others than the convention's three."""
    if result.source_kind != "measured" or not result.passes or result.passes == TRAINING_PASSES:
        return ""
    return " (those of training as it is; the note says why)"


def _hardware(result: Result, written: _Written) -> str:
    if not (result.devices and result.seconds and result.peak_flop_per_second and result.utilisation):
        return ""
    device = result.device or ("device" if result.devices == 1 else "devices")
    return (
        f"{result.devices} {device} × {written.seconds(result.seconds)} × "
        f"{written.rate(result.peak_flop_per_second)} × {formats.percent(result.utilisation)}"
    )


def _checks(result: Result) -> Iterable[str]:
    own = [check for check in method_checks(result) if check.method == result.flop_method]
    other = [check for check in method_checks(result) if check.method != result.flop_method]
    if own and own[0].method != "reported":
        yield _against(own[0])
    yield from (_beside(check) for check in other)
    utilisation = implied_utilisation(result)
    if utilisation is not None and result.flop_method != "hardware":
        yield f"implies {formats.significant(utilisation * 100, 2)} % of the hardware’s peak"


def _against(check: MethodCheck) -> str:
    if abs(check.ratio - 1) < EXACT:
        return CONFIRMED
    flop, ratio = formats.exact(check.flop), formats.factor_exact(check.ratio)
    return f"these inputs give {flop} FLOP, {ratio} the figure"


def _beside(check: MethodCheck) -> str:
    flop, ratio = formats.exact(check.flop), formats.factor_exact(check.ratio)
    return f"{METHODS[check.method].label}: {flop} FLOP, {ratio} the figure"
