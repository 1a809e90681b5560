"""Where epochs and steps begin, by all that a log shows: from 0 or 1, whole or in part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from effsite.ingest.metric_names import of_training, parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from effsite.ingest.log import Evaluation, Facts
    from effsite.ingest.report import Report

UNTRAINED = 0.0011
"""The top-1 accuracy up to which a network of a thousand classes may only have guessed."""

AT_ONCE = 0.02
"""Share of an epoch's time within which nothing of note can have been trained."""


def from_zero(
    evaluations: Sequence[Evaluation], beside: Collection[str], report: Report, *, timed: bool = True
) -> bool:
    """Whether epochs count from 0 and evaluations stand after theirs, so after one more than they say.

    It is so where the first is of epoch 0 and comes after training: it has steps behind it, or no steps
    are counted and training values stand on its line (`beside` are the names that have a value there).
    Not so where epochs are fractions or are evaluated more than once, or the clock has not begun.
    `timed` is False for times that are none since the run began.
    """
    first = evaluations[0]
    whole = all(e.epoch is not None and e.epoch == int(e.epoch) for e in evaluations)
    if first.epoch != 0 or not whole or any(_within(*pair) for pair in pairwise(evaluations)):
        return False
    done = first.examples if first.step is None else first.step
    if done == 0 or before_training(evaluations, timed=timed):
        return False
    if done is None and not any(of_training(name, beside) for name in beside):
        return False
    hint = "if it was evaluated before training, take that line out"
    report.guessed("epochs count from 0: epoch 0 is taken to stand after one pass over the data", hint=hint)
    return True


def before_training(evaluations: Sequence[Evaluation], *, timed: bool = True) -> bool:
    """Whether the first evaluation, of epoch 0, shows by time or accuracy that nothing was trained yet.

    A top-1 accuracy of a tenth of a percent is that of guessing among a thousand classes, and decides where
    the next evaluation is a better one: a clock may hold what a program took to begin. Else time decides
    where it tells: none has passed, or next to none of what an epoch takes later.
    """
    first = evaluations[0]
    guesses = any(_guesses(name, evaluations) for name in first.values)
    if guesses or not timed or first.seconds is None or len(evaluations) < 2:
        return guesses
    epochs = [
        b.seconds - a.seconds
        for a, b in pairwise(evaluations)
        if a.seconds is not None and b.seconds is not None
    ]
    if first.seconds == 0 or not epochs:
        return first.seconds == 0
    return first.seconds < AT_ONCE * sorted(epochs)[len(epochs) // 2]


def _guesses(name: str, evaluations: Sequence[Evaluation]) -> bool:
    parts = parsed(name)
    if "accuracy" not in parts.quantity or parts.error or parts.top != "1":
        return False
    values = [e.values[name] for e in evaluations if name in e.values]
    unit = 100 if max(values) > 1 else 1
    return len(values) > 1 and 0 < values[0] / unit <= UNTRAINED < values[1] / unit


def _within(before: Evaluation, after: Evaluation) -> bool:
    """Whether both stand within one epoch."""
    return before.epoch == after.epoch and (after.step or 0) > (before.step or 0)


@dataclass(frozen=True, slots=True)
class _Base:
    """How steps and epochs go together: the steps of an epoch, and what each counts from."""

    steps: int
    epochs_from_zero: bool
    steps_from_zero: bool

    @classmethod
    def of(cls, places: Sequence[tuple[float, int]]) -> _Base | None:
        """What most of the epochs' last evaluations agree on, None where they do not."""
        ends = list(dict(places).items())
        each = Counter(b[1] - a[1] for a, b in pairwise(ends) if b[0] == a[0] + 1).most_common(1)
        if not each or each[0][0] <= 0:
            return None
        steps = each[0][0]
        bases = Counter(step - steps * epoch for epoch, step in ends).most_common(1)
        known = {0: (False, False), steps: (True, False), steps - 1: (True, True), -1: (False, True)}
        base, times = bases[0]
        if base != int(base) or int(base) not in known or times < 2 or 2 * times <= len(ends) or steps < 2:
            return None
        return cls(steps, *known[int(base)])

    def done(self, step: int) -> float:
        """The passes over the data at that step."""
        return (step + self.steps_from_zero) / self.steps


def settled(
    evaluations: tuple[Evaluation, ...], facts: Facts, report: Report
) -> tuple[tuple[Evaluation, ...], Facts]:
    """The evaluations and facts with what steps and whole epochs, held together, say of where they begin.

    Where most epochs end at a multiple of the same number of steps, that number is an epoch, and an
    evaluation between has done its part of one. Without such a number epochs that are evaluated more
    than once give no passes over the data.
    """
    places = [(e.epoch, e.step) for e in evaluations if e.epoch is not None and e.step is not None]
    whole = all(epoch == int(epoch) for epoch, _ in places)
    rising = all(a[0] <= b[0] and a[1] < b[1] for a, b in pairwise(places))
    if len(places) < 2 or len(places) < len(evaluations) or not whole or not rising:
        return evaluations, facts
    base = _Base.of(places)
    if base is None:
        return _unsettled(evaluations, facts, report, coarse=len(dict(places)) < len(places))
    _say(base, facts, report)
    found = replace(facts, epochs_from_zero=base.epochs_from_zero, steps_from_zero=base.steps_from_zero)
    exact = all(base.done(step) == epoch + base.epochs_from_zero for epoch, step in places)
    if exact:
        return evaluations, found
    parts = tuple(
        replace(e, epoch=base.done(step) - base.epochs_from_zero)
        for e, (_, step) in zip(evaluations, places, strict=True)
    )
    report.guessed(f"an epoch is {base.steps} steps: evaluations between are counted as parts of one")
    return parts, replace(found, epochs_by_steps=True)


def _say(base: _Base, facts: Facts, report: Report) -> None:
    if base.epochs_from_zero and not facts.epochs_from_zero:
        report.understood(f"epochs count from 0: with {base.steps} steps each, epoch 0 is over when it ends")
    elif facts.epochs_from_zero and not base.epochs_from_zero:
        report.guessed(f"epochs count passes done, by their {base.steps} steps each, not from 0")
    if base.steps_from_zero:
        report.understood(f"steps count from 0: an epoch of {base.steps} ends at step {base.steps - 1}")


def _unsettled(
    evaluations: tuple[Evaluation, ...], facts: Facts, report: Report, *, coarse: bool
) -> tuple[tuple[Evaluation, ...], Facts]:
    if not coarse:
        return evaluations, facts
    report.guessed(
        "an epoch is evaluated several times and nothing tells how many steps it has: epochs give no "
        "passes over the data",
        hint="give --examples-per-step to count by steps",
    )
    return tuple(replace(e, epoch=None) for e in evaluations), facts
