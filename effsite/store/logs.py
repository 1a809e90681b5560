"""logs/<curve>.jsonl -> the logs of runs, and whether the curve of that name has their evaluations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.records import CommittedLog, CurvePoint, columns
from effsite.records.run_log import ONE_OBJECT, read_run_logs
from effsite.store.file_rules import LogNotRead
from effsite.store.relation_rules import LogDiffersFromCurve
from effsite.store.tables import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from effsite.errors import Finding
    from effsite.records.run_log import LogProblem
    from effsite.store.tables import StoredRow

MAX_BYTES = 16 * 1024 * 1024


def read_log(path: Path, shown: str, task: str) -> tuple[CommittedLog | None, tuple[Finding, ...]]:
    """The logs in a file, or None and everything that is wrong with it, with line and column.

    Refused are runs of another task, NaN and infinity, keys that stand twice, and numbers in
    quotation marks; events and keys that this effsite does not know are passed over.
    """
    text, findings = read_text(path, shown, MAX_BYTES)
    if text is None:
        return None, findings
    lines = text.split("\n")
    cut = lines.pop()
    runs, problems = read_run_logs(lines)
    found = [_finding(shown, problem) for problem in problems]
    for run in runs:
        if run.task != task:
            found.append(LogNotRead.found(shown, f"is of another task than {task}", line=run.line))
    if cut:
        hint = "the last line was cut short"
        found.append(LogNotRead.found(shown, "does not end with a line break", hint, line=len(lines) + 1))
    if not found and not runs:
        found.append(LogNotRead.found(shown, "holds no run", ONE_OBJECT, line=1))
    if found:
        return None, tuple(sorted(found, key=lambda finding: finding.line))
    return CommittedLog(task=task, name=path.stem, runs=runs, text=text), ()


def _finding(shown: str, problem: LogProblem) -> Finding:
    return LogNotRead.found(shown, problem.message, problem.hint, line=problem.line, column=problem.column)


def compare(
    log: CommittedLog, rows: Mapping[tuple[int, int], StoredRow[CurvePoint]], shown: str, curve: str
) -> Iterator[Finding]:
    """Where a log and the curve of its name differ, each way; `rows` are the curve's by seed and step.

    `shown` and `curve` are how findings name the two files. A count that the curve leaves out is
    not compared; all others must be equal to the last digit.
    """
    if not rows:
        hint = "commit the curve, or remove the log"
        yield LogDiffersFromCurve.found(shown, "belongs to no learning curve", hint)
        return
    logged = {(e.point.seed, e.point.step): e for e in log.evaluations}
    for (seed, step), evaluation in logged.items():
        at = f"step {step} of seed {seed}"
        row = rows.get((seed, step))
        if row is None:
            yield LogDiffersFromCurve.found(shown, f"{at} is not in {curve}", line=evaluation.line)
            continue
        for name in columns(CurvePoint):
            there, here = getattr(row.value, name), getattr(evaluation.point, name)
            if there is not None and there != here:
                message = f"{name} at {at} is {here!r}, {curve}:{row.line} says {there!r}"
                yield LogDiffersFromCurve.found(shown, message, line=evaluation.line, field=name)
    for (seed, step), row in rows.items():
        if (seed, step) not in logged:
            message = f"step {step} of seed {seed} is not in {shown}"
            yield LogDiffersFromCurve.found(curve, message, line=row.line)
