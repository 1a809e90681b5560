"""Learning curves: the evaluations of a training run, in order."""

from __future__ import annotations

from dataclasses import dataclass

from effsite.records.fields import column, refuse_nan

IN_CURVES = {
    "training_flop": "training_flop",
    "examples": "examples",
    "epochs": "epoch",
    "seconds": "seconds",
}
"""Counts of a result or an attempt that a learning curve can confirm, and their names in the curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """One evaluation during training; every count is cumulative since the start of the run."""

    seed: int = column("integer", "Seed of the run; one file may hold several runs.", default=0, at_least=0)
    step: int = column("integer", "Optimiser steps so far.", at_least=0)
    epoch: float | None = column("number", "Epochs so far.", default=None, at_least=0)
    examples: float | None = column("number", "Examples seen so far.", default=None, at_least=0)
    training_flop: float | None = column(
        "number", "Training compute so far, 2 per multiply-add.", default=None, at_least=0, unit="FLOP"
    )
    seconds: float | None = column(
        "number", "Training time so far, evaluation apart.", default=None, at_least=0, unit="s"
    )
    value: float = column("number", "Value of the metric at this evaluation.")

    def __post_init__(self) -> None:
        refuse_nan(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningCurve:
    """The evaluations of one training run, in order: the evidence behind a result.

    `points` has at least one entry; steps increase strictly, the other counts never fall.
    """

    task: str
    name: str
    seed: int
    points: tuple[CurvePoint, ...]

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a learning curve needs at least one evaluation")
        for before, after in zip(self.points, self.points[1:], strict=False):
            if after.step <= before.step:
                raise ValueError(f"step {after.step} follows step {before.step}: steps must increase")
            for count in IN_CURVES.values():
                low, high = getattr(before, count), getattr(after, count)
                if low is not None and high is not None and high < low:
                    raise ValueError(f"{count} falls from {low:g} to {high:g} at step {after.step}")
