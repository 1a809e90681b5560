"""The logs of the runs behind a learning curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.records.curve import CurvePoint


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvaluation:
    """An evaluation as the log of its run has it, and the line on which it stands there."""

    line: int
    point: CurvePoint


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLog:
    """The logs of the runs behind a learning curve, one after the other: `logs/<curve>.jsonl`.

    `text` is the file as it was committed, one JSON object a line.
    """

    task: str
    name: str
    evaluations: tuple[LoggedEvaluation, ...]
    text: str
