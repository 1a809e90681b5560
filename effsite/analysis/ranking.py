"""Every result of a target beside the baseline: its value, its factor, and whether it was a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import improvement, measured, why_not
from effsite.analysis.uncertainty import range_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.frontier import Frontier
    from effsite.analysis.uncertainty import Range
    from effsite.records import Result, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedResult:
    """One result that gives the measure, held against the baseline.

    `value` is in the unit of the measure. `factor` is the improvement on the baseline, above 1
    for a better result and 1 for the baseline itself; None where there is no baseline or the row
    counts another scope of compute, which no factor may cross. `why_not` says in words why a
    result does not compete, and is empty when it does. An estimate that its range keeps from being a record
    does not compete. `ends` are the low and the high end of the value, None where it has none.
    """

    result: Result
    value: float
    factor: float | None
    on_frontier: bool
    competes: bool
    why_not: str
    ends: Range | None


def ranked(target: Target, results: Iterable[Result], frontier: Frontier) -> tuple[RankedResult, ...]:
    """The results of the target that give the frontier's measure, in date order."""
    records = {id(r) for r in frontier.results}
    outside = {id(one.result): one.reason for one in frontier.outside}
    chosen = (r for r in results if r.measure(frontier.measure) is not None)
    in_order = sorted(chosen, key=lambda r: (r.published, r.system, r.submission))
    return tuple(_rank(target, r, frontier, id(r) in records, outside.get(id(r), "")) for r in in_order)


def _rank(
    target: Target, result: Result, frontier: Frontier, on_frontier: bool, outside: str
) -> RankedResult:
    reason = why_not(target, result, frontier.measure) or outside
    return RankedResult(
        result=result,
        value=measured(result, frontier.measure),
        factor=_factor(target, result, frontier),
        on_frontier=on_frontier,
        competes=not reason,
        why_not=reason,
        ends=range_of(result, frontier.measure),
    )


def _factor(target: Target, result: Result, frontier: Frontier) -> float | None:
    other_scope = frontier.measure == "training_flop" and result.flop_scope != target.flop_scope
    if frontier.baseline is None or other_scope:
        return None
    baseline = measured(frontier.baseline, frontier.measure)
    return improvement(baseline, measured(result, frontier.measure), target.record_is)
