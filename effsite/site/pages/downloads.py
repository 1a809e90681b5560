"""The rows of a target as CSV and as JSON: the same rows as the page, with their exact values."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from effsite.analysis.summary import as_json
from effsite.records import PublicationDate, columns
from effsite.records import Result as ResultRecord
from effsite.store.writing import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.rows import Row

STORED = tuple(columns(ResultRecord))
DERIVED = ("factor", "on_frontier", "competes", "why_not")
"""Columns that follow from the record, after the stored ones and the submission's name."""


def address(task: str, target: str, ending: str) -> str:
    """Where the download lies below the site's root."""
    return f"data/{task}/{target}.{ending}"


def as_csv(shown: Sequence[Row]) -> str:
    """The rows with every stored column that one of them uses, then the derived ones."""
    used = [name for name in STORED if any(as_text(_cell(row, name)) for row in shown)]
    header = [*used, "submission", *DERIVED]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_text(_cell(row, name)) for name in header] for row in shown)
    return buffer.getvalue()


def as_json_text(summary: TargetSummary, shown: Sequence[Row]) -> str:
    """The target's figures, and its rows with every stored value that they have."""
    whole = {**as_json(summary), "rows": [_object(row) for row in shown]}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _object(row: Row) -> dict[str, Any]:
    values = {name: _cell(row, name) for name in (*STORED, "submission", *DERIVED)}
    return {name: _plain(value) for name, value in values.items() if value is not None and value != ""}


def _cell(row: Row, name: str) -> object:
    return getattr(row if name in DERIVED else row.result, name)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else as_text(value)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, PublicationDate) else value
