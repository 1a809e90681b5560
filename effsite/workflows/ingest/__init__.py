"""Logs that people already have become results.

As the data go: `request` checks what is asked for, the files are read (`effsite.ingest.batch`), `results`
groups their runs and finds where each system reaches the target (`curve_compute` works out the compute,
`ingested_rows` makes the row), `writing` puts the rows into the collection. `grouped_report` is for
whoever shows the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from effsite.ingest.batch import log_files, read_files
from effsite.ingest.report import Verdict
from effsite.ingest.run_parts import joined
from effsite.store import Written
from effsite.workflows.events import Progressed, nobody
from effsite.workflows.ingest.idle_options import idle_options
from effsite.workflows.ingest.ingested import Ingested
from effsite.workflows.ingest.request import looked_up
from effsite.workflows.ingest.results import ingested
from effsite.workflows.ingest.wanted_runs import wanted_runs
from effsite.workflows.ingest.writing import write

if TYPE_CHECKING:
    from effsite.ingest.batch import FileRead
    from effsite.ingest.report import ReportLine
    from effsite.workflows.events import Listener
    from effsite.workflows.options import IngestOptions

__all__ = ["IngestReport", "Ingested", "ingest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """Everything that came of a batch of logs: each file, each result, and what was written of them."""

    files: tuple[FileRead, ...]
    results: tuple[Ingested, ...]
    written: Written = Written()
    idle: tuple[ReportLine, ...] = ()

    @property
    def lines(self) -> tuple[ReportLine, ...]:
        """Every note about every file, in the order of the files, and those about options without effect."""
        return (*(note for file in self.files for note in file.lines), *self.idle)

    @property
    def nothing_read(self) -> bool:
        """Whether no file could be read."""
        return all(file.status != "read" for file in self.files)

    @property
    def refused(self) -> bool:
        """Whether anything was refused, or there was nothing to read at all."""
        return self.nothing_read or any(note.verdict == "refused" for note in self.lines)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values: files, results, understood, guessed, ignored, refused."""
        files = [{"path": f.path, "format": f.format, "status": f.status} for f in self.files]
        notes = {name: [n.as_json() for n in self.lines if n.verdict == name] for name in get_args(Verdict)}
        return {"files": files, "results": [result.as_json() for result in self.results], **notes}


def ingest(options: IngestOptions, listener: Listener = nobody) -> IngestReport:
    """Read logs, find where each system in them first reaches the target, and write the results.

    A bad file is refused in its own report and the others go on; with `dry_run` nothing is written.
    Raises UsageError for what cannot be carried out.
    """
    request = looked_up(options)
    files = log_files(options.logs.paths, request.format)
    total = sum(path.stat().st_size for path, _ in files)
    done = 0

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        listener(Progressed(what="reading", done=done, total=total, unit="bytes"))

    read = wanted_runs(joined(read_files(files, request.format, request.options, on_bytes)), request.only)
    if request.facts is not None:
        read = request.facts.put_to(read)
    results = ingested(read, request)
    written = Written()
    if not request.dry_run:
        written, results = write(results, request)
    idle = idle_options(options, request, read, results)
    return IngestReport(files=read, results=results, written=written, idle=idle)
