"""The tasks and targets of a collection, each in brief."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.analysis.summary import summarise
from effsite.workflows.check import load_checked

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary
    from effsite.workflows.options import ListOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTarget:
    """A target in brief; `not_reached` counts the systems that were trained for it and stayed short."""

    summary: TargetSummary
    not_reached: int

    def as_json(self) -> dict[str, Any]:
        """The target as plain values; null where something is not known."""
        summary = self.summary
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
            "not_reached": self.not_reached,
        }


def list_targets(options: ListOptions) -> tuple[ListedTarget, ...]:
    """Every target of the collection, in the order of the files; raises CollectionError."""
    return tuple(
        ListedTarget(summary=summarise(task, target), not_reached=len(task.attempts_for(target.name)))
        for task in load_checked(options.project / "results").collection.tasks
        for target in task.task.targets
    )
