"""Rows about results that somebody ran again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records.fields import column, flop, positive, refuse_nan

if TYPE_CHECKING:
    from effsite.records.dates import PublicationDate

ALL_REACHED = ("value", "training_flop", "examples", "epochs", "seconds")
"""What a reproduction gives only where each of its runs reached the target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """A result that was run again, by whom and on what: a row of `reproductions/<name>.csv`.

    It stands beside the result and never in its place. Figures are medians over the runs at the first
    evaluation at or past the level, and are empty where a run stayed short of it: that is worth knowing,
    too. `submission` is the file's own name, of whoever ran it, so that two of them never conflict.
    """

    task: str
    submission: str
    of: str = column("slug", "Submission that the result stands in: the name of its file, without .csv.")
    target: str = column("slug", "Target of the result, as named in task.toml.")
    system: str = column("text", "Name of the system, as the result has it.")
    reproduced: PublicationDate = column("date", "When it was run again: YYYY-MM-DD, or YYYY-MM.")
    by: str = column("text", "Who ran it.")
    machine: str = column("text", "What it was run on, as its driver or system names it.")
    devices: int | None = column("integer", "Number of devices used.", default=None, above=0, unit="devices")
    device: str = column("text", "Device, as named in results/hardware.", default="")
    runs: int = column("integer", "Runs (seeds) that were made.", above=0)
    runs_reached: int = column("integer", "How many of them reached the target.", at_least=0)
    value: float | None = column(
        "number", "Value of the metric that was reached; a fraction for accuracies.", default=None
    )
    training_flop: float | None = flop("Training compute to the target, 2 per multiply-add.")
    examples: float | None = positive("Examples (images, tokens) seen up to the target.", unit="examples")
    epochs: float | None = positive("Passes over the training data up to the target.", unit="epochs")
    seconds: float | None = positive("Training time to the target.", unit="s")
    curve: str = column("slug", "Name of the learning curve in curves/, without .csv.")
    source: str = column("long text", "The command that ran it, with the versions it was run with.")
    source_url: str = column("url", "Address of the code or the report.", default="")
    note: str = column("long text", "What a reader must know to use the figure.", default="")

    def __post_init__(self) -> None:
        refuse_nan(self)
        self.refuse_contradiction()

    def refuse_contradiction(self) -> None:
        """Raise ValueError where two fields cannot both be true, or one needs another."""
        if self.runs_reached > self.runs:
            raise ValueError("runs_reached must not be more than runs")
        if not self.reached:
            given = [name for name in ALL_REACHED if getattr(self, name) is not None]
            if given:
                raise ValueError(f"{given[0]} is given only where each run reached the target")

    @property
    def reached(self) -> bool:
        """Whether each run reached the target."""
        return self.runs_reached == self.runs

    def measure(self, name: str) -> float | None:
        """The value of that measure, or None where the reproduction has none."""
        value: float | None = getattr(self, name, None)
        return value

    def is_of(self, task: str, submission: str, target: str, system: str) -> bool:
        """Whether it is of the result that is told by those four names."""
        return (self.task, self.of, self.target, self.system) == (task, submission, target, system)
