"""What sources state of results and targets, held against the collection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from effsite.records.fields import choice, column

StatedField = Literal["published", "training_flop", "factor", "doubling_time_months"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source states about a result, kept so that it can be held against the collection.

    A row of `results/<task>/stated.csv`. `as_printed` is the source's own wording of the figure;
    `read_as` is the same in the collection's units (an ISO date, FLOP at 2 per multiply-add, a
    factor, months). `system` is empty for a statement about the whole target.
    """

    task: str
    target: str = column("slug", "Target that the statement is about, as named in task.toml.")
    system: str = column("text", "System that the statement is about; empty: the target.", default="")
    field: StatedField = choice("What is stated.", StatedField)
    as_printed: str = column("text", "The figure as the source prints it.")
    read_as: str = column(
        "text", "The same as a date, in FLOP (2 per multiply-add), as a factor or in months."
    )
    source: str = column("long text", "Where it is stated.")
    source_url: str = column("url", "Address of the source.", default="")
    note: str = column("long text", "How it was read, and why it differs.", default="")
