"""What a rule about results is given, and what it gives back."""

from __future__ import annotations

from abc import abstractmethod
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from effsite.analysis.aggregation import LEAST_RUNS, RULES, aggregate
from effsite.analysis.crossing import compute_to_target
from effsite.analysis.frontier import frontier
from effsite.analysis.ranking import ranked
from effsite.analysis.significance import significances
from effsite.names import same_name
from effsite.records import ByField
from effsite.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from effsite.analysis.aggregation import Aggregate
    from effsite.analysis.crossing import ComputeToTarget
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


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep what is computed when asked for
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

    @cached_property
    def crossings(self) -> tuple[ComputeToTarget, ...]:
        """What each run in the curve had spent at the level; empty where one of them never gets there."""
        if self.target.level is None:
            return ()
        found = tuple(compute_to_target(run, self.target) for run in self.runs)
        return found if all(crossing.reached for crossing in found) else ()

    @cached_property
    def together(self) -> tuple[Aggregate, ...]:
        """What the runs in the curve come to by each rule under which they reach the level."""
        if self.target.level is None:
            return ()
        rules = (rule for rule in RULES if self.runs and len(self.runs) >= LEAST_RUNS[rule])
        found = (aggregate(self.runs, self.target, rule) for rule in rules)
        return tuple(one for one in found if one.reached)


class Rows(ByField["Result"]):
    """The results of a task, and what each of them is held against."""

    def __init__(
        self, task: TaskCollection, devices: Mapping[str, Device], introduced: Mapping[str, frozenset[str]]
    ) -> None:
        super().__init__(task.results)
        self.task, self.devices, self.introduced = task, devices, introduced
        self._runs: dict[str, list[LearningCurve]] = defaultdict(list)
        for curve in task.curves:
            self._runs[curve.name].append(curve)
        self._around: dict[tuple[str, str], Around] = {}

    def with_runs(self) -> Sequence[int]:
        """The places of the results whose curve is in the collection."""
        return self.where(self._runs.__contains__, "curve")

    def around(self, result: Result) -> Around:
        """What one of the results is held against: the same for all at its target that name its curve."""
        key = result.target, result.curve
        if key not in self._around:
            self._around[key] = Around(
                task=self.task,
                target=self.task.task.target(result.target),
                devices=self.devices,
                runs=tuple(self._runs.get(result.curve, ())),
                introduced=self.introduced,
            )
        return self._around[key]


class RowRule(Rule):
    """A rule about one result, which sees nothing of the other results of its target."""

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """The places of the results that it may be about: all, where a rule does not know better.

        A collection may have hundreds of thousands, of which a look at each costs seconds. What a rule finds
        in a result it must find whether or not it was named here, and it is named for each one in which it
        finds something.
        """
        return range(len(rows.rows))

    @classmethod
    @abstractmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """What is wrong with that result."""


class RunsRule(RowRule):
    """A rule about a result whose runs are in the collection."""

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with runs."""
        return rows.with_runs()


@dataclass(frozen=True, kw_only=True)  # without slots, so that it can keep what is computed when asked for
class TargetView:
    """A target with all its results, in the order of the files."""

    task: TaskCollection
    target: Target
    results: tuple[Result, ...]

    @cached_property
    def by_field(self) -> ByField[Result]:
        """The results by their fields."""
        return ByField(self.results)

    @cached_property
    def frontier(self) -> Frontier:
        """The records of the target's own measure."""
        return frontier(self.target, self.results)

    @cached_property
    def ranked(self) -> tuple[RankedResult, ...]:
        """The results that give the measure, in date order, held against the baseline."""
        return ranked(self.target, self.results, self.frontier)

    @cached_property
    def significance(self) -> tuple[Significance, ...]:
        """How sure each result is that has runs on record."""
        if not self.task.curves:
            return ()
        with_curve = [result for result in self.results if result.curve]
        rows = ranked(self.target, with_curve, self.frontier)
        return significances(self.target, rows, self.frontier, self.task.curves)

    @cached_property
    def several(self) -> tuple[tuple[Result, ...], ...]:
        """The results of each system that stands in several submissions, in date order, none withdrawn."""
        named: dict[str, list[Result]] = defaultdict(list)
        stands = self.by_field.where(
            lambda status, figure: status != "withdrawn" and figure is not None, "status", self.target.measure
        )
        for place in stands:
            result = self.results[place]
            named[same_name(result.system)].append(result)
        several = (rows for rows in named.values() if len(rows) > 1)
        groups = (rows for rows in several if len({row.submission for row in rows}) > 1)
        return tuple(tuple(sorted(rows, key=lambda r: (r.published, r.submission))) for rows in groups)


class TargetRule(Rule):
    """A rule about the results of a target beside each other, or about what is stated of them."""

    @classmethod
    @abstractmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result | Statement, Fault]]:
        """What is wrong there, with the row that it is about."""
