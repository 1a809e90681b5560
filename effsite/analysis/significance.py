"""How sure a result is by its own runs: held against the level, and against the record that stood before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from effsite.analysis.crossing import compute_to_target
from effsite.analysis.student import mean_above, mean_below
from effsite.records import IN_CURVES
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from effsite.analysis.frontier import Frontier
    from effsite.analysis.ranking import RankedResult
    from effsite.records import LearningCurve, Metric, Result, Target

NOISE = 0.05
"""The p-value from which on a difference is within noise."""

Runs = tuple["LearningCurve", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Where the runs of a result end, against the level of its target.

    `end` is the mean of their last values and `margin` how far that is past the level (below 0:
    short of it), both in the unit of the metric. `p` is the chance of a mean so far past it if the true
    one were at the level: one-sided t-test over the runs. It is None where it is not known, and
    `unknown` says why.
    """

    end: float
    margin: float
    runs: int
    p: float | None
    unknown: str

    def words(self, metric: Metric) -> str:
        """The margin in words: 0.59 points past the level on average (p = 0.012 over 3 runs)."""
        side = "past" if self.margin >= 0 else "short of"
        size = f"{_amount(abs(self.margin), metric)} {side} the level on average"
        if self.p is None:
            return f"{size} ({self.unknown})"
        noise = ", within noise of it" if self.margin >= 0 and self.p >= NOISE else ""
        return f"{size}{noise} ({_p(self.p)} over {counted(self.runs, 'run')})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A result against the record that stood when it came, by what each run of the two spent.

    `record` says whether it is a record itself. `p` is the chance of a mean so much lower (higher, for
    one that is no record) if both spent the same: Welch's one-sided test on the logarithms. It is None
    where it is not known, and `unknown` says why.
    """

    over: Result
    record: bool
    runs: int
    runs_before: int
    p: float | None
    unknown: str

    @property
    def within_noise(self) -> bool | None:
        """Whether the difference may well be chance, with a p-value of 0.05 or more; None where not known."""
        return None if self.p is None else self.p >= NOISE

    @property
    def sure(self) -> str:
        """How sure the lead is, for after a name: p = 0.003 over 20 and 10 runs; within noise, p = ..."""
        if self.p is None:
            return self.unknown
        several = (
            f"{self.runs} runs"
            if self.runs == self.runs_before
            else f"{self.runs} and {self.runs_before} runs"
        )
        return f"{'within noise, ' if self.within_noise else ''}{_p(self.p)} over {several}"

    @property
    def words(self) -> str:
        """The lead in words: within noise of the record before, LSTM (p = 0.21 over 5 and 3 runs)."""
        before = (
            f"the record before, {self.over.system}" if self.record else f"the record, {self.over.system}"
        )
        if self.p is None:
            return f"{self.unknown} (against {before})"
        sure = "within noise of" if self.within_noise else "ahead of" if self.record else "behind"
        return f"{sure} {before} ({_p(self.p)} over {self.runs} and {counted(self.runs_before, 'run')})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Significance:
    """How sure one result is by its runs; `lead` is None for the first record."""

    result: Result
    runs: int
    margin: Margin
    lead: Lead | None


def significances(
    target: Target, results: Sequence[RankedResult], frontier: Frontier, curves: Iterable[LearningCurve]
) -> tuple[Significance, ...]:
    """How sure each competing result is that has runs on record, in date order.

    `curves` are those of the task; the runs of a result are those of the name that its row gives. Empty for a
    target without a level, and for a measure that no curve has.
    """
    named = {r.result.curve for r in results if r.result.curve}
    if not named or target.level is None or frontier.measure not in IN_CURVES:
        return ()
    runs: dict[str, Runs] = {}
    for curve in curves:
        if curve.name in named:
            runs[curve.name] = (*runs.get(curve.name, ()), curve)
    return tuple(_each(target, results, frontier, runs))


def _each(
    target: Target, results: Sequence[RankedResult], frontier: Frontier, runs: Mapping[str, Runs]
) -> Iterator[Significance]:
    for row in results:
        own = runs.get(row.result.curve, ())
        if not own or not row.competes:
            continue
        yield Significance(
            result=row.result,
            runs=len(own),
            margin=_margin(target, row.result, own),
            lead=_lead(target, row, frontier, runs),
        )


def _left_out(result: Result, runs: Runs, whose: str) -> str:
    """Why the runs on record are no sample of all: a score that drops the extremes keeps their curves out.

    Empty where every run that the row counts is there.
    """
    if not runs or result.runs in (None, len(runs)):
        return ""
    return f"no test: {whose} curve holds {len(runs)} of {counted(result.runs or 0, 'run')}"


def _margin(target: Target, result: Result, runs: Runs) -> Margin:
    assert target.level is not None  # noqa: S101 - `significances` returns before
    assert target.metric is not None  # noqa: S101 - a target with a level has a metric
    sign = 1 if target.metric.higher_is_better else -1
    margins = [sign * (run.points[-1].value - target.level) for run in runs]
    unknown = _left_out(result, runs, "its") or _no_margin(target, runs)
    p = None if unknown else mean_above(margins, 0.0)
    return Margin(
        end=fmean(run.points[-1].value for run in runs),
        margin=fmean(margins),
        runs=len(runs),
        p=p,
        unknown=unknown or ("no two runs differ" if p is None else ""),
    )


def _no_margin(target: Target, runs: Runs) -> str:
    """Why the last values of the runs cannot be held against the level; empty where they can."""
    if len(runs) == 1:
        return "one run: no spread known"
    if all(target.reached_by(r.points[-1].value) and not _passed(target, r) for r in runs):
        return "no test: each run ends where it first reaches it"
    return ""


def _passed(target: Target, run: LearningCurve) -> bool:
    """Whether the run was at or past the level before its last evaluation."""
    return any(target.reached_by(point.value) for point in run.points[:-1])


def _lead(target: Target, row: RankedResult, frontier: Frontier, runs: Mapping[str, Runs]) -> Lead | None:
    before = _record_before(row, frontier)
    if before is None:
        return None
    these, those = runs.get(row.result.curve, ()), runs.get(before.curve, ())
    own, other = (_spent(target, found, frontier.measure) for found in (these, those))
    some = _left_out(row.result, these, "its") or _left_out(before, those, "that record’s")
    unknown = some or _no_lead(own, other)
    lower, higher = (own, other) if row.on_frontier == (target.record_is == "least") else (other, own)
    p = None if unknown else mean_below(lower, higher)
    return Lead(
        over=before,
        record=row.on_frontier,
        runs=len(own),
        runs_before=len(other),
        p=p,
        unknown=unknown or ("no two runs of either differ" if p is None else ""),
    )


def _record_before(row: RankedResult, frontier: Frontier) -> Result | None:
    """The record that this one took the place of; for one that is none, the record of its day."""
    if not row.on_frontier:
        return frontier.record_on(row.result.published.day)
    earlier = [r for r in frontier.results if r.published.day < row.result.published.day]
    return earlier[-1] if earlier else None


def _spent(target: Target, runs: Runs, measure: str) -> list[float]:
    """log2 of what each run had spent when it first reached the level; empty where one of them is not known.

    Where a target compares the compute of whole runs, what each had spent at its end.
    """
    whole = measure == "training_flop" and target.flop_scope == "whole-run"
    points = [run.points[-1] if whole else compute_to_target(run, target) for run in runs]
    spent = [getattr(point, IN_CURVES[measure]) for point in points]
    return [math.log2(s) for s in spent] if all(spent) else []


def _no_lead(own: Sequence[float], other: Sequence[float]) -> str:
    """Why the runs cannot be held against each other; empty where they can."""
    if not own:
        return "its runs do not all tell what they spent up to the level"
    if not other:
        return "that one has no runs on record"
    if min(len(own), len(other)) == 1:
        return "one run: no spread known" if len(own) == 1 else "that one has one run, no spread known"
    return ""


def _amount(value: float, metric: Metric) -> str:
    if metric.unit == "fraction":
        return f"{float(f'{value * 100:.2g}'):g} points"
    return f"{float(f'{value:.2g}'):g} {metric.unit}".strip()


def _p(p: float) -> str:
    if p > 0.99:
        return "p > 0.99"
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
