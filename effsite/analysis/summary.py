"""Everything that is said about one target, computed once: charts, pages and commands arrange it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from effsite.analysis.attempts import LowerBound, lower_bounds
from effsite.analysis.choices import Choice, choices
from effsite.analysis.claims import Claim, TargetFigures, hold
from effsite.analysis.comparison import MOST_DOUBLINGS, factor_over, moore_factor
from effsite.analysis.frontier import Frontier, frontier, is_estimate, measured, outside_notes
from effsite.analysis.interval import Interval, IntervalRefusedError
from effsite.analysis.pace import Recent, average_interval, average_months, recent
from effsite.analysis.ranking import RankedResult, ranked
from effsite.analysis.regimes import BrokenLine, broken_line
from effsite.analysis.significance import Significance, significances
from effsite.analysis.trend import Trend, TrendRefusedError, fit_trend, two_point_doubling_time
from effsite.analysis.uncertainty import gain_doubt
from effsite.errors import UsageError, did_you_mean
from effsite.records import MEASURES, Result, Target, Task, TaskCollection
from effsite.units import months_between
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import Earlier, Reproduction

__all__ = ["Claim", "RankedResult", "TargetSummary", "summarise"]

MISFIT = 1.2
"""A straight line describes a curve where its rate and the average rate differ by less than this factor."""


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep what is computed when asked for
class TargetSummary:
    """What the collection says about one measure of one target.

    `results` are all that give the measure, in date order; `without_measure` are the rest; `more_than` are
    the systems that stayed short of the level and so take more of it than they spent. `n`
    counts the points behind the trend: the frontier's, or all that compete (`target.trend_over`).
    `trend` is the straight line through them, None where they support none, and `trend_refused` says
    why; it is called the trend only where it `describes` the curve. `broken` is the line with one bend
    where the points ask for it. `interval` is that of the average rate, None where the records bound none,
    and `interval_refused` then says why. `claims` are what sources state of the target; they concern the
    target's own measure and are empty for another, and so is `significance`: how sure each result is by its
    runs. `notes` are sentences that a reader needs beside the figures. `reproductions` are results that were
    run again, `earlier` is what results said before.
    """

    task: Task
    target: Target
    measure: str
    results: tuple[RankedResult, ...]
    without_measure: tuple[Result, ...]
    more_than: tuple[LowerBound, ...]
    n: int
    frontier: Frontier
    trend: Trend | None
    trend_refused: str
    broken: BrokenLine | None
    interval: Interval | None
    interval_refused: str
    claims: tuple[Claim, ...]
    significance: tuple[Significance, ...]
    notes: tuple[str, ...]
    reproductions: tuple[Reproduction, ...] = ()
    earlier: tuple[Earlier, ...] = ()

    @property
    def baseline(self) -> Result | None:
        """The first record, against which every factor is taken; None where nothing competes."""
        return self.frontier.baseline

    @property
    def latest_record(self) -> Result | None:
        """The record that stands; None where nothing competes."""
        return self.frontier.latest

    @property
    def latest_result(self) -> Result | None:
        """The result that was published last, a record or not; None without results."""
        every = (*(r.result for r in self.results), *self.without_measure)
        return max(every, key=lambda r: (r.published, r.system), default=None)

    @property
    def factor(self) -> float | None:
        """How many times better the last record is than the first; None under two of them."""
        return self.frontier.gain

    @property
    def factor_ends(self) -> tuple[float, float] | None:
        """The least and the most that the factor may be, for what its two figures may be off by.

        None without a factor, and for a measure whose figures have no ends.
        """
        if self.factor is None or self.frontier_results[0].ends is None:
            return None
        first, last = self.frontier.results[0], self.frontier.results[-1]
        doubt = gain_doubt(first, last, self.measure, self.target.record_is)
        return self.factor / 2**doubt.less, self.factor * 2**doubt.more

    @property
    def span_months(self) -> float | None:
        """From the first record to the last, in months; None under two of them."""
        return _span_months(self.frontier)

    @property
    def average_halving_time_months(self) -> float | None:
        """Months to halve (to double where the most is best) on average: span / log2(factor).

        None under three records: two points are no rate.
        """
        return average_months(self.frontier)

    @property
    def average_factor_per_year(self) -> float | None:
        """Times better a year at the average rate, above 1; None without one, or where no number holds it."""
        average = self.average_halving_time_months
        if average is None or 12 / average > MOST_DOUBLINGS:
            return None  # records days apart, each a thousandth of the one before
        return factor_over(average, 12)

    @cached_property
    def recent(self) -> Recent | None:
        """The average rate of the last 24 months up to the latest record; None where it says no more."""
        return recent(self.frontier, self.target.record_is)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The rate of the same results by other choices, the average first; empty under three records."""
        competing = (r.result for r in self.results if r.competes)
        return choices(
            competing,
            self.measure,
            self.target.record_is,
            outside=(one.result for one in self.frontier.outside),
            more_than=self.more_than,
        )

    @property
    def describes(self) -> bool:
        """Whether the straight line describes the curve, so that it may be called the trend.

        It does where there is one, where the points ask for no bend, and where its rate is within a
        fifth of the average rate of the records.
        """
        average = self.average_halving_time_months
        if self.trend is None or self.broken is not None:
            return False
        return average is None or 1 / MISFIT < self.trend.doubling_time_months / average < MISFIT

    @property
    def estimated_share(self) -> float | None:
        """The share of the records, 0 to 1, whose figure is an estimate; None where there is no record."""
        records = self.frontier.results
        return sum(is_estimate(r, self.measure) for r in records) / len(records) if records else None

    @property
    def moore_factor(self) -> float | None:
        """What Moore's law (24 months) gives over the same span.

        None where there is none, and for measures that are no amount of computation and no price.
        """
        span = self.span_months
        return moore_factor(span) if span and MEASURES[self.measure].follows_price else None

    @property
    def doubling_time_months(self) -> float | None:
        """The trend's doubling (or halving) time in months; None without a trend."""
        return self.trend.doubling_time_months if self.trend else None

    @property
    def frontier_results(self) -> tuple[RankedResult, ...]:
        """The records, in date order, with their values and factors."""
        return tuple(r for r in self.results if r.on_frontier)


