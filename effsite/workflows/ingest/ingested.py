"""One result as it is shown, of logs or of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.ingest.report import Report
    from effsite.records import Attempt, FlopMethod, LearningCurve, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """One result as it is shown: what a system spent up to the target, or that it never got there.

    `reached` is None where a table gives the compute of a whole run. `row` is what would be written,
    None where something that a row needs is missing; `curves` are the learning curves behind it.
    `written` says that the collection holds the row; `methods` are those by which compute was worked out.
    """

    system: str
    report: Report
    published: str = ""
    reached: bool | None = False
    step: float | None = None
    epoch: float | None = None
    seconds: float | None = None
    training_flop: float | None = None
    flop_method: FlopMethod | None = None
    cost_usd: float | None = None
    runs: int | None = None
    row: Result | Attempt | None = None
    curves: tuple[LearningCurve, ...] = ()
    written: bool = False
    methods: frozenset[FlopMethod] = frozenset()
