"""What `effsite ingest` says to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.cli.console import print_line, print_rows, print_table
from effsite.words import counted
from effsite.workflows.ingest.grouped_report import files_once, notes_once
from effsite.workflows.ingest.ingested import SHOWN

if TYPE_CHECKING:
    from effsite.workflows.ingest import IngestReport


def print_report(report: IngestReport) -> None:
    """Print what came of a batch: results, what decides their figures, what else was understood, files."""
    if report.results:
        print_rows("Results", SHOWN, [result.cells for result in report.results], digits=6)
    notes = [(note.verdict, where, note.words) for note, where in notes_once(report.lines)]
    print_table("Report", ("", "where", "what"), notes)
    print_table("Files", ("file", "format", "status"), files_once(report.files))
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
