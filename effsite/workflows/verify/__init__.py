"""Results held against what stands beside them, counted again and, on request, run again.

`recount` counts the model that a row names, `reproduce` trains its system once more. Both need the extra
`effsite[train]`, and only they do.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from effsite import store
from effsite.analysis.verification import VerifiedPoint, verify_compute, verify_crossing, verify_log
from effsite.errors import UsageError
from effsite.measure import extra
from effsite.records import Result
from effsite.store.amending import lines_of
from effsite.workflows.check import with_arithmetic
from effsite.workflows.events import nobody
from effsite.workflows.named_paths import covers, named
from effsite.workflows.verify.recount import verify_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from effsite.analysis.verification import About, Verdict
    from effsite.errors import Finding
    from effsite.store import Reading
    from effsite.store.relations import PlacedRow
    from effsite.workflows.events import Listener
    from effsite.workflows.options import VerifyOptions
    from effsite.workflows.verify.reproduce import Reproduced

__all__ = ["RowVerification", "VerifyReport", "verify"]

Outcome = Literal["agrees", "disagrees", "not verified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVerification:
    """One result with all that was looked at; `status` is the one that it has now."""

    path: str
    line: int
    result: Result
    points: tuple[VerifiedPoint, ...]
    status: str

    @property
    def outcome(self) -> Outcome:
        """`disagrees` where any point does, `agrees` where some do and none does not."""
        return _outcome(point.verdict for point in self.points)

    @property
    def may_be_log_checked(self) -> bool:
        """Whether the row is claimed, its curve bears it out, and nothing disagrees."""
        crossed = any(point.about == "crossing" and point.verdict == "agrees" for point in self.points)
        return self.result.status == "claimed" and crossed and self.outcome == "agrees"

    def as_json(self) -> dict[str, Any]:
        """The row with its points as plain values."""
        return {
            "path": self.path,
            "line": self.line,
            "system": self.result.system,
            "target": self.result.target,
            "status": self.status,
            "outcome": self.outcome,
            "points": [asdict(point) for point in self.points],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was verified, what could not be read, what was run again, and the files that were changed."""

    rows: tuple[RowVerification, ...]
    findings: tuple[Finding, ...]
    reproduced: tuple[Reproduced, ...] = ()
    written: tuple[Path, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """`disagrees` where anything does; `not verified` where nothing could be, or a row not be read."""
        whole = _outcome(
            [
                *(row.outcome for row in self.rows),
                *(verdict for r in self.reproduced for verdict in r.verdicts),
            ]
        )
        unread = self.findings or any(one.why_not for one in self.reproduced)
        return "not verified" if unread and whole == "agrees" else whole

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "outcome": self.outcome,
            "rows": [row.as_json() for row in self.rows],
            "findings": [str(finding) for finding in self.findings],
            "reproductions": [one.as_json() for one in self.reproduced],
            "written": [str(path) for path in self.written],
        }


def verify(options: VerifyOptions, listener: Listener = nobody) -> VerifyReport:
    """Verify the results in the files and folders that are named.

    The crossing is looked up in the curve again, the compute recomputed from its inputs and from the log, and
    a model counted where the row or its log names one. With `write`, a claimed row that its curve bears out
    becomes log-checked; with `reproduce`, each system is trained again and what that gave is written beside.
    Raises UsageError for a path without results.
    """
    results = options.project / "results"
    reading = store.read(results)
    names = named(results, options.paths, example="results/imagenet/mine.csv")
    placed = _wanted(reading, names, options)
    unread = tuple(f for f in reading.errors if covers(names, f.path))
    rows = [_row(place, result, reading, listener) for place, result in placed]
    written = _write(rows, results) if options.write else ()
    rows = [_after(row) if written and row.may_be_log_checked else row for row in rows]
    reproduced: tuple[Reproduced, ...] = ()
    if options.reproduce:
        extra.require()
        from effsite.workflows.verify.reproduce import reproduce

        reproduced = reproduce([result for _, result in placed], options, listener)
        written = (*written, *(path for one in reproduced for path in one.written))
    return VerifyReport(rows=tuple(rows), findings=unread, reproduced=reproduced, written=written)


def _outcome(verdicts: Iterable[Verdict]) -> Outcome:
    found = set(verdicts)
    return next((one for one in ("disagrees", "agrees") if one in found), "not verified")


def _wanted(reading: Reading, names: Sequence[str], options: VerifyOptions) -> list[tuple[PlacedRow, Result]]:
    """The results in the named files, in the order of their places."""
    found = [
        (place, row)
        for row, place in reading.places().items()
        if isinstance(row, Result) and covers(names, place.path)
    ]
    if not found and not any(covers(names, f.path) for f in reading.errors):
        shown = ", ".join(map(str, options.paths))
        raise UsageError(f"no results in {shown}", "name a file or a folder like results/imagenet/mine.csv")
    systems = {row.system for _, row in found}
    if unknown := [name for name in options.systems if name not in systems]:
        raise UsageError(f"no result of {unknown[0]!r} there", f"systems: {', '.join(sorted(systems))}")
    chosen = [pair for pair in found if not options.systems or pair[1].system in options.systems]
    return sorted(chosen, key=lambda pair: (pair[0].path, pair[0].line))


def _row(place: PlacedRow, result: Result, reading: Reading, listener: Listener) -> RowVerification:
    task = reading.collection.task(result.task)
    points = [verify_crossing(task, result), verify_compute(result), verify_log(task, result)]
    points += [_said_of(finding) for finding in reading.errors if _is_evidence(finding, place, result)]
    log = next((log for log in task.logs if result.curve and log.name == result.curve), None)
    points.append(verify_model(result, log, listener))
    return RowVerification(
        path=place.path, line=place.line, result=result, points=tuple(points), status=result.status
    )


def _is_evidence(finding: Finding, place: PlacedRow, result: Result) -> bool:
    folder = place.path.rpartition("/")[0]
    files = {f"{folder}/curves/{result.curve}.csv", f"{folder}/logs/{result.curve}.jsonl"}
    return bool(result.curve) and finding.path in files


def _said_of(finding: Finding) -> VerifiedPoint:
    about: About = "crossing" if finding.path.endswith(".csv") else "log"
    return VerifiedPoint(about=about, verdict="disagrees", said=f"{finding.where}: {finding.message}")


def _write(rows: Sequence[RowVerification], results: Path) -> tuple[Path, ...]:
    """Make the rows that may be so log-checked, in place, each file in one step; the files that changed."""
    by_file: dict[str, list[RowVerification]] = {}
    for row in rows:
        if row.may_be_log_checked:
            by_file.setdefault(row.path, []).append(row)
    written: list[Path] = []
    for shown, chosen in by_file.items():
        path = results.parent / shown
        lines = lines_of(path)
        cells = {lines[row.line - 1]: "log-checked" for row in chosen}
        task = chosen[0].result.task
        done = store.amend_cells(
            results, task, path, "status", cells, lambda reading: with_arithmetic(reading, results.name)
        )
        written += done.files
    return tuple(written)


def _after(row: RowVerification) -> RowVerification:
    return RowVerification(
        path=row.path, line=row.line, result=row.result, points=row.points, status="log-checked"
    )
