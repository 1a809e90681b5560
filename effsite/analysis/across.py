"""The rates of all targets put together, to ask whether there is a Moore's law of algorithms.

A target takes part where the site prints an interval for it, and where its record is the least training
compute. Targets of one task are no independent evidence, being reached by the same systems on the same data,
so each task enters the estimate through one of them: the one whose records span the longest time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from effsite.analysis.comparison import moore_factor
from effsite.analysis.frontier import Frontier, frontier, is_estimate, measured
from effsite.analysis.interval import LEVEL, Interval, IntervalRefusedError
from effsite.analysis.pace import average_interval, average_months
from effsite.analysis.pooling import Line, Mean, line, pooled
from effsite.analysis.summary import TargetSummary, summarise
from effsite.units import months_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.records import Collection, Target, Task

MEASURE = "training_flop"
"""The measure whose rates are put together: they fall by what was learned, not by the machine."""

SCALE_FLOP = 1e18
"""Baselines below and from this compute on are looked at apart: 1 EFLOP."""

MOORE_PER_YEAR = math.log2(moore_factor(12))
"""Halvings a year of the price of an operation by Moore's law: one in two years."""

RULE = "of each task, the target whose records span the longest time"


EQUAL_STEPS = "every step gained the same in a day, so there is no error to weigh the rate by"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRate:
    """The average rate of one target's records, in halvings a year: log2 of the factor per year.

    `low` and `high` are the ends of the interval that the site prints, turned into halvings a year; where
    the site prints no upper end of the halving time, `low` is where the interval ends at or below 0.
    `error` is the standard error, the distance to the high end on a logarithmic scale over the quantile of
    the normal distribution at that level. `baseline_flop` is the compute of the first record.
    """

    task: Task
    target: Target
    rate: float
    low: float
    high: float
    error: float
    baseline_flop: float
    span_months: float
    records: int

    @property
    def name(self) -> str:
        """The target's name with its task's: imagenet/alexnet-level."""
        return f"{self.task.name}/{self.target.name}"


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
    mean: Mean | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """The rates of all targets with an interval, and what they come to together.

    `rates` are in the order of the collection, `entering` those of them that enter the estimate, one a task;
    `overall` is the estimate, `others` are the same for a part of them, and for other choices. `by_baseline`
    is the line of the rates against log10 of the baseline's compute, in halvings a year for ten times the
    compute; None where they are too few. `by_baseline_of_all` is that of all `rates`, as if each were
    independent. `left_out` are the targets of that kind with a rate and no interval.
    """

    rates: tuple[TargetRate, ...]
    entering: tuple[TargetRate, ...]
    overall: Estimate
    others: tuple[Estimate, ...]
    by_baseline: Line | None
    by_baseline_of_all: Line | None
    left_out: tuple[LeftOut, ...]

    def as_json(self) -> dict[str, Any]:
        """The whole as plain values; see `as_json` of this module."""
        return as_json(self)


def across_targets(collection: Collection) -> Across:
    """The rates of a collection's targets put together, in halvings of the compute a year.

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
    fitting = [s for s in summaries if s.measure == MEASURE and s.target.record_is == "least"]
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
            LeftOut(task=s.task, target=s.target, months=months, why=s.interval_refused or EQUAL_STEPS)
            for s, rate in zip(fitting, found, strict=True)
            if rate is None and (months := s.average_halving_time_months)
        ),
    )


def one_a_task(rates: Iterable[TargetRate]) -> tuple[TargetRate, ...]:
    """Of each task the rate whose records span the longest time, in the order of the tasks' names.

    Of equal spans that with the most records, then the first by name.
    """
    best: dict[str, TargetRate] = {}
    for rate in sorted(rates, key=lambda r: (-r.span_months, -r.records, r.name)):
        best.setdefault(rate.task.name, rate)
    return tuple(best[name] for name in sorted(best))


def _rate(task: Task, target: Target, records: Frontier, interval: Interval | None) -> TargetRate | None:
    months = average_months(records)
    if months is None or interval is None or interval.low >= months:
        return None
    rate, high = 12 / months, 12 / interval.low
    quantile = NormalDist().inv_cdf((1 + interval.level) / 2)
    error = rate * math.log(high / rate) / quantile
    first, last = records.results[0], records.results[-1]
    return TargetRate(
        task=task,
        target=target,
        rate=rate,
        low=rate - quantile * error if interval.high is None else 12 / interval.high,
        high=high,
        error=error,
        baseline_flop=measured(first, MEASURE),
        span_months=months_between(first.published.day, last.published.day),
        records=len(records.results),
    )


def _estimate(name: str, rates: Sequence[TargetRate]) -> Estimate:
    mean = pooled([r.rate for r in rates], [r.error for r in rates])
    return Estimate(name=name, rates=tuple(rates), mean=mean)


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
        interval = average_interval(records, "least") if len(records.results) > 1 else None
    except IntervalRefusedError:
        return None
    return _rate(summary.task, summary.target, records, interval)


def _by_baseline(rates: Sequence[TargetRate]) -> Line | None:
    scales = [math.log10(r.baseline_flop) for r in rates]
    return line([r.rate for r in rates], [r.error for r in rates], scales)


def as_json(found: Across) -> dict[str, Any]:
    """The whole as plain values for `json.dumps(allow_nan=False)`.

    Rates are in halvings a year, spans in months, baselines in FLOP; what is not supported is null.
    """
    return {
        "unit": "halvings of the training compute a year",
        "level": LEVEL,
        "rule": RULE,
        "targets": [_rate_json(r, entering=r in found.entering) for r in found.rates],
        "estimates": [_estimate_json(e) for e in (found.overall, *found.others)],
        "by_baseline": {
            "unit": "halvings a year for ten times the compute of the baseline",
            "one_of_each_task": _line_json(found.by_baseline),
            "every_target": _line_json(found.by_baseline_of_all),
        },
        "left_out": [{"task": o.task.name, "target": o.target.name, "why": o.why} for o in found.left_out],
    }


def _rate_json(rate: TargetRate, *, entering: bool) -> dict[str, Any]:
    return {
        "task": rate.task.name,
        "target": rate.target.name,
        "enters": entering,
        "rate": rate.rate,
        "low": rate.low,
        "high": rate.high,
        "error": rate.error,
        "baseline_flop": rate.baseline_flop,
        "span_months": rate.span_months,
        "records": rate.records,
    }


def _estimate_json(estimate: Estimate) -> dict[str, Any]:
    mean = estimate.mean
    return {
        "name": estimate.name,
        "targets": [r.name for r in estimate.rates],
        "rate": mean.mean if mean else None,
        "low": mean.low if mean else None,
        "high": mean.high if mean else None,
        "error": mean.error if mean else None,
        "spread": mean.spread if mean else None,
        "i_squared": mean.i_squared if mean else None,
        "new_target_low": mean.next_low if mean else None,
        "new_target_high": mean.next_high if mean else None,
    }


def _line_json(found: Line | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"n": found.n, "slope": found.slope, "low": found.low, "high": found.high, "spread": found.spread}
