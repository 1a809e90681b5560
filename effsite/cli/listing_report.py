"""What `effsite list` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_json, print_table
from effsite.site import formats
from effsite.site.trend_words import estimates_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.workflows.listing import ListedTarget


def show(listed: Sequence[ListedTarget], *, json: bool) -> None:
    """Print every target with its results, factor so far and latest record."""
    found = [_row(one.summary) | {"not_reached": one.not_reached} for one in listed]
    if json:
        print_json({"targets": found})
        return
    headings = ("task", "target", "results", "factor", "latest record", "published", "estimates")
    rows = [row | {"estimates": estimates_of(one.summary)} for one, row in zip(listed, found, strict=True)]
    print_table(
        "", headings, [tuple(_cell(row[heading.replace(" ", "_")]) for heading in headings) for row in rows]
    )


def _row(summary: TargetSummary) -> dict[str, Any]:
    latest = summary.latest_record
    return {
        "task": summary.task.name,
        "target": summary.target.name,
        "title": f"{summary.task.title}: {summary.target.title}",
        "measure": summary.measure,
        "results": len(summary.results),
        "factor": summary.factor,
        "latest_record": latest.system if latest else None,
        "published": str(latest.published) if latest else None,
        "estimated_share": summary.estimated_share,
    }


def _cell(value: object) -> str:
    if value is None:
        return ""
    return formats.factor(value) if isinstance(value, float) else str(value)
