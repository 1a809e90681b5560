"""The outcome of `effsite ingest`: a report for people, one object for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_json, print_line, print_table
from effsite.cli.ingest.cells import tidy

if TYPE_CHECKING:
    from effsite.cli.ingest.outcome import Ingested, Outcome
    from effsite.ingest.report import Note

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
VERDICTS = ("understood", "guessed", "ignored", "refused")


def print_outcome(outcome: Outcome, *, json: bool) -> None:
    """Print what came of a batch."""
    if json:
        print_json(as_json(outcome))
    else:
        _print_tables(outcome)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The object of `--json`: files, results, understood, guessed, ignored, refused."""
    files = [{"path": f.path, "format": f.format, "status": f.status} for f in outcome.files]
    notes = {verdict: [_note(n) for n in outcome.notes if n.verdict == verdict] for verdict in VERDICTS}
    return {"files": files, "results": [_result(r) for r in outcome.results], **notes}


def _result(result: Ingested) -> dict[str, Any]:
    return {field: _plain(getattr(result, field)) for field in FIELDS}


def _plain(value: Any) -> Any:
    """The value as JSON shows it: no text at all is null, a whole number has no decimals."""
    if value == "":
        return None
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() and abs(value) < 1e15 else tidy(value)


def _note(note: Note) -> dict[str, Any]:
    said = {"path": note.path, "line": note.line or None, "message": note.message}
    return (
        said | ({"hint": note.hint} if note.hint else {}) | ({"count": note.count} if note.count > 1 else {})
    )


def _print_tables(outcome: Outcome) -> None:
    rows = [(f.path, f.format, f.status) for f in outcome.files]
    print_table("Files", ("file", "format", "status"), rows)
    if outcome.results:
        print_table("Results", FIELDS, [_row(result) for result in outcome.results])
    notes = sorted(outcome.notes, key=lambda note: VERDICTS.index(note.verdict))
    print_table("Report", ("", "where", "what"), [(n.verdict, _where(n), _words(n)) for n in notes])
    for name in outcome.written:
        print_line(f"wrote {name}")
    for name in outcome.removed:
        print_line(f"removed {name}")
    bad = sum(f.status == "refused" for f in outcome.files)
    if bad:
        print_line(f"{bad} of {len(outcome.files)} files refused, see above")


def _row(result: Ingested) -> tuple[str, ...]:
    return tuple(_cell(getattr(result, field)) for field in FIELDS)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else str(value)


def _where(note: Note) -> str:
    return f"{note.path}:{note.line}" if note.line else note.path


def _words(note: Note) -> str:
    times = f" ({note.count} times)" if note.count > 1 else ""
    return f"{note.message}{times}" + (f" [{note.hint}]" if note.hint else "")
