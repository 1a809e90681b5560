"""The collection as the pages need it: every target summarised once, every system placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import competing
from effsite.analysis.summary import summarise
from effsite.errors import UsageError, did_you_mean
from effsite.records import MEASURES
from effsite.site.pages.domains import Domain, domains
from effsite.site.pages.edition import Edition
from effsite.site.pages.links import Links, place_of, places_by_name
from effsite.site.pages.systems import Moved, Notable, systems
from effsite.site.settings import WHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Attempt, Collection, LearningCurve, Target, TaskCollection
    from effsite.site.pages.systems import System
    from effsite.site.settings import SiteSettings

FEWEST_FOR_A_CHART = 2
FEWEST_FOR_A_PANEL = 5
"""Results that give another measure than the target's own, from which on that has a chart: what fewer say is
one sentence."""

MOST_DRAWN = 60
"""Learning curves up to which a target's page draws them: more are read better at any level."""

NO_EDITION = Edition()


class Others:
    """The summaries of targets by other measures than their own, each made when it is first asked for."""

    def __init__(self, shown: Sequence[tuple[TaskCollection, Target]]) -> None:
        """Of those targets."""
        self._shown = {(task.task.name, target.name): (task, target) for task, target in shown}
        self._made: dict[tuple[str, str], tuple[TargetSummary, ...]] = {}

    def of(self, task: str, target: str) -> tuple[TargetSummary, ...]:
        """By each measure that two or more of the target's results give; none of a target without results."""
        if (task, target) not in self._shown:
            return ()
        if (task, target) not in self._made:
            self._made[task, target] = tuple(_by_others(*self._shown[task, target]))
        return self._made[task, target]


def _by_others(task: TaskCollection, target: Target) -> Iterator[TargetSummary]:
    rows = task.results_for(target.name)
    for name in MEASURES:
        if name != target.measure and len(competing(target, rows, name)) >= FEWEST_FOR_A_CHART:
            yield summarise(task, target, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The collection with its summaries; a target of which there is nothing to say is left out.

    `edition` is the one that is built. `runs` are the eras of the task of the largest runs, `efficiency` all
    other targets with results; `open` are those without, whose level follows from a rule or that an attempt
    fell short of. `others` has the summaries by other measures.
    """

    collection: Collection
    settings: SiteSettings
    edition: Edition
    efficiency: tuple[TargetSummary, ...]
    runs: tuple[TargetSummary, ...]
    open: tuple[TargetSummary, ...]
    others: Others
    domains: tuple[Domain, ...]
    systems: tuple[System, ...]
    places: Mapping[str, str]

    @property
    def headline(self) -> TargetSummary | None:
        """The target to open with: the one that the settings name, where it has two records or more.

        Else the one with the longest span among those with a rate, or among all where none has a rate; one
        that shows the tool only where there is no other.
        """
        named = [s for s in self.reductions if f"{s.task.name}/{s.target.name}" == self.settings.headline]
        if named:
            return named[0]
        return max(
            self.reductions,
            key=lambda s: (
                not s.task.demonstrates,
                s.average_halving_time_months is not None,
                s.span_months or 0,
            ),
            default=None,
        )

    @property
    def falling(self) -> tuple[TargetSummary, ...]:
        """The targets at which something is to fall, fallen or not, without those that show the tool."""
        return tuple(s for s in self.efficiency if s.target.record_is == "least" and not s.task.demonstrates)

    @property
    def reductions(self) -> tuple[TargetSummary, ...]:
        """The targets at which a measure has fallen: with two records or more, the least being best."""
        return tuple(s for s in self.efficiency if s.factor is not None and s.target.record_is == "least")

    @property
    def compute_reductions(self) -> tuple[TargetSummary, ...]:
        """Those of them that follow compute: chip-hours or examples on the same axis would be no compute.

        Without the tasks that show the tool.
        """
        fallen = (s for s in self.reductions if MEASURES[s.measure].quantity == "compute")
        return tuple(s for s in fallen if not s.task.demonstrates)

    @property
    def inference(self) -> tuple[TargetSummary, ...]:
        """The targets whose record is followed by inference compute."""
        return tuple(s for s in self.efficiency if s.measure == "inference_flop")

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The systems without a page of their own, and where each is shown."""
        found = []
        for system in self.systems:
            page, _, anchor = place_of(system, runs=self.settings.runs).partition("#")
            if anchor:
                task = system.results[0].task
                found.append(Moved(name=system.name, slug=system.slug, page=page, anchor=anchor, task=task))
        return tuple(found)

    def attempts(self, summary: TargetSummary) -> tuple[Attempt, ...]:
        """The attempts that did not reach that target, in order of publication."""
        return self.collection.task(summary.task.name).attempts_for(summary.target.name)

    def links(self, address: str) -> Links:
        """Links as seen from the page at that address."""
        return Links(address, self.places, self.settings.runs)


def survey(collection: Collection, settings: SiteSettings, edition: Edition = NO_EDITION) -> Survey:
    """The collection with a summary of every target that has results.

    Raises UsageError where the settings name a target or a task that the collection does not have.
    """
    _known(collection, settings)
    targets = [
        (task, target)
        for task in collection.tasks
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
    still_open = tuple(summarise(task, target) for task, target in waiting)
    found = systems((r for task in collection.tasks for r in task.results), _notable(collection, summaries))
    return Survey(
        collection=collection,
        settings=settings,
        edition=edition,
        efficiency=tuple(s for s in summaries if s.task.name != settings.runs),
        runs=tuple(s for s in summaries if s.task.name == settings.runs),
        open=still_open,
        others=Others(shown),
        domains=domains(summaries, still_open),
        systems=found,
        places=places_by_name(found, runs=settings.runs),
    )


def _notable(collection: Collection, summaries: list[TargetSummary]) -> Notable:
    return Notable(
        records=frozenset(id(row.result) for s in summaries for row in s.frontier_results),
        stated=frozenset(s.system for task in collection.tasks for s in task.statements if s.system),
        reproduced=frozenset(r.system for task in collection.tasks for r in task.reproductions),
        crowded=frozenset(
            (s.task.name, s.target.name)
            for s in summaries
            if len(curves_of(collection.task(s.task.name), s.target)) > MOST_DRAWN
        ),
    )


def curves_of(task: TaskCollection, target: Target) -> list[LearningCurve]:
    """The learning curves that results and attempts of the target name; none where it has no level."""
    if target.level is None:
        return []
    named = {result.curve for result in task.results_for(target.name)}
    named |= {attempt.curve for attempt in task.attempts_for(target.name)}
    return [curve for curve in task.curves if curve.name in named]


def _known(collection: Collection, settings: SiteSettings) -> None:
    tasks = {
        t.task.name: [f"{t.task.name}/{target.name}" for target in t.task.targets] for t in collection.tasks
    }
    targets = [name for names in tasks.values() for name in names]
    named = [("headline", settings.headline, targets), ("runs", settings.runs, list(tasks))]
    named += [("redirects", task, list(tasks)) for task in settings.redirected]
    for key, value, known in named:
        if value and value not in known:
            hint = (
                did_you_mean(value, known) or f"correct mkdocs.yml, or add results/{value.partition('/')[0]}/"
            )
            raise UsageError(f"{WHERE}.{key}: the collection has no {value}", hint)
