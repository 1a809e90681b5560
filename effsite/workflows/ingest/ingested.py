"""One result as it is shown, of logs or of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from effsite.ingest.report import Report
    from effsite.records import Attempt, FlopMethod, LearningCurve, Result

SHOWN = (
    "system",
    "published",
    "reached",
    "step",
    "epoch",
    "seconds",
    "training_flop",
    "flop_method",
    "cost_usd",
    "runs",
)


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

    @property
    def cells(self) -> dict[str, Any]:
        """What is shown of it, by name."""
        return {name: getattr(self, name) for name in SHOWN}

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, and whether it was written."""
        return {name: _plain(value) for name, value in self.cells.items()} | {"written": self.written}


def _plain(value: Any) -> Any:
    """The value as JSON shows it: no text at all is null, a whole number has no decimals."""
    if value == "":
        return None
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() and abs(value) < 1e15 else float(f"{value:.12g}")
