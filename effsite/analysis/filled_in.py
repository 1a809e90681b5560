"""What of a result follows from figures that are known: from its curve, from the inputs of a method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.analysis.compute import by_hardware, by_parameters, counted
from effsite.analysis.measured import over_seeds
from effsite.units import TRAINING_PASSES
from effsite.words import counted as count_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from effsite.records import FlopMethod, LearningCurve, Target

INPUTS: dict[FlopMethod, tuple[str, ...]] = {
    "counted": ("forward_flop", "examples"),
    "hardware": ("devices", "seconds", "peak_flop_per_second", "utilisation"),
    "parameters": ("parameters", "examples"),
}
"""What each method computes from, the passes of a counted figure apart; in the order of trust."""

IN_DIGITS = 12
"""Significant digits of a figure computed from others: as a log has, for fewer make a record of a tie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A value of a column that was not given, and in words from what it follows."""

    column: str
    value: Any
    how: str


def from_curve(given: Mapping[str, Any], runs: Sequence[LearningCurve], target: Target) -> Iterator[Derived]:
    """What the runs of a curve that reach the target say of it, in the columns that are not given.

    Of several runs the medians, and the ends of the spread of compute.
    """
    seeds = over_seeds(runs, target)
    how = f"the curve at its crossing{f', median of {len(runs)} runs' if len(runs) > 1 else ''}"
    found = {
        "value": seeds.value,
        "training_flop": seeds.training_flop,
        "training_flop_low": seeds.training_flop_low,
        "training_flop_high": seeds.training_flop_high,
        "examples": seeds.examples,
        "epochs": seeds.epochs,
        "seconds": seeds.seconds,
    }
    if given.get("training_flop") is not None:
        found |= dict.fromkeys(("training_flop_low", "training_flop_high"))
    for column, value in found.items():
        if value is not None and given.get(column) is None:
            yield Derived(column=column, value=value, how=how)
    if given.get("runs") is None:
        yield Derived(column="runs", value=len(runs), how=f"the curve has {count_of(len(runs), 'run')}")


def from_inputs(given: Mapping[str, Any], examples_per_epoch: float | None) -> Iterator[Derived]:
    """Examples from epochs, and the compute by the method that is named or whose inputs are there."""
    known = dict(given)
    epochs = known.get("epochs")
    if known.get("examples") is None and epochs is not None and examples_per_epoch:
        examples = _rounded(epochs * examples_per_epoch)
        known["examples"] = examples
        how = f"epochs x {examples_per_epoch:g}, the task's examples per epoch"
        yield Derived(column="examples", value=examples, how=how)
    method = known.get("flop_method") or possible_method(known)
    if method not in INPUTS or any(known.get(name) is None for name in INPUTS[method]):
        return
    if known.get("flop_method") is None:
        how = f"{', '.join(INPUTS[method])} are its inputs"
        yield Derived(column="flop_method", value=method, how=how)
    if method == "counted" and known.get("passes") is None:
        known["passes"] = float(TRAINING_PASSES)
        how = "the convention: one forward pass and two backward"
        yield Derived(column="passes", value=known["passes"], how=how)
    if known.get("training_flop") is None:
        yield Derived(column="training_flop", value=_rounded(_flop(method, known)), how=_formula(method))


def possible_method(known: Mapping[str, Any]) -> FlopMethod | None:
    """The most trusted method of which every input is there; None where there is none."""
    return next((m for m, names in INPUTS.items() if all(known.get(n) is not None for n in names)), None)


def _flop(method: FlopMethod, known: Mapping[str, Any]) -> float:
    if method == "counted":
        return counted(known["forward_flop"], known["examples"], known["passes"])
    if method == "parameters":
        return by_parameters(known["parameters"], known["examples"])
    names = INPUTS["hardware"]
    return by_hardware(*(known[name] for name in names))


def _formula(method: FlopMethod) -> str:
    if method == "counted":
        return "forward_flop x examples x passes"
    return "6 x parameters x examples" if method == "parameters" else " x ".join(INPUTS["hardware"])


def _rounded(value: float) -> float:
    return float(f"{value:.{IN_DIGITS}g}")