def summarise(collection: TaskCollection, target: Target, measure: str | None = None) -> TargetSummary:
    """The summary of `target` by `measure` (the target's own by default).

    Raises UsageError for a measure that does not exist, EffsiteError for a statement whose
    `read_as` cannot be read.
    """
    name = _known(measure or target.measure)
    rows = collection.results_for(target.name)
    records = frontier(target, rows, name)
    results = ranked(target, rows, records)
    without = tuple(r for r in rows if r.measure(name) is None)
    points = records.results
    if target.trend_over == "all":
        points = tuple(r.result for r in results if r.competes)
    trend, refused = _trend(target, points, name)
    broken = _broken(target, points, name) if trend else None
    interval, no_interval = _interval(target, records)
    standing = TargetFigures(
        ranked=results,
        unmeasured=without,
        baseline=records.baseline,
        latest=records.latest,
        factor=records.gain,
        doubling_time_months=trend.doubling_time_months if trend else _two_point(records),
    )
    return TargetSummary(
        task=collection.task,
        target=target,
        measure=name,
        results=results,
        without_measure=without,
        more_than=lower_bounds(target, collection.attempts_for(target.name), name),
        n=len(points),
        frontier=records,
        trend=trend,
        trend_refused=refused,
        broken=broken,
        interval=interval,
        interval_refused=no_interval,
        claims=_claims(collection, target, standing) if name == target.measure else (),
        significance=significances(target, results, records, collection.curves)
        if name == target.measure
        else (),
        notes=(*_notes(target, results, without, name), *outside_notes(records)),
        reproductions=collection.reproductions_for(target.name),
        earlier=tuple(one for one in collection.earlier if one.target == target.name),
    )


def _known(measure: str) -> str:
    if measure not in MEASURES:
        raise UsageError(f"unknown measure {measure!r}", did_you_mean(measure, MEASURES))
    return measure


def _span_months(records: Frontier) -> float | None:
    if records.gain is None:
        return None
    return months_between(records.results[0].published.day, records.results[-1].published.day)


def _two_point(records: Frontier) -> float | None:
    span = _span_months(records)
    return two_point_doubling_time(records.gain, span) if records.gain and span else None


def _trend(target: Target, points: Sequence[Result], measure: str) -> tuple[Trend | None, str]:
    dates = [r.published.day for r in points]
    values = [measured(r, measure) for r in points]
    try:
        return fit_trend(dates, values, rising=target.record_is == "most"), ""
    except TrendRefusedError as refusal:
        return None, refusal.message


def _interval(target: Target, records: Frontier) -> tuple[Interval | None, str]:
    if average_months(records) is None:
        return None, ""
    try:
        return average_interval(records, target.record_is), ""
    except IntervalRefusedError as refusal:
        return None, refusal.message


def _broken(target: Target, points: Sequence[Result], measure: str) -> BrokenLine | None:
    dates = [r.published.day for r in points]
    return broken_line(dates, [measured(r, measure) for r in points], rising=target.record_is == "most")


def _claims(collection: TaskCollection, target: Target, standing: TargetFigures) -> tuple[Claim, ...]:
    return tuple(hold(s, standing) for s in collection.statements if s.target == target.name)


def _notes(
    target: Target, results: Sequence[RankedResult], without: Sequence[Result], measure: str
) -> tuple[str, ...]:
    notes = []
    if target.awaits_level:
        notes.append(f"The level is not measured yet: it will be that of {target.level_of}.")
    if without:
        notes.append(
            f"{counted(len(without), 'result')} without {MEASURES[measure].label.lower()}: not compared here."
        )
    if months := sum(r.result.published.precision == "month" for r in results):
        notes.append(f"{counted(months, 'result')} dated by month only: counted as of the 15th.")
    named = Counter(r.result.system for r in results)
    if repeated := sorted(system for system, count in named.items() if count > 1):
        notes.append(f"More than one result of: {', '.join(repeated)}.")
    return tuple(notes)
