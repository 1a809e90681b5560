"""What a rule about results is given, and what it gives back."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.records import Device, LearningCurve, Result, Target, TaskCollection
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
    """What a row is held against: its task and target, every device by name, and the runs in its curve."""

    task: TaskCollection
    target: Target
    devices: Mapping[str, Device]
    runs: tuple[LearningCurve, ...]


class RowRule(Rule):
    """A rule about one result, which sees nothing of the others."""

    @classmethod
    @abstractmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """What is wrong with that result."""
