"""What `effsite ingest` says: a report for people, one object for scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_line, print_table
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.ingest.report import ReportLine
    from effsite.workflows.ingest import Ingested, IngestReport

FIELDS = (
    "system",
    "published",
    "reached",
    "step",
    "epoch",
    "seconds",
    "training_flop",
    "flop_method",
    "cost_usd",
    "runs",
)
VERDICTS = ("refused", "guessed", "ignored", "understood")
"""In the order in which a person wants them: what changes a figure first."""

JSON_LISTS = ("understood", "guessed", "ignored", "refused")
EXACT = frozenset({"refused", "guessed"})
"""Notes whose numbers matter one by one."""

NUMBER = re.compile(r"[0-9][0-9.,e+-]*")
FEW = 5
"""Files that are listed one by one."""


def as_json(report: IngestReport) -> dict[str, Any]:
    """The object of `--json`: files, results, understood, guessed, ignored, refused."""
    files = [{"path": f.path, "format": f.format, "status": f.status} for f in report.files]
    notes = {verdict: [_note(n) for n in report.lines if n.verdict == verdict] for verdict in JSON_LISTS}
    return {"files": files, "results": [_result(r) for r in report.results], **notes}


def _result(result: Ingested) -> dict[str, Any]:
    return {field: _plain(getattr(result, field)) for field in FIELDS} | {"written": result.written}


def _plain(value: Any) -> Any:
    """The value as JSON shows it: no text at all is null, a whole number has no decimals."""
    if value == "":
        return None
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() and abs(value) < 1e15 else float(f"{value:.12g}")


def _note(note: ReportLine) -> dict[str, Any]:
    said = {"path": note.path, "line": note.line or None, "message": note.message}
    return (
        said | ({"hint": note.hint} if note.hint else {}) | ({"count": note.count} if note.count > 1 else {})
    )


def print_report(report: IngestReport) -> None:
    """Print what came of a batch: results, what decides their figures, what else was understood, files."""
    if report.results:
        print_table("Results", FIELDS, [_row(result) for result in report.results])
    notes = [(note.verdict, where, _words(note)) for note, where in told_once(report.lines)]
    print_table("Report", ("", "where", "what"), notes)
    print_table("Files", ("file", "format", "status"), _files(report))
    for path in report.written.files:
        print_line(f"wrote {path}")
    for path in report.written.removed:
        print_line(f"removed {path}")
    if report.written.files:
        print_line(
            f"wrote {sum(r.written for r in report.results)} of {counted(len(report.results), 'result')}"
        )
    bad = sum(f.status == "refused" for f in report.files)
    if bad:
        print_line(f"{bad} of {len(report.files)} files refused, see above")
    if report.nothing_read:
        print_line("no log was read")


def told_once(lines: Iterable[ReportLine]) -> list[tuple[ReportLine, str]]:
    """Each note once, with the files that it is about: those that decide a figure first.

    Refusals come first, then guesses, what was ignored, and what was understood; guesses that change no
    figure stand last among guesses. What was understood or ignored is told once where numbers alone differ.
    """
    alike: dict[tuple[str, str, str], list[ReportLine]] = {}
    for note in sorted(lines, key=lambda note: (VERDICTS.index(note.verdict), note.aside)):
        message = note.message if note.verdict in EXACT else NUMBER.sub("#", note.message)
        alike.setdefault((note.verdict, message, note.hint), []).append(note)
    return [(notes[0], _places(notes)) for notes in alike.values()]


def _places(notes: Sequence[ReportLine]) -> str:
    """Where the first of the notes stands, and in how many other files the like is said."""
    others = len({note.path for note in notes}) - 1
    if not others:
        more = len(notes) - 1
        return _where(notes[0]) + (f" and {more} more like it" if more else "")
    same = "" if len({note.message for note in notes}) == 1 else " (with other numbers)"
    return f"{_where(notes[0])} and {counted(others, 'more file')}{same}"


def _files(report: IngestReport) -> list[tuple[str, str, str]]:
    """A line for each file; of more than a few that went alike, one for the first and how many there are."""
    alike: dict[tuple[str, str], list[str]] = {}
    for file in report.files:
        alike.setdefault((file.format, file.status), []).append(file.path)
    rows = []
    for (format, status), paths in alike.items():
        shown = paths if len(paths) <= FEW else [f"{paths[0]} and {counted(len(paths) - 1, 'more file')}"]
        rows += [(path, format, status) for path in shown]
    return rows


def _row(result: Ingested) -> tuple[str, ...]:
    return tuple(_cell(getattr(result, field)) for field in FIELDS)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else str(value)


def _where(note: ReportLine) -> str:
    return f"{note.path}:{note.line}" if note.line else note.path


def _words(note: ReportLine) -> str:
    times = f" ({note.count} times)" if note.count > 1 else ""
    return f"{note.message}{times}" + (f" [{note.hint}]" if note.hint else "")
