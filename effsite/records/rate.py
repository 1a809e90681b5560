"""Published rates of progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from effsite.records.fields import choice, column, positive, refuse_nan
from effsite.records.result import SourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A published rate of progress to compare with: a row of a folder that holds rates.

    `doubling_time_months` is empty for a total without a rate, and for a range without a middle;
    `low` and `high` are the ends of the interval or range that the source gives, at
    `interval_level`.
    """

    name: str = column("text", "What the rate is called.")
    quantity: str = column("text", "What doubles or halves.")
    group: Literal["reference", "hardware", "algorithms", "compute"] = column(
        "choice",
        "reference (other technologies), hardware, algorithms, or compute (size of training runs).",
        choices=("reference", "hardware", "algorithms", "compute"),
    )
    direction: Literal["doubling", "halving"] = column(
        "choice", "Whether the quantity doubles or halves.", choices=("doubling", "halving")
    )
    doubling_time_months: float | None = positive("Doubling or halving time.", unit="months")
    low: float | None = positive("Lower end of its interval.", unit="months")
    high: float | None = positive("Upper end of its interval.", unit="months")
    interval_level: str = column("text", "What the interval is: 90%, 95%.", default="")
    period: str = column("text", "Years that the rate covers.", default="")
    n: str = column("text", "How many observations it rests on, and of what.", default="")
    data: str = column("text", "What it was estimated from.", default="")
    method: str = column("text", "How it was estimated.", default="")
    scale: str = column("text", "The sizes of run that it was seen at, or holds for.", default="")
    as_printed: str = column("text", "The rate as the source prints it.")
    source_kind: SourceKind = choice(
        "reported by the source, or estimated here from what it reports.", SourceKind
    )
    source: str = column("long text", "Where the rate was read.")
    source_url: str = column("url", "Address of the source.", default="")
    note: str = column("long text", "What a reader must know to use it.", default="")

    def __post_init__(self) -> None:
        refuse_nan(self)
        self.refuse_contradiction()

    def refuse_contradiction(self) -> None:
        """Raise ValueError where two fields cannot both be true, or one needs another."""
        low, middle, high = self.low, self.doubling_time_months, self.high
        if middle is not None and not (low or middle) <= middle <= (high or middle):
            raise ValueError("doubling_time_months must lie between low and high")
