"""The results of a target as the rows of its table and its downloads, all of them, in date order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One result beside the target's records; `factor` is None where none can be given."""

    result: Result
    factor: float | None
    on_frontier: bool
    competes: bool
    why_not: str

    @property
    def standing(self) -> str:
        """What the row is, in a word or a few: a record, or why it cannot be one."""
        if self.on_frontier:
            return "record"
        return self.why_not


def rows(summary: TargetSummary) -> tuple[TableRow, ...]:
    """Every result of the target, those without the measure among them."""
    ranked = [
        TableRow(
            result=r.result,
            factor=r.factor,
            on_frontier=r.on_frontier,
            competes=r.competes,
            why_not=r.why_not,
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
