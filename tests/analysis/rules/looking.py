"""What the rules find in a made-up collection, in the form that a test compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.analysis.rules import check_figures, review, rows_of
from tests.builders import make_collection, make_task_collection

if TYPE_CHECKING:
    from effsite.errors import Finding
    from effsite.records import Result


def found(*results: Result, code: str = "", **fields: Any) -> list[Finding]:
    """What a reviewer is told of these results in one task; of one rule alone where its code is given."""
    rows = rows_of(make_collection(make_task_collection(results, **fields)))
    return [finding for _, finding in review(rows) if code in ("", finding.code)]


def figures(*results: Result, **fields: Any) -> list[Finding]:
    """What is wrong with the figures of these results in one task."""
    rows = rows_of(make_collection(make_task_collection(results, **fields)))
    return [finding for _, finding in check_figures(rows)]


def codes(*results: Result, **fields: Any) -> list[str]:
    """The codes of what is found, in order."""
    return [finding.code for finding in found(*results, **fields)]


def only(*results: Result, code: str, **fields: Any) -> tuple[str, str, str]:
    """Severity, field and message of the only finding of that rule."""
    (finding,) = found(*results, code=code, **fields)
    return finding.severity, finding.field, finding.message
