"""What a run is asked to do, and who watches it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from effsite.measure.processes import Processes

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.measure.data import Dataset
    from effsite.measure.device import Device
    from effsite.measure.recipe import Recipe
    from effsite.records import CurvePoint, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run to do: a recipe with a seed, towards a target, on a device, in a folder.

    With `full` the run goes on to the end of its recipe. At `deadline` (of `time.monotonic`) it
    stops after the evaluation that it is at, and the same job goes on from there another time.
    """

    recipe: Recipe
    seed: int
    target: Target
    dataset: Dataset
    device: Device
    folder: Path
    processes: Processes = Processes()
    full: bool = False
    deterministic: bool = True
    deadline: float = math.inf


class Watch(Protocol):
    """Who wants to see a run while it goes: told of each step, so be quick."""

    def begins(self, step: int, total_steps: int) -> None:
        """The run starts, or goes on, after `step` steps of at most `total_steps`."""
        ...

    def stepped(self, step: int) -> None:
        """That many steps are done."""
        ...

    def evaluated(self, point: CurvePoint) -> None:
        """An evaluation is done."""
        ...


class Unwatched:
    """Nobody watches."""

    def begins(self, step: int, total_steps: int) -> None:
        """Nothing is shown."""

    def stepped(self, step: int) -> None:
        """Nothing is shown."""

    def evaluated(self, point: CurvePoint) -> None:
        """Nothing is shown."""
