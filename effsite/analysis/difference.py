"""Two states of a collection, target by target: which rows differ, and whether the records moved."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from effsite.analysis.changes import Change, changes
from effsite.analysis.summary import summarise
from effsite.records import Result, TaskCollection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.records import Target

RowKind = Literal["added", "changed", "removed"]
Records = tuple[tuple[str, str, float], ...]

DEFINES = ("level", "measure", "record_is", "trend_over", "flop_scope", "metric")
"""The fields of a target that decide which results count and how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One result that was added, changed or removed, with its value and standing then and now.

    `before` and `after` are the result's values in the unit of the target's measure, None where there is
    none. `record` and `was_record` say whether it is a record now and was one then; `why_not` says why it
    can set none now. `fields` are the columns that differ, of a changed one.
    """

    kind: RowKind
    result: Result
    before: float | None = None
    after: float | None = None
    was_record: bool = False
    record: bool = False
    why_not: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep what is computed when asked for
class TargetDifference:
    """One target by two states of the collection.

    `before` or `after` is None where the target is new or gone. `rows` are the results that differ, in
    date order: added, changed, removed.
    """

    before: TargetSummary | None
    after: TargetSummary | None
    rows: tuple[RowChange, ...]

    @property
    def summary(self) -> TargetSummary:
        """The target as it is now, or as it was where it is gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a difference has at least one side
        return found

    @property
    def redefined(self) -> tuple[str, ...]:
        """The fields of the target itself that differ and decide what counts; empty for a new or gone one."""
        if self.before is None or self.after is None:
            return ()
        old, new = self.before.target, self.after.target
        return tuple(name for name in DEFINES if getattr(old, name) != getattr(new, name))

    @property
    def moved(self) -> bool:
        """Whether the records differ: another system, another date or another figure among them."""
        return _records(self.before) != _records(self.after)

    @property
    def new_records(self) -> tuple[RowChange, ...]:
        """The rows that are records now and were none then, or had another figure, in date order."""
        found = (r for r in self.rows if r.record and not (r.was_record and r.before == r.after))
        return tuple(sorted(found, key=lambda r: r.result.published))

    @cached_property
    def displaced(self) -> tuple[Result, ...]:
        """The results that were records and are none now, though they are still there."""
        standing = {system_and_day(r) for r in self.after.frontier.results} if self.after else set()
        still = {system_and_day(r.result) for r in self.after.results} if self.after else set()
        old = self.before.frontier.results if self.before else ()
        return tuple(r for r in old if system_and_day(r) in still - standing)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The same as `analysis.changes` tells it, in numbers; empty where the target is gone."""
        if self.after is None:
            return ()
        before = self.before or summarise(TaskCollection(task=self.after.task), self.after.target)
        return changes(before, self.after)


def differences(before: Iterable[TaskCollection], after: Iterable[TaskCollection]) -> list[TargetDifference]:
    """The targets that differ between two states, in the order of the tasks' names and of their targets.

    A target differs where a result of it, or what it counts, does.
    """
    old, new = ({t.task.name: t for t in tasks} for tasks in (before, after))
    found = (d for name in sorted(old | new) for d in _of_task(old.get(name), new.get(name)))
    return [d for d in found if d.rows or d.redefined or d.before is None or d.after is None]


def system_and_day(result: Result) -> tuple[str, str]:
    """What makes a result the same one wherever its row stands: its system and its date."""
    return result.system, str(result.published)


def _of_task(old: TaskCollection | None, new: TaskCollection | None) -> Iterator[TargetDifference]:
    before, after = _targets(old), _targets(new)
    for name in dict.fromkeys([*after, *before]):
        was = summarise(old, before[name]) if old and name in before else None
        now = summarise(new, after[name]) if new and name in after else None
        yield TargetDifference(before=was, after=now, rows=tuple(_rows(was, now)))


def _targets(task: TaskCollection | None) -> Mapping[str, Target]:
    return {t.name: t for t in task.task.targets} if task else {}


def _records(summary: TargetSummary | None) -> Records:
    if summary is None:
        return ()
    return tuple((*system_and_day(r.result), r.value) for r in summary.frontier_results)


def _rows(before: TargetSummary | None, after: TargetSummary | None) -> Iterator[RowChange]:
    old, new = _every(before), _every(after)
    pairs, gone, come = _paired(old, new)
    was, now = _ranks(before), _ranks(after)
    for row in come:
        yield _row("added", row, None, now.get(id(row)))
    for one, other in pairs:
        if one != other:
            yield _row("changed", other, was.get(id(one)), now.get(id(other)), _differing(one, other))
    for row in gone:
        yield _row("removed", row, was.get(id(row)), None)


def _every(summary: TargetSummary | None) -> list[Result]:
    """All results of the target, in date order, whether they give its measure or not."""
    if summary is None:
        return []
    rows = [*(r.result for r in summary.results), *summary.without_measure]
    return sorted(rows, key=lambda r: (r.published, r.system, r.submission))


def _ranks(summary: TargetSummary | None) -> dict[int, RankedResult]:
    return {id(r.result): r for r in summary.results} if summary else {}


def _row(
    kind: RowKind,
    result: Result,
    was: RankedResult | None,
    now: RankedResult | None,
    differing: tuple[str, ...] = (),
) -> RowChange:
    return RowChange(
        kind=kind,
        result=result,
        before=was.value if was else None,
        after=now.value if now else None,
        was_record=was is not None and was.on_frontier,
        record=now is not None and now.on_frontier,
        why_not=now.why_not if now else "",
        fields=differing,
    )


def _differing(one: Result, other: Result) -> tuple[str, ...]:
    return tuple(f.name for f in fields(Result) if getattr(one, f.name) != getattr(other, f.name))


KEYS: tuple[Callable[[Result], Any], ...] = (
    lambda r: r,
    lambda r: (r.submission, *system_and_day(r)),
    lambda r: (r.submission, r.system),
    system_and_day,
    lambda r: tuple(getattr(r, f.name) for f in fields(Result) if f.name not in ("system", "submission")),
)
"""What makes two rows of two states one result, the surest first: a date may be mended, a file renamed."""


def _paired(
    old: Sequence[Result], new: Sequence[Result]
) -> tuple[list[tuple[Result, Result]], list[Result], list[Result]]:
    """The pairs of rows that are one result, the old rows without a new one, and the new ones without an old.

    Equal rows are one result each; of the others, by each key in turn, those that both sides have equally
    often, in their order.
    """
    pairs: list[tuple[Result, Result]] = []
    for key in KEYS:
        ours, theirs = _by(key, old), _by(key, new)
        same = [n for n in ours if key is KEYS[0] or len(ours[n]) == len(theirs.get(n, ()))]
        found = [pair for n in same for pair in zip(ours[n], theirs.get(n, ()), strict=False)]
        pairs += found
        done = {id(row) for pair in found for row in pair}
        old, new = ([row for row in rows if id(row) not in done] for rows in (old, new))
        if not old or not new:
            break
    return pairs, list(old), list(new)


def _by(key: Callable[[Result], Any], rows: Iterable[Result]) -> dict[Any, list[Result]]:
    found: dict[Any, list[Result]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
