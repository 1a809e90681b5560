"""`effsite list`: tasks, targets, how many results, and the latest record of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_json, print_table
from effsite.cli.options import HERE, JsonOption, ProjectOption

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary


def list_targets(project: ProjectOption = HERE, json: JsonOption = False) -> None:
    """List tasks and targets with their results, factor so far and latest record."""
    from effsite.analysis.summary import summarise
    from effsite.site.checked_record import load_checked

    record, _ = load_checked(project / "results")
    found = [
        _row(summarise(task, target)) | {"not_reached": len(task.attempts_for(target.name))}
        for task in record.tasks
        for target in task.task.targets
    ]
    if json:
        print_json({"targets": found})
        return
    headings = ("task", "target", "results", "factor", "latest record", "published")
    print_table(
        "", headings, [tuple(_cell(row[heading.replace(" ", "_")]) for heading in headings) for row in found]
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
    }


def _cell(value: object) -> str:
    from effsite.site import formats

    if value is None:
        return ""
    return formats.factor(value) if isinstance(value, float) else str(value)
