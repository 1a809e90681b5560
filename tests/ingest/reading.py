"""One log read by one format, with what the report says, so that a test shows only its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.ingest.log_file import LogFile
from effsite.ingest.log_format import ReadOptions
from effsite.ingest.report import Report
from effsite.records import Metric

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.ingest.log import Evaluation, LoggedRun
    from effsite.ingest.log_format import Format

ACCURACY = Metric(name="accuracy", label="accuracy", higher_is_better=True, unit="fraction")
TOP1 = Metric(name="top1", label="top-1 accuracy", higher_is_better=True, unit="fraction")
LOSS = Metric(name="validation_loss", label="loss", higher_is_better=False, unit="nats per token")
TOP5 = Metric(name="top5", label="top-5 accuracy", higher_is_better=True, unit="fraction")


@dataclass(frozen=True)
class Reading:
    """What came of a log."""

    found: tuple[Any, ...]
    report: Report

    @property
    def run(self) -> LoggedRun:
        """The only run."""
        (run,) = self.found
        return run

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """The evaluations of the only run."""
        return self.run.evaluations

    def said(self, verdict: str) -> str:
        """The messages of that verdict, one on each line."""
        return "\n".join(note.message for note in self.report.lines if note.verdict == verdict)


def read_log(log: Format, path: Path, content: str | bytes | None = None, **options: Any) -> Reading:
    """The file read as that format, written first when content is given."""
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    report = Report(path.name)
    return Reading(tuple(log.read(LogFile(path, path.name), ReadOptions(**options), report)), report)


def sniffed(log: Format, path: Path, content: str | bytes) -> float:
    """How sure the format is of a file of that name and content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return log.sniff(LogFile(path, path.name).head())
