"""What `effsite ingest` says: a report for people, one object for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_line, print_table

if TYPE_CHECKING:
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
VERDICTS = ("understood", "guessed", "ignored", "refused")


def as_json(report: IngestReport) -> dict[str, Any]:
    """The object of `--json`: files, results, understood, guessed, ignored, refused."""
    files = [{"path": f.path, "format": f.format, "status": f.status} for f in report.files]
    notes = {verdict: [_note(n) for n in report.lines if n.verdict == verdict] for verdict in VERDICTS}
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
    """Print what came of a batch: files, results, what was understood and what was not."""
    rows = [(f.path, f.format, f.status) for f in report.files]
    print_table("Files", ("file", "format", "status"), rows)
    if report.results:
        print_table("Results", FIELDS, [_row(result) for result in report.results])
    notes = sorted(report.lines, key=lambda note: VERDICTS.index(note.verdict))
    print_table("Report", ("", "where", "what"), [(n.verdict, _where(n), _words(n)) for n in notes])
    for path in report.written.files:
        print_line(f"wrote {path}")
    for path in report.written.removed:
        print_line(f"removed {path}")
    bad = sum(f.status == "refused" for f in report.files)
    if bad:
        print_line(f"{bad} of {len(report.files)} files refused, see above")


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
