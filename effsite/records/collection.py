"""The whole of `results/`: every task with its rows and their evidence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.records.curve import LearningCurve
    from effsite.records.device import Device
    from effsite.records.earlier import Earlier
    from effsite.records.rate import Rate
    from effsite.records.reproduction import Reproduction
    from effsite.records.result import Attempt, Result
    from effsite.records.run_log import CommittedLog
    from effsite.records.statement import Statement
    from effsite.records.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCollection:
    """Everything in one folder of `results/`, and what its results said before, where that was looked up."""

    task: Task
    results: tuple[Result, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    reproductions: tuple[Reproduction, ...] = ()
    statements: tuple[Statement, ...] = ()
    curves: tuple[LearningCurve, ...] = ()
    logs: tuple[CommittedLog, ...] = ()
    rates: tuple[Rate, ...] = ()
    devices: tuple[Device, ...] = ()
    earlier: tuple[Earlier, ...] = ()

    def results_for(self, target: str) -> tuple[Result, ...]:
        """The results of that target in the order of publication, then of name."""
        chosen = (r for r in self.results if r.target == target)
        return tuple(sorted(chosen, key=lambda r: (r.published, r.system, r.submission)))

    def attempts_for(self, target: str) -> tuple[Attempt, ...]:
        """The attempts that did not reach that target, in the order of publication, then of name."""
        chosen = (a for a in self.attempts if a.target == target)
        return tuple(sorted(chosen, key=lambda a: (a.published, a.system, a.submission)))

    def reproductions_for(self, target: str) -> tuple[Reproduction, ...]:
        """The results of that target that were run again, in the order in which they were."""
        chosen = (r for r in self.reproductions if r.target == target)
        return tuple(sorted(chosen, key=lambda r: (r.reproduced, r.system, r.of, r.submission)))


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep its tasks by name
class Collection:
    """The whole of `results/`."""

    tasks: tuple[TaskCollection, ...]

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Every rate in the collection, in the order of the files."""
        return tuple(rate for t in self.tasks for rate in t.rates)

    @property
    def devices(self) -> tuple[Device, ...]:
        """Every device in the collection, in the order of the files."""
        return tuple(device for t in self.tasks for device in t.devices)

    def task(self, name: str) -> TaskCollection:
        """The task of that name; raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, TaskCollection]:
        return {t.task.name: t for t in self.tasks}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCollection:
    """A collection without errors, and the warnings about it, each in words with its place."""

    collection: Collection
    warnings: tuple[str, ...] = ()
