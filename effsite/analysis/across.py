"""The rates of all targets put together, to ask whether there is a Moore's law of algorithms.

A target takes part where the site prints an interval for it, and where its record is the least training
compute. Targets of one task are no independent evidence, being reached by the same systems on the same data,
so each task enters the estimate through one of them: the one whose records span the longest time.

Rates are put together by their logarithms: a rate is never below 0, since records only gain, and its error
grows with it, so that a mean of the rates themselves leans far towards the slow ones (`nox -s coverage`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.analysis.frontier import Frontier, frontier, is_estimate, measured
from effsite.analysis.interval import LEVEL, Interval, IntervalRefusedError
from effsite.analysis.pace import average_interval, average_months
from effsite.analysis.pooling import Mean, line, pooled
from effsite.analysis.summary import TargetSummary, summarise
from effsite.units import months_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.records import Collection, Target, Task

MEASURE = "training_flop"
"""The measure whose rates are put together: they fall by what was learned, not by the machine."""

SCALE_FLOP = 1e18
"""Baselines below and from this compute on are looked at apart: 1 EFLOP."""

LEAST_ERROR = 1e-9
"""Steps that are equal but for rounding leave a smaller relative error, by which nothing can be weighed."""

RULE = "of each task, the target whose records span the longest time"


ONE_STUDY = "one study measured all its records, so that its own choices are in every step"
EQUAL_STEPS = "every step gained the same in a day, so there is no error to weigh the rate by"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRate:
    """The average rate of one target's records, as the months to halve the compute.

    `low` and `high` are the ends of the interval that the site prints; `high` is None where there is none.
    `relative_error` is the standard error of the logarithm of the rate. `baseline_flop` is the compute of
    the first record.
    """

    task: Task
    target: Target
    months: float
    low: float
    high: float | None
    relative_error: float
    baseline_flop: float
    span_months: float
    records: int

    @property
    def name(self) -> str:
        """The target's name with its task's: imagenet/alexnet-level."""
        return f"{self.task.name}/{self.target.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanRate:
    """The mean of some rates, as the months to halve the compute, with its interval at LEVEL.

    `spread` is the factor that one standard deviation of the true rates about their mean is worth, 1 where
    they do not differ; `i_squared` the share, 0 to 1, of the squares among the rates that their own errors do
    not explain. A further target is expected to show `next_low` to `next_high` months.
    """

    n: int
    months: float
    low: float
    high: float
    spread: float
    i_squared: float
    next_low: float
    next_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineLine:
    """How many times as fast the compute of n targets halves for ten times the baseline."""

    n: int
    factor: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A target with a rate that cannot enter, and why, in words."""

    task: Task
    target: Target
    months: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the rates of some targets come to; `mean` is None where they are too few."""

    name: str
    rates: tuple[TargetRate, ...]
    mean: MeanRate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """The rates of all targets with an interval, and what they come to together.

    `rates` are in the order of the collection, `entering` those of them that enter the estimate, one a task;
    `overall` is the estimate, `others` are the same for a part of them, and for other choices. `by_baseline`
    is the line of the rates against the baseline's compute; None where they are too few.
    `by_baseline_of_all` is that of all `rates`, as if each were independent. `left_out` are the targets of
    that kind with a rate and no interval.
    """

    rates: tuple[TargetRate, ...]
    entering: tuple[TargetRate, ...]
    overall: Estimate
    others: tuple[Estimate, ...]
    by_baseline: BaselineLine | None
    by_baseline_of_all: BaselineLine | None
    left_out: tuple[LeftOut, ...]

    def as_json(self) -> dict[str, Any]:
        """The whole as plain values; see `as_json` of this module."""
        return as_json(self)


def across_targets(collection: Collection) -> Across:
    """The rates of a collection's targets put together, as months to halve the training compute.

    Raises EffsiteError for a statement whose `read_as` cannot be read.
    """
    return across(
        summarise(task, target)
        for task in collection.tasks
        if task.task.holds == "results"
        for target in task.task.targets
    )


def across(summaries: Iterable[TargetSummary]) -> Across:
    """The rates of those targets put together; `across_targets` is the same for a collection."""
    fitting = [s for s in summaries if _fits(s)]
    found = [_rate(s.task, s.target, s.frontier, s.interval) for s in fitting]
    rates = tuple(rate for rate in found if rate is not None)
    entering = one_a_task(rates)
    return Across(
        rates=rates,
        entering=entering,
        overall=_estimate("One target of each task", entering),
        others=(
            *_parts(entering),
            _without_estimates(fitting),
            _estimate("Every target, as if independent", rates),
        ),
        by_baseline=_by_baseline(entering),
        by_baseline_of_all=_by_baseline(rates),
        left_out=tuple(
            LeftOut(
                task=s.task,
                target=s.target,
                months=months,
                why=_why_not(s.interval) if s.interval else s.interval_refused,
            )
            for s, rate in zip(fitting, found, strict=True)
            if rate is None and (months := s.average_halving_time_months)
        ),
    )


def have_rates(summaries: Iterable[TargetSummary]) -> bool:
    """Whether `across` would have a rate to put together or to leave out."""
    return any(_fits(s) and bool(s.average_halving_time_months) for s in summaries)


def _fits(summary: TargetSummary) -> bool:
    return summary.measure == MEASURE and summary.target.record_is == "least"


def one_a_task(rates: Iterable[TargetRate]) -> tuple[TargetRate, ...]:
    """Of each task the rate whose records span the longest time, in the order of the tasks' names.

    Of equal spans that with the most records, then the first by name.
    """
    best: dict[str, TargetRate] = {}
    for rate in sorted(rates, key=lambda r: (-r.span_months, -r.records, r.name)):
        best.setdefault(rate.task.name, rate)
    return tuple(best[name] for name in sorted(best))


def _why_not(interval: Interval) -> str:
    """Why a rate of that interval cannot stand beside others; "" where it can."""
    if interval.within_one_study:
        return ONE_STUDY
    return EQUAL_STEPS if interval.relative_error < LEAST_ERROR else ""


def _rate(task: Task, target: Target, records: Frontier, interval: Interval | None) -> TargetRate | None:
    months = average_months(records)
    if months is None or interval is None or _why_not(interval):
        return None
    first, last = records.results[0], records.results[-1]
    return TargetRate(
        task=task,
        target=target,
        months=months,
        low=interval.low,
        high=interval.high,
        relative_error=interval.relative_error,
        baseline_flop=measured(first, MEASURE),
        span_months=months_between(first.published.day, last.published.day),
        records=len(records.results),
    )


def _estimate(name: str, rates: Sequence[TargetRate]) -> Estimate:
    """Of the logarithms of the months: that of a rate is the same number with the other sign."""
    mean = pooled([math.log(r.months) for r in rates], [r.relative_error for r in rates])
    return Estimate(name=name, rates=tuple(rates), mean=None if mean is None else _in_months(mean))


def _in_months(mean: Mean) -> MeanRate:
    return MeanRate(
        n=mean.n,
        months=math.exp(mean.mean),
        low=math.exp(mean.low),
        high=math.exp(mean.high),
        spread=math.exp(mean.spread),
        i_squared=mean.i_squared,
        next_low=math.exp(mean.next_low),
        next_high=math.exp(mean.next_high),
    )


def _parts(entering: Sequence[TargetRate]) -> list[Estimate]:
    """By domain, then by the scale of the baseline; what nothing falls into is left out."""
    domains = sorted({r.task.domain for r in entering if r.task.domain})
    parts = [_estimate(d, [r for r in entering if r.task.domain == d]) for d in domains]
    small = [r for r in entering if r.baseline_flop < SCALE_FLOP]
    large = [r for r in entering if r.baseline_flop >= SCALE_FLOP]
    scales = [_estimate("Baseline below 1 EFLOP", small), _estimate("Baseline of 1 EFLOP or more", large)]
    return [*parts, *(s for s in scales if s.rates)]


def _without_estimates(fitting: Iterable[TargetSummary]) -> Estimate:
    """The same from the figures alone that are no estimates, the records found anew among them."""
    found = (_rate_without_estimates(s) for s in fitting)
    return _estimate("Without estimated figures", one_a_task(rate for rate in found if rate is not None))


def _rate_without_estimates(summary: TargetSummary) -> TargetRate | None:
    rows = [r.result for r in summary.results if not is_estimate(r.result, MEASURE)]
    records = frontier(summary.target, rows, MEASURE)
    try:
        interval = average_interval(records, "least") if records.results else None
    except IntervalRefusedError:
        return None
    return _rate(summary.task, summary.target, records, interval)


def _by_baseline(rates: Sequence[TargetRate]) -> BaselineLine | None:
    scales = [math.log10(r.baseline_flop) for r in rates]
    found = line([-math.log(r.months) for r in rates], [r.relative_error for r in rates], scales)
    if found is None:
        return None
    factor, low, high = (math.exp(value) for value in (found.slope, found.low, found.high))
    return BaselineLine(n=found.n, factor=factor, low=low, high=high)


def as_json(found: Across) -> dict[str, Any]:
    """The whole as plain values for `json.dumps(allow_nan=False)`.

    Halving times and spans are in months, rates in halvings a year, baselines in FLOP; what is not supported
    is null.
    """
    return {
        "level": LEVEL,
        "rule": RULE,
        "targets": [_rate_json(r, entering=r in found.entering) for r in found.rates],
        "estimates": [_estimate_json(e) for e in (found.overall, *found.others)],
        "rate_factor_for_ten_times_the_baseline": {
            "one_target_of_each_task": _line_json(found.by_baseline),
            "every_target": _line_json(found.by_baseline_of_all),
        },
        "left_out": [{"task": o.task.name, "target": o.target.name, "why": o.why} for o in found.left_out],
    }


def _rate_json(rate: TargetRate, *, entering: bool) -> dict[str, Any]:
    return {
        "task": rate.task.name,
        "target": rate.target.name,
        "enters": entering,
        "halving_time_months": rate.months,
        "low": rate.low,
        "high": rate.high,
        "halvings_a_year": 12 / rate.months,
        "relative_error": rate.relative_error,
        "baseline_flop": rate.baseline_flop,
        "span_months": rate.span_months,
        "records": rate.records,
    }


def _estimate_json(estimate: Estimate) -> dict[str, Any]:
    mean = estimate.mean
    return {
        "name": estimate.name,
        "targets": [r.name for r in estimate.rates],
        "halving_time_months": mean.months if mean else None,
        "low": mean.low if mean else None,
        "high": mean.high if mean else None,
        "halvings_a_year": 12 / mean.months if mean else None,
        "spread_factor": mean.spread if mean else None,
        "i_squared": mean.i_squared if mean else None,
        "new_target_low": mean.next_low if mean else None,
        "new_target_high": mean.next_high if mean else None,
    }


def _line_json(found: BaselineLine | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"n": found.n, "factor": found.factor, "low": found.low, "high": found.high}
