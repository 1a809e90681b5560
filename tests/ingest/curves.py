"""A log read to its learning curve, with what was said on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.ingest.log_format import ReadOptions
from effsite.ingest.run_curves import run_curves
from tests.ingest.reading import ACCURACY, read_log

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.ingest.log_format import Format
    from effsite.ingest.run_curves import RunCurve


def curve_of(
    log: Format, path: Path, content: str | bytes | None = None, **options: Any
) -> tuple[RunCurve, str]:
    """The only learning curve in a log, and all that the report says of it."""
    options = {"wanted": ACCURACY, "level": 0.94} | options
    read = read_log(log, path, content, **options)
    (found,) = run_curves(read.run, "task", ReadOptions(**options), read.report)
    return found, "\n".join(note.message for note in read.report.lines)
