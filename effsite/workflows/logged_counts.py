"""Whether the compute that a run's log tells of is all there was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.measure.counters.kinds import may_multiply
from effsite.rule import Rule
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.errors import Finding
    from effsite.records import Attempt, Collection, Reproduction, Result, RunLog

    Row = Result | Attempt | Reproduction

SEVERAL = 2
"""A log does not tell how many tensors an operator took: as many as make it multiply, where any do."""


class IncompleteCount(Rule):
    """The log of a measured row says that its count leaves out an operator that multiplies.

    Such a compute is too small by an amount that nobody knows, and too small is what makes a record.
    """

    code = "incomplete-count"
    hint = "give the operator a formula (docs/counting.md) and run it again, or remove the row"


def gap_of(log: RunLog) -> str:
    """What the count of a run leaves out, in words; "" where it is complete.

    An operator that cannot multiply leaves nothing out, even where an older effsite listed it.
    """
    listed = log.begin.get("uncounted", {})
    if not isinstance(listed, dict):
        return "what it could not count is not told by operator"
    names = [_often(name, calls) for name, calls in listed.items() if may_multiply(name, SEVERAL)]
    if names:
        return f"its count is incomplete: no formula for {', '.join(names)}"
    return "" if log.begin.get("complete", True) else "its count is incomplete"


def _often(name: str, calls: object) -> str:
    return f"{name} ({counted(calls, 'call')})" if isinstance(calls, int) else name


def check_counts(collection: Collection) -> Iterator[tuple[Row, Finding]]:
    """An error for each measured row whose compute is from a run that was not counted to the end."""
    for task in collection.tasks:
        gaps = {log.name: gap for log in task.logs for run in log.runs if (gap := gap_of(run))}
        rows: list[Row] = [*task.results, *task.attempts, *task.reproductions]
        for row in rows:
            if getattr(row, "source_kind", "measured") == "measured" and row.curve in gaps:
                yield row, _finding(row, gaps[row.curve])


def _finding(row: Row, gap: str) -> Finding:
    message = f"{row.system}: logs/{row.curve}.jsonl says that {gap}"
    return IncompleteCount.found(f"results/{row.task}/{row.submission}.csv", message, field="training_flop")
