"""What a run is asked to do, and what is told of it meanwhile."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from effsite.measure.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from effsite.measure.data import Dataset
    from effsite.measure.recipe import Recipe
    from effsite.measure.run_device import RunDevice
    from effsite.records import CurvePoint, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """How far a run is to go: a recipe with a seed, towards targets, logged in a folder.

    It ends when an evaluation has been at or past each target, not all of them at once; with `full`
    or without targets, at the end of its recipe.
    """

    recipe: Recipe
    seed: int
    targets: tuple[Target, ...]
    folder: Path
    full: bool = False

    def unreached(self, points: Iterable[CurvePoint]) -> tuple[Target, ...]:
        """The targets that none of those evaluations is at or past."""
        values = [point.value for point in points]
        return tuple(t for t in self.targets if not any(t.reached_by(value) for value in values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Goal):
    """One run to do, on a device with a data set.

    It stops for this time at the last evaluation before `deadline` (of `time.monotonic`), though never
    before its first, and the same job goes on from there another time.
    """

    dataset: Dataset
    device: RunDevice
    processes: Processes = Processes()
    deterministic: bool = True
    deadline: float = math.inf


class Progress(Protocol):
    """What is told of a run while it goes; called at each step, so be quick."""

    def begins(self, step: int, total_steps: int) -> None:
        """The run starts, or goes on, after `step` steps of at most `total_steps`."""
        ...

    def stepped(self, step: int) -> None:
        """That many steps are done."""
        ...

    def evaluated(self, point: CurvePoint) -> None:
        """An evaluation is done."""
        ...

    def noted(self, message: str) -> None:
        """Something happened that a person should know."""
        ...


class NoProgress:
    """For a run whose progress nobody asks for."""

    def begins(self, step: int, total_steps: int) -> None:
        """Nothing is shown."""

    def stepped(self, step: int) -> None:
        """Nothing is shown."""

    def evaluated(self, point: CurvePoint) -> None:
        """Nothing is shown."""

    def noted(self, message: str) -> None:
        """Nothing is shown."""
