"""What a rule about results is given, and what it gives back."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import frontier
from effsite.analysis.ranking import ranked
from effsite.analysis.significance import significances
from effsite.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.analysis.frontier import Frontier
    from effsite.analysis.ranking import RankedResult
    from effsite.analysis.significance import Significance
    from effsite.records import Device, LearningCurve, Result, Statement, Target, TaskCollection
    from effsite.rule import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a rule finds in a row: in which field, in words, and the way out.

    `hint` and `severity` are the rule's where it gives none.
    """

    field: str
    message: str
    hint: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a row is held against.

    Its task and target, every device by name, the runs in its curve, and by each paper's address
    (`effsite.analysis.papers.paper_of`) the systems in the collection that it introduced.
    """

    task: TaskCollection
    target: Target
    devices: Mapping[str, Device]
    runs: tuple[LearningCurve, ...]
    introduced: Mapping[str, frozenset[str]]


class RowRule(Rule):
    """A rule about one result, which sees nothing of the other results of its target."""

    @classmethod
    @abstractmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """What is wrong with that result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetView:
    """A target with all its results in date order, its records, and how sure each result is by its runs."""

    task: TaskCollection
    target: Target
    results: tuple[Result, ...]
    frontier: Frontier
    ranked: tuple[RankedResult, ...]
    significance: tuple[Significance, ...]

    @classmethod
    def of(cls, task: TaskCollection, target: Target, results: tuple[Result, ...]) -> TargetView:
        """The view of that target; `results` are all of it, in date order."""
        records = frontier(target, results)
        in_order = ranked(target, results, records)
        return cls(
            task=task,
            target=target,
            results=results,
            frontier=records,
            ranked=in_order,
            significance=significances(target, in_order, records, task.curves),
        )


class TargetRule(Rule):
    """A rule about the results of a target beside each other, or about what is stated of them."""

    @classmethod
    @abstractmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result | Statement, Fault]]:
        """What is wrong there, with the row that it is about."""
