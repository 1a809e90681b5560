"""The targets by domain and task, which is the way down to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.names import free_slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Task

TARGETS = "targets/index.md"
ELSEWHERE = "Other"


@dataclass(frozen=True, slots=True)
class Way:
    """One step down to a page: what it is called, and the page's address, empty where there is none."""

    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGroup:
    """A task with its targets: those with results, and the `open` ones, still without."""

    task: Task
    summaries: tuple[TargetSummary, ...]
    open: tuple[TargetSummary, ...]

    @property
    def address(self) -> str:
        """The task's own page, for several targets; empty where one target says it all."""
        return f"{self.task.name}/index.md" if len(self.summaries) + len(self.open) > 1 else ""

    @property
    def factor(self) -> float:
        """The largest factor of its targets whose record is the least of something; 1 without one."""
        fell = (s.factor for s in self.summaries if s.target.record_is == "least")
        return max(filter(None, fell), default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain with its tasks; `address` is that of its page, empty where it is the only domain."""

    name: str
    address: str
    groups: tuple[TaskGroup, ...]

    @property
    def summaries(self) -> tuple[TargetSummary, ...]:
        """Every target of the domain that has results."""
        return tuple(s for group in self.groups for s in group.summaries)

    @property
    def falls(self) -> int:
        """How many results there are at its targets whose record is the least of something."""
        return sum(len(s.results) for s in self.summaries if s.target.record_is == "least")


def domains(summaries: Sequence[TargetSummary], still_open: Sequence[TargetSummary]) -> tuple[Domain, ...]:
    """The domains of those targets with their tasks, first those that tell most of what takes less and less.

    That is by the number of their results; tasks are by their largest factor, those that show the tool last.
    Equal ones stand in the order of the collection.
    """
    tasks = {s.task.name: s.task for s in (*summaries, *still_open)}
    of_task, open_of_task = _by_task(summaries), _by_task(still_open)
    of_domain: dict[str, list[Task]] = {}
    for task in tasks.values():
        of_domain.setdefault(task.domain or ELSEWHERE, []).append(task)
    taken: set[str] = set()
    found = []
    for name, those in of_domain.items():
        slug = free_slug(name, taken, fallback="domain")
        taken.add(slug)
        groups = tuple(
            TaskGroup(
                task=task,
                summaries=tuple(of_task.get(task.name, ())),
                open=tuple(open_of_task.get(task.name, ())),
            )
            for task in those
        )
        address = f"targets/{slug}.md" if len(of_domain) > 1 else ""
        ordered = sorted(groups, key=lambda group: (bool(group.task.demonstrates), -group.factor))
        found.append(Domain(name=name, address=address, groups=tuple(ordered)))
    return tuple(sorted(found, key=lambda domain: -domain.falls))


def _by_task(summaries: Sequence[TargetSummary]) -> dict[str, list[TargetSummary]]:
    """The summaries by their task's name: to look through all of them for each task costs their square."""
    found: dict[str, list[TargetSummary]] = {}
    for summary in summaries:
        found.setdefault(summary.task.name, []).append(summary)
    return found


def down_to(found: Sequence[Domain], task: str) -> tuple[Way, ...]:
    """The way down to a task's targets: all targets, the domain, the task."""
    domain, group = next((d, g) for d in found for g in d.groups if g.task.name == task)
    steps = [Way("Targets", TARGETS)]
    if domain.address:
        steps.append(Way(domain.name, domain.address))
    return (*steps, Way(group.task.title, group.address))
