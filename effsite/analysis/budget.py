"""What a fixed budget reached: the hardest level of a task that was got to with so much, year by year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from effsite.analysis.frontier import measured
from effsite.analysis.standing import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Metric, Result

FEWEST_LEVELS = 2
"""Levels of one metric that a view needs: with one there is no better or worse to reach."""

MOST_BUDGETS = 8
"""Budgets up to which half powers of ten are tried, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of the metric, with the targets that stand for it, and the first record at any of them."""

    value: float
    summaries: tuple[TargetSummary, ...]

    def record_on(self, day: date) -> Result | None:
        """The record that stood at the end of that day at any of the targets; None before the first."""
        measure = self.summaries[0].measure
        standing = [r for s in self.summaries if (r := s.frontier.record_on(day)) is not None]
        return min(standing, key=lambda r: measured(r, measure), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The hardest level that a budget reached, and the record that did it.

    `surely` is False where the record's figure is an estimate that may be above the budget; `level` may
    then be one that the budget did not reach.
    """

    level: float
    result: Result
    surely: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What each budget had reached by the end of a year."""

    year: int
    cells: tuple[Reached | None, ...]

    @property
    def says(self) -> tuple[tuple[float, bool] | None, ...]:
        """The levels, and whether each is sure: what a reader sees of the year."""
        return tuple(None if cell is None else (cell.level, cell.surely) for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """What budgets of one measure reached, by the end of each year in which that changed.

    `levels` stand from the easiest to the hardest, `budgets` from the least to the most; a year has a cell
    for each budget, None where it reached no level.
    """

    metric: Metric
    measure: str
    levels: tuple[Level, ...]
    budgets: tuple[float, ...]
    years: tuple[Year, ...]

    @property
    def unsure(self) -> bool:
        """Whether some budget reached its level only if an estimate is right."""
        return any(cell is not None and not cell.surely for year in self.years for cell in year.cells)


def budget_tables(summaries: Iterable[TargetSummary]) -> tuple[Budgets, ...]:
    """The tables that the targets of one task bear, one for each metric and measure with two levels."""
    groups: dict[tuple[Metric, str], list[TargetSummary]] = {}
    for s in summaries:
        counts = s.target.metric is not None and s.target.level is not None and s.frontier.results
        if counts and s.target.metric is not None and s.target.record_is == "least":
            groups.setdefault((s.target.metric, s.measure), []).append(s)
    found = (_table(metric, measure, _levels(metric, group)) for (metric, measure), group in groups.items())
    return tuple(table for table in found if len(table.levels) >= FEWEST_LEVELS)


def _levels(metric: Metric, group: Sequence[TargetSummary]) -> tuple[Level, ...]:
    values = sorted({s.target.level for s in group if s.target.level is not None})
    return tuple(
        Level(value=value, summaries=tuple(s for s in group if s.target.level == value))
        for value in (values if metric.higher_is_better else reversed(values))
    )


def _table(metric: Metric, measure: str, levels: tuple[Level, ...]) -> Budgets:
    records = [r for level in levels for s in level.summaries for r in s.frontier.results]
    figures = [measured(r, measure) for r in records]
    budgets = round_budgets(min(figures), max(figures))
    years: list[Year] = []
    for year in sorted({r.published.day.year for r in records}):
        cells = tuple(reached(levels, measure, date(year, 12, 31), budget) for budget in budgets)
        one = Year(year=year, cells=cells)
        if not years or one.says != years[-1].says:
            years.append(one)
    return Budgets(
        metric=metric,
        measure=measure,
        levels=levels,
        budgets=budgets,
        years=tuple(years),
    )


def round_budgets(least: float, most: float) -> tuple[float, ...]:
    """Powers of ten from the first at or above the least to the first at or above the most.

    With three times each of them in between where that makes no more than MOST_BUDGETS.
    """
    finer = [float(f"{digit}e{n}") for n in range(_power(least) - 1, _power(most) + 1) for digit in (1, 3)]
    within = [b for b in finer if b >= least]
    last = next(n for n, b in enumerate(within) if b >= most)
    fine = within[: last + 1]
    if len(fine) <= MOST_BUDGETS:
        return tuple(fine)
    return tuple(float(f"1e{n}") for n in range(_power(least), _power(most) + 1))


def _power(value: float) -> int:
    """The exponent of the first power of ten at or above the value."""
    return math.ceil(round(math.log10(value), 9))


def reached(levels: Sequence[Level], measure: str, day: date, budget: float) -> Reached | None:
    """The hardest of the levels whose record at the end of that day took no more than the budget.

    By the records' figures; None where none did.
    """
    for level in reversed(levels):
        record = level.record_on(day)
        if record is not None and measured(record, measure) <= budget:
            high = Figure.of(record, measure, measured(record, measure)).high
            return Reached(level=level.value, result=record, surely=high <= budget)
    return None
