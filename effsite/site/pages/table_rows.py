"""The results of a target as the rows of its table and its downloads, all of them, in date order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import is_estimate
from effsite.records import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.analysis.uncertainty import Range
    from effsite.records import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One result beside the target's records; `factor` and `ends` are None where none can be given.

    `estimated` says whether its figure of the target's measure is an estimate.
    """

    result: Result
    factor: float | None
    on_frontier: bool
    competes: bool
    why_not: str
    ends: Range | None
    estimated: bool

    @property
    def standing(self) -> str:
        """What the row is, in a word or a few: a record, or why it cannot be one."""
        if self.on_frontier:
            return "record"
        return self.why_not

    def number(self, name: str) -> float | None:
        """The value of that measure, or the end of the figure that is called so; None where there is none."""
        return getattr(self, name) if name in ("figure_low", "figure_high") else self.result.measure(name)

    def estimates(self, name: str) -> bool:
        """Whether the value of that measure is an estimate; an end of a figure is none."""
        return name in MEASURES and is_estimate(self.result, name)

    @property
    def figure_low(self) -> float | None:
        """The low end of the figure."""
        return self.ends.low if self.ends else None

    @property
    def figure_high(self) -> float | None:
        """The high end of the figure."""
        return self.ends.high if self.ends else None

    @property
    def figure_ends(self) -> str:
        """Whether the ends are given or derived, or which of them is given; empty without any."""
        return self.ends.origin if self.ends else ""


def rows(summary: TargetSummary) -> tuple[TableRow, ...]:
    """Every result of the target, those without the measure among them."""
    ranked = [
        TableRow(
            result=r.result,
            factor=r.factor,
            on_frontier=r.on_frontier,
            competes=r.competes,
            why_not=r.why_not,
            ends=r.ends,
            estimated=is_estimate(r.result, summary.measure),
        )
        for r in summary.results
    ]
    bare = [
        TableRow(
            result=result,
            factor=None,
            on_frontier=False,
            competes=False,
            why_not=f"no figure for {MEASURES[summary.measure].label.lower()}",
            ends=None,
            estimated=False,
        )
        for result in summary.without_measure
    ]
    return tuple(sorted([*ranked, *bare], key=_in_order))


def _in_order(row: TableRow) -> tuple[object, ...]:
    return row.result.published, row.result.system, row.result.submission


def measured_by(shown: Sequence[TableRow], first: str) -> tuple[str, ...]:
    """The measures for columns: the one named `first`, then those that half of the rows or more have.

    A measure that few rows have would make a column of blanks; it is in the downloads and on the
    systems' own pages. Device-hours follow from two other columns.
    """
    others = [
        m.name
        for m in MEASURES.values()
        if m.name != first and m.tabled and common((r.result.measure(m.name) for r in shown), len(shown))
    ]
    return (first, *others)


def common(values: Iterable[float | None], total: int) -> bool:
    """Whether half of `total` values or more are there."""
    return 2 * sum(value is not None for value in values) >= total
