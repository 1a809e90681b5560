"""What a submission changes: a target with it and without it, told apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from effsite.analysis.frontier import measured
from effsite.analysis.summary import summarise
from effsite.records import MEASURES

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.summary import TargetSummary
    from effsite.records import Collection, PublicationDate, Result

ChangeKind = Literal[
    "result-added",
    "result-changed",
    "result-removed",
    "new-record",
    "displaced",
    "baseline",
    "factor",
    "doubling-time",
]
Key = tuple[str, str, "PublicationDate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference that a submission makes to a target; `text` says it in a sentence.

    `system` is whom it concerns, empty for the target as a whole. `before` and `after` are

    * result-added, result-changed, result-removed: the result's value then and now
    * new-record: the value that it beat (`other` is the system; None for a first record) and its own
    * displaced: its own value and that of the collection (`other`) which now stands on its day; None
      and empty when no record is left
    * baseline: the values of the old baseline (`other`) and of the new one (`system`)
    * factor: the factors from baseline to latest record; doubling-time: months of the trend

    Values are in the unit of the measure; None means that there was or is none.
    """

    kind: ChangeKind
    task: str
    target: str
    measure: str
    system: str = ""
    other: str = ""
    before: float | None = None
    after: float | None = None
    text: str


def changes_in(collection: Collection, rows: Container[object]) -> tuple[Change, ...]:
    """What those rows change in the collection: every target with them held against without them.

    `rows` are rows of `collection`; all but results (statements, rates, devices) change no figure.
    """
    found: list[Change] = []
    for task in collection.tasks:
        without = replace(task, results=tuple(r for r in task.results if r not in rows), statements=())
        for target in task.task.targets:
            found += changes(summarise(without, target), summarise(task, target))
    return tuple(found)


def changes(before: TargetSummary, after: TargetSummary) -> tuple[Change, ...]:
    """What differs between two summaries of the same measure of the same target.

    Results first, then records, the baseline, the factor and the doubling time; empty when no
    figure moved. A result is the same one while its submission, system and date are. For a new
    target, `before` is the summary of a collection without results.
    """
    return (
        *_results(before, after),
        *_new_records(before, after),
        *_displaced(before, after),
        *_baseline(before, after),
        *_figures(before, after),
    )


def _results(before: TargetSummary, after: TargetSummary) -> Iterator[Change]:
    old, new = _by_key(before.results), _by_key(after.results)
    for key, row in new.items():
        aside = f", but sets no record: {row.why_not}" if row.why_not else ""
        value = _shown(after, row.value)
        if key not in old:
            said = f"added with {value}{aside}"
            yield _change(after, "result-added", row.result, said, after=row.value)
        elif (old[key].value, old[key].why_not) != (row.value, row.why_not):
            was = old[key].value
            said = f"changed from {_shown(after, was)} to {value}{aside}"
            yield _change(after, "result-changed", row.result, said, before=was, after=row.value)
    for key, row in old.items():
        if key not in new:
            yield _change(after, "result-removed", row.result, "removed", before=row.value)


def _new_records(before: TargetSummary, after: TargetSummary) -> Iterator[Change]:
    known = {_key(r) for r in before.frontier.results}
    beaten: Result | None = None
    for record in after.frontier.results:
        if _key(record) not in known:
            value, was = measured(record, after.measure), _value(after, beaten)
            said = f"a record at {_shown(after, value)}"
            said += f", after {_shown(after, was)} by {beaten.system}" if beaten else ", the first"
            said += _sure(after, record)
            yield _change(after, "new-record", record, said, other=beaten, before=was, after=value)
        beaten = record


def _sure(summary: TargetSummary, record: Result) -> str:
    """How sure a new record is by its runs; empty where it has none on record, or is the first."""
    leads = [s.lead for s in summary.significance if s.result is record]
    return f"; {leads[0].words}" if leads and leads[0] else ""


def _displaced(before: TargetSummary, after: TargetSummary) -> Iterator[Change]:
    standing = {_key(r) for r in after.frontier.results}
    for record in before.frontier.results:
        if _key(record) not in standing:
            front = after.frontier.record_on(record.published.day)
            said = "no longer a record" + (f": {front.system} stands in front of it" if front else "")
            values = {"before": _value(before, record), "after": _value(after, front)}
            yield _change(after, "displaced", record, said, other=front, **values)


def _baseline(before: TargetSummary, after: TargetSummary) -> Iterator[Change]:
    old, new = before.baseline, after.baseline
    if old is not None and new is not None and _key(old) != _key(new):
        values = {"before": _value(before, old), "after": _value(after, new)}
        said = f"the baseline in place of {old.system}: every factor changes"
        yield _change(after, "baseline", new, said, other=old, **values)


def _figures(before: TargetSummary, after: TargetSummary) -> Iterator[Change]:
    was, now = before.factor, after.factor
    if was != now:
        said = f"factor {_number(was)} -> {_number(now)}"
        yield _change(after, "factor", None, said, before=was, after=now)
    was, now = before.doubling_time_months, after.doubling_time_months
    if was != now:
        why = f" ({after.trend_refused})" if now is None else ""
        name = "doubling" if after.target.record_is == "most" else "halving"
        said = f"fitted {name} time in months {_number(was)} -> {_number(now)}{why}"
        yield _change(after, "doubling-time", None, said, before=was, after=now)


def _change(
    summary: TargetSummary,
    kind: ChangeKind,
    result: Result | None,
    said: str,
    *,
    other: Result | None = None,
    before: float | None = None,
    after: float | None = None,
) -> Change:
    whom = f"{result.system}: " if result else ""
    return Change(
        kind=kind,
        task=summary.task.name,
        target=summary.target.name,
        measure=summary.measure,
        system=result.system if result else "",
        other=other.system if other else "",
        before=before,
        after=after,
        text=f"{summary.task.name} {summary.target.name}: {whom}{said}",
    )


def _key(result: Result) -> Key:
    return result.submission, result.system, result.published


def _by_key(rows: Iterable[RankedResult]) -> dict[Key, RankedResult]:
    return {_key(row.result): row for row in rows}


def _value(summary: TargetSummary, result: Result | None) -> float | None:
    return None if result is None else measured(result, summary.measure)


def _shown(summary: TargetSummary, value: float | None) -> str:
    return f"{_number(value)} {MEASURES[summary.measure].unit}".strip()


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"
