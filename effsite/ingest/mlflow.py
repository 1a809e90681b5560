"""MLflow: a run's folder of its file store, a SQLite store, or the file of a single metric.

Own readers and not mlflow-skinny's, on purpose: that package brings a web framework and clients
of cloud services along, sends telemetry when it is imported, takes addresses from the files it
reads, and reads no SQLite store without SQLAlchemy; the layouts are a few lines each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.log_format import Format
from effsite.ingest.mlflow_database import MAGIC, read_database
from effsite.ingest.mlflow_files import META, VALUE, read_metric, read_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The runs of a SQLite store, the run of a meta.yaml, or the values of a metric's file.

    Raises LogError when there is no value of the metric.
    """
    if source.head().data.startswith(MAGIC):
        return read_database(source, options, report)
    if source.path.name == META:
        return read_run(source, options, report)
    return read_metric(source, options, report)


def _sniff(head: Head) -> float:
    if head.data.startswith(MAGIC):
        return 0.9
    if head.name == META:
        return 1.0 if "lifecycle_stage:" in head.text else 0.2
    lines = head.text.splitlines()[:20]
    return 0.8 if lines and all(_is_value(line) for line in lines[:-1] or lines) else 0.0


def _is_value(line: str) -> bool:
    """Whether a line is a value with a time that is in milliseconds, as it has been since 2001."""
    found = VALUE.fullmatch(line)
    return found is not None and len(found[1]) == 13 and found[3] is not None


FORMAT = Format(
    name="mlflow",
    title="MLflow file store or SQLite store",
    patterns=(META, "*.db"),
    sniff=_sniff,
    read=read,
)
