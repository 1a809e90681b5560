"""What a job tells its listener while it works.

An event is a value; what is shown of it, and how, is the listener's affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.errors import EffsiteError
    from effsite.records import CurvePoint, Ended, Metric
    from effsite.site.build_report import Build


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBegan:
    """A job of several named steps begins the one that is number `done` of them, from 0."""

    step: str
    done: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressed:
    """`done` of `total` units of one long piece of work are done; `unit` names them (steps, bytes)."""

    what: str
    done: int
    total: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Something that a person should know while the job goes on."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A site is served at that address until the job is ended."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBuilt:
    """A site that is being served was built."""

    build: Build


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Something went wrong that does not end the job."""

    error: EffsiteError


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBegan:
    """A training run begins, or goes on after `step` steps; it is one of `several` systems or not."""

    run: str
    several: bool
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStepped:
    """That many of a run's `steps` are done; `seconds_left` is None where there is no time limit."""

    run: str
    step: int
    steps: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvaluated:
    """An evaluation of a run is done; `levels` are those that it has to reach, in the metric's unit."""

    run: str
    several: bool
    point: CurvePoint
    metric: Metric
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """A run is over for this time: how it ended, and its last evaluation where it has one."""

    run: str
    several: bool
    ended: Ended | None
    point: CurvePoint | None
    metric: Metric
    levels: tuple[float, ...]


Event: TypeAlias = (
    StepBegan
    | Progressed
    | Noted
    | Failed
    | Serving
    | SiteBuilt
    | RunBegan
    | RunStepped
    | RunEvaluated
    | RunEnded
)
Listener: TypeAlias = "Callable[[Event], None]"


def nobody(event: Event) -> None:
    """The listener of a caller who does not listen."""
