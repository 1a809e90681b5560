"""What changed from one edition to the next: the data that both published, held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from effsite.analysis.summary import TargetSummary

Key = tuple[str, str, str]
"""What tells a row from the others of its target: submission, system, date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """A result as an edition published it: its value of the target's measure, and whether it was a record."""

    submission: str
    system: str
    published: str
    value: float | None
    record: bool

    @property
    def key(self) -> Key:
        """What tells the row from the others of its target."""
        return self.submission, self.system, self.published


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionTarget:
    """A target as an edition published it; `factor` and `months` are None where it had none."""

    task: str
    target: str
    measure: str
    rows: tuple[EditionRow, ...]
    factor: float | None
    months: float | None

    @classmethod
    def of(cls, summary: TargetSummary) -> EditionTarget:
        """The target as this edition publishes it."""
        records = {id(row.result) for row in summary.frontier_results}
        results = (*(row.result for row in summary.results), *summary.without_measure)
        return cls(
            task=summary.task.name,
            target=summary.target.name,
            measure=summary.measure,
            rows=tuple(
                EditionRow(
                    submission=result.submission,
                    system=result.system,
                    published=str(result.published),
                    value=result.measure(summary.measure),
                    record=id(result) in records,
                )
                for result in results
            ),
            factor=summary.factor,
            months=summary.average_halving_time_months,
        )

    @property
    def unit(self) -> str:
        """The unit of its values; empty for a bare number, or a measure that this program does not know."""
        return MEASURES[self.measure].unit if self.measure in MEASURES else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """What differs at one target. `before` is None for a target that is new, `after` for one that is gone.

    Of rows in both editions, `changed` has those whose value differs, as before and after; `new_records` and
    `lost_records` say which became a record, and which is one no longer, rows added and removed among them.
    """

    before: EditionTarget | None
    after: EditionTarget | None
    added: tuple[EditionRow, ...]
    removed: tuple[EditionRow, ...]
    changed: tuple[tuple[EditionRow, EditionRow], ...]
    new_records: tuple[EditionRow, ...]
    lost_records: tuple[EditionRow, ...]

    @property
    def target(self) -> EditionTarget:
        """The target as it is now, or as it was last."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change is of a target that one edition has")
        return found

    @property
    def figures_moved(self) -> bool:
        """Whether the factor or the average halving time is another one."""
        old, new = self.before, self.after
        return (old and (old.factor, old.months)) != (new and (new.factor, new.months))


def target_changes(
    before: Iterable[EditionTarget], after: Iterable[EditionTarget]
) -> tuple[TargetChange, ...]:
    """The targets at which two editions differ: those of the later in its order, then those that are gone."""
    old = {(one.task, one.target): one for one in before}
    new = {(one.task, one.target): one for one in after}
    changes = (_change(old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old)))
    return tuple(one for one in changes if _differs(one))


def _differs(change: TargetChange) -> bool:
    rows = (change.added, change.removed, change.changed, change.new_records, change.lost_records)
    return any(rows) or change.figures_moved


def _change(before: EditionTarget | None, after: EditionTarget | None) -> TargetChange:
    old, new = _by_key(before), _by_key(after)
    both = [(old[key], new[key]) for key in new if key in old]
    return TargetChange(
        before=before,
        after=after,
        added=tuple(new[key] for key in new if key not in old),
        removed=tuple(old[key] for key in old if key not in new),
        changed=tuple((was, now) for was, now in both if was.value != now.value),
        new_records=tuple(row for row in new.values() if row.record and not _held(old, row)),
        lost_records=tuple(row for row in old.values() if row.record and not _held(new, row)),
    )


def _by_key(target: EditionTarget | None) -> dict[Key, EditionRow]:
    return {row.key: row for row in target.rows} if target else {}


def _held(rows: Mapping[Key, EditionRow], row: EditionRow) -> bool:
    return row.key in rows and rows[row.key].record
