"""The record with every finding about it: the store's (form) and the analysis' (arithmetic)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite import store
from effsite.analysis.attempts import check_attempts
from effsite.analysis.checks import check_record
from effsite.analysis.levels import check_levels
from effsite.errors import RecordError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from effsite.records import Record
    from effsite.store import Reading


def read_checked(results: Path, today: date | None = None) -> Reading:
    """What `store.read` gives, with the arithmetic of every row and every measured level checked as well."""
    reading = store.read(results, today)
    found = []
    for row, finding in (*check_record(reading.record), *check_attempts(reading.record)):
        place = reading.places[row]
        column = place.header.index(finding.field) + 1 if finding.field in place.header else 0
        found.append(replace(finding, path=place.path, line=place.line, column=column))
    for target, finding in check_levels(reading.record):
        line, column = reading.levels[target]
        path = f"{results.name}/{target.task}/task.toml"
        found.append(replace(finding, path=path, line=line, column=column))
    ordered = sorted([*reading.findings, *found], key=lambda f: (f.path, f.line, f.column))
    return replace(reading, findings=tuple(ordered))


def load_checked(results: Path, today: date | None = None) -> tuple[Record, tuple[str, ...]]:
    """The record and its warnings in words; raises RecordError with every error."""
    reading = read_checked(results, today)
    if reading.errors:
        raise RecordError(reading.errors)
    return reading.record, tuple(str(finding) for finding in reading.findings)
