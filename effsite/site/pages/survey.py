"""The record as the pages need it: every target summarised once, every system named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import competing
from effsite.analysis.summary import summarise
from effsite.records import MEASURES
from effsite.site.pages.links import RUNS_TASK, Links, slugs_by_name
from effsite.site.pages.slugs import systems

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary
    from effsite.records import Attempt, Record
    from effsite.site.pages.slugs import System

FEWEST_FOR_A_CHART = 2
HEADLINE = ("imagenet", "alexnet-level")
"""The target that opens the home page, where the record has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The record with its summaries; a target of which there is nothing to say is left out.

    `runs` are the eras of the task of the largest runs, `efficiency` all other targets with results;
    `open` are those without, whose level follows from a rule or that an attempt fell short of. `others`
    has, by (task, target), the summaries by other measures that two or more results give.
    """

    record: Record
    efficiency: tuple[TargetSummary, ...]
    runs: tuple[TargetSummary, ...]
    open: tuple[TargetSummary, ...]
    others: dict[tuple[str, str], tuple[TargetSummary, ...]]
    systems: tuple[System, ...]
    slugs: dict[str, str]

    @property
    def headline(self) -> TargetSummary | None:
        """The target to open with: AlexNet level, else the one with the most records."""
        with_factor = [s for s in self.efficiency if s.factor is not None]
        named = [s for s in with_factor if (s.task.name, s.target.name) == HEADLINE]
        return named[0] if named else max(with_factor, key=lambda s: len(s.frontier.results), default=None)

    @property
    def inference(self) -> tuple[TargetSummary, ...]:
        """The targets whose record is followed by inference compute."""
        return tuple(s for s in self.efficiency if s.measure == "inference_flop")

    def attempts(self, summary: TargetSummary) -> tuple[Attempt, ...]:
        """The attempts that did not reach that target, in order of publication."""
        return self.record.task(summary.task.name).attempts_for(summary.target.name)

    def links(self, address: str) -> Links:
        """Links as seen from the page at that address."""
        return Links(address, self.slugs)


def survey(record: Record) -> Survey:
    """Summarises every target of the record that has results."""
    targets = [
        (task, target)
        for task in record.tasks
        if task.task.holds == "results"
        for target in task.task.targets
    ]
    shown = [(task, target) for task, target in targets if task.results_for(target.name)]
    waiting = [
        (task, target)
        for task, target in targets
        if not task.results_for(target.name) and (target.level_of or task.attempts_for(target.name))
    ]
    summaries = [summarise(task, target) for task, target in shown]
    others = {
        (task.task.name, target.name): tuple(
            summarise(task, target, name)
            for name in MEASURES
            if name != target.measure and len(competing(target, task.results, name)) >= FEWEST_FOR_A_CHART
        )
        for task, target in shown
    }
    found = systems(r for task in record.tasks for r in task.results)
    return Survey(
        record=record,
        efficiency=tuple(s for s in summaries if s.task.name != RUNS_TASK),
        runs=tuple(s for s in summaries if s.task.name == RUNS_TASK),
        open=tuple(summarise(task, target) for task, target in waiting),
        others=others,
        systems=found,
        slugs=slugs_by_name(found),
    )
