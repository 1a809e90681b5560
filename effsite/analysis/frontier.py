"""The efficiency frontier: which results were a record on the day they were published."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from effsite.analysis.standing import Figure, has_range, standing
from effsite.records import MEASURES
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from effsite.analysis.standing import Beside
    from effsite.records import Attempt, RecordIs, Result, Target

MOST_TOLD = 3
"""Estimates outside the records that are told one by one."""

_COMPUTED = ("training_flop", "inference_flop", "forward_pass")
"""What a row that was estimated from its source's times, costs and examples is an estimate of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A result whose figure would be a record, but would be none at the worse end of its range.

    `reason` says so in words.
    """

    result: Result
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The successive records of one measure on one target, in date order.

    `results` has at most one entry a day and each is strictly better than the one before.
    `gain` is the improvement from first to last, above 1: first over last where the record is the
    least, last over first where it is the most; None under two records. `outside` are the estimates that
    are no records because of their ranges.
    """

    task: str
    target: str
    measure: str
    results: tuple[Result, ...]
    gain: float | None
    outside: tuple[Outside, ...] = ()

    @property
    def baseline(self) -> Result | None:
        """The first record, against which every factor is taken; None for an empty frontier."""
        return self.results[0] if self.results else None

    @property
    def latest(self) -> Result | None:
        """The record that stands; None for an empty frontier."""
        return self.results[-1] if self.results else None

    def record_on(self, day: date) -> Result | None:
        """The record that stood at the end of that day; None before the first."""
        standing = [r for r in self.results if r.published.day <= day]
        return standing[-1] if standing else None


def measured(result: Result, measure: str) -> float:
    """The result's value of that measure; raises ValueError where the row has none."""
    value = result.measure(measure)
    if value is None:
        raise ValueError(f"{result.system} gives no {measure}")
    return value


def improvement(before: float, after: float, record_is: RecordIs) -> float:
    """How many times better `after` is than `before`: above 1 is better, below 1 is worse."""
    return before / after if record_is == "least" else after / before


def is_estimate(result: Result | Attempt, measure: str) -> bool:
    """Whether the result's value of that measure is an estimate rather than a count or a statement.

    A compute got from the hardware is one. Of a row that was estimated here from what its source reports the
    compute is, since times, costs and examples are what it was estimated from; every figure is, where the row
    has no compute.
    """
    if measure == "training_flop" and result.flop_method == "hardware":
        return True
    if result.source_kind != "estimated":
        return False
    return measure in _COMPUTED or result.training_flop is None


def was_timed_anew(result: Result, measure: str) -> bool:
    """Whether a time, cost or energy was measured for this collection, of a system that others published.

    It belongs to the machine that it was measured on, not to the date of the system, so it is no part
    of a history.
    """
    rerun = result.source_kind == "measured" and bool(result.paper_url)
    return rerun and MEASURES[measure].depends_on_machine


def why_not(target: Target, result: Result, measure: str) -> str:
    """In words, why a result cannot set a record of that measure; empty when it can."""
    if result.measure(measure) is None:
        return f"gives no {MEASURES[measure].label.lower()}"
    if result.status == "withdrawn":
        return "withdrawn"
    if measure == "training_flop" and result.flop_scope != target.flop_scope:
        return "compute of a whole run" if result.flop_scope == "whole-run" else "compute up to a target only"
    if target.awaits_level:
        return "the level is not measured yet"
    if measure != target.measure and was_timed_anew(result, measure):
        return "timed anew on later hardware"
    if result.value is not None and not target.reached_by(result.value):
        return f"stops short of the level: {result.value:g} against {target.level:g}"
    return ""


def competing(target: Target, results: Iterable[Result], measure: str | None = None) -> tuple[Result, ...]:
    """The results of the target that can set a record, in date order.

    A result competes when it gives the measure (the target's own by default), was not withdrawn,
    counts the compute that the target compares (this concerns `training_flop` alone), and does not
    state a value short of the level. A disputed result competes until it is withdrawn.
    """
    name = measure or target.measure
    chosen = (r for r in results if _belongs(target, r) and not why_not(target, r, name))
    return tuple(sorted(chosen, key=lambda r: (r.published, r.system, r.submission)))


def _belongs(target: Target, result: Result) -> bool:
    return (result.task, result.target) == (target.task, target.name)


def frontier(target: Target, results: Iterable[Result], measure: str | None = None) -> Frontier:
    """The strict improvements, in date order, over all competing results.

    On one day only the best can be a record; a tie with the standing record is none. An estimate from the
    hardware is a record only where its far end still improves on the record before, and the baseline only
    where the record after it still improves on its near end; else the records are sought without it. Times of
    one machine are compared as they stand. Narrowing the view to some years or some hardware comes after
    this, never before, or a result worse than an earlier one would pass for a record.
    """
    name = measure or target.measure
    ordered = _that_may_count(_best_first_each_day(target, results, name), target.record_is, name)
    figures = [Figure.of(r, name, measured(r, name)) for r in ordered]
    found = standing(figures, target.record_is)
    records = [ordered[place] for place in found.records]
    return Frontier(
        task=target.task,
        target=target.name,
        measure=name,
        results=tuple(records),
        gain=_gain(records, name, target.record_is),
        outside=tuple(_outside(one, ordered, figures) for one in found.beside),
    )


def _that_may_count(ordered: Iterable[Result], record_is: RecordIs, measure: str) -> list[Result]:
    """Those better than every earlier figure without a range, which stands whatever becomes of the others.

    No other sets a record or stands beside one: of thousands of results these are a few.
    """
    found: list[Result] = []
    best: float | None = None
    for result in ordered:
        value = measured(result, measure)
        if best is None or improvement(best, value, record_is) > 1:
            found.append(result)
            if not has_range(result, measure):
                best = value
    return found


def _outside(one: Beside, ordered: Sequence[Result], figures: Sequence[Figure]) -> Outside:
    """The estimate that is no record, or no baseline, with the reason."""
    estimate, against = figures[one.place], figures[one.against].value
    other = f"the {_number(against)} of {ordered[one.against].system}"
    beats = f"{other} does not surely beat" if one.baseline else f"does not surely beat {other}"
    ends = f"{_number(estimate.low)} to {_number(estimate.high)}"
    return Outside(result=ordered[one.place], reason=f"its figure is an estimate of {ends}, which {beats}")


def _number(value: float) -> str:
    return f"{value:.3g}".replace("e+", "e")


def outside_notes(found: Frontier) -> tuple[str, ...]:
    """A sentence for each estimate that its range keeps from being a record, or one for many of them."""
    if len(found.outside) > MOST_TOLD:
        count = counted(len(found.outside), "estimate")
        return (f"{count} stand outside the records for what they may be off by; the table says why.",)
    return tuple(f"{one.result.system} stands outside the records: {one.reason}." for one in found.outside)


def _best_first_each_day(target: Target, results: Iterable[Result], measure: str) -> list[Result]:
    sign = 1 if target.record_is == "least" else -1
    chosen = (r for r in results if _belongs(target, r) and not why_not(target, r, measure))
    value_of = attrgetter(measure)
    # The precision last, so that of two rows alike the order is not that in which they were read.
    return sorted(
        chosen,
        key=lambda r: (
            r.published.day,
            sign * value_of(r),
            r.system,
            r.submission,
            r.published.precision,
        ),
    )


def _gain(records: list[Result], measure: str, record_is: RecordIs) -> float | None:
    if len(records) < 2:
        return None
    return improvement(measured(records[0], measure), measured(records[-1], measure), record_is)
