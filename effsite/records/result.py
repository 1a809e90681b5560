"""Rows about systems: results that reached a target, and attempts that did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from effsite.records.counted_model import CountedModel
from effsite.records.fields import choice, column, flop, positive, rate, refuse_nan
from effsite.records.measures import MEASURES, FlopMethod, FlopScope
from effsite.units import SECONDS_PER_HOUR, TRAINING_PASSES

if TYPE_CHECKING:
    from effsite.records.dates import PublicationDate

SourceKind = Literal["measured", "reported", "estimated"]


Status = Literal["claimed", "log-checked", "reproduced", "disputed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One system reaching one target once: a row of `results/<task>/<submission>.csv`.

    Every operation count follows 2 FLOP per multiply-add. Empty optional cells are None: not
    known, never zero. Nothing here is derived from other rows.
    """

    task: str
    submission: str
    target: str = column("slug", "Target reached, as named in task.toml.")
    system: str = column("text", "Name of the model or system, as published.")
    published: PublicationDate = column(
        "date", "When the system was published: YYYY-MM-DD, or YYYY-MM where no day is known."
    )
    value: float | None = column(
        "number", "Value of the metric that was reached; a fraction for accuracies.", default=None
    )
    training_flop: float | None = flop("Training compute to the target, 2 per multiply-add.")
    training_flop_low: float | None = flop(
        "Lower end of the compute, where the source or the spread over runs gives one."
    )
    training_flop_high: float | None = flop(
        "Upper end of the compute, where the source or the spread over runs gives one."
    )
    flop_method: FlopMethod | None = choice(
        "How training_flop was got: counted (forward_flop x examples x passes), hardware (devices x "
        "seconds x peak_flop_per_second x utilisation), parameters (6 x parameters x examples) or "
        "reported (taken from the source).",
        FlopMethod,
        default=None,
    )
    flop_scope: FlopScope = choice(
        "Whether training_flop ends at the target or covers a whole run.", FlopScope, default="to-target"
    )
    source_flop_per_mac: int | None = column(
        "integer",
        "Operations that the source counts per multiply-add: 1 or 2. The stored values are always 2.",
        default=None,
        above=0,
        at_most=2,
    )
    inference_flop: float | None = flop("Compute of one forward pass on one example, 2 per multiply-add.")
    forward_flop: float | None = flop("Forward compute per example while training, 2 per multiply-add.")
    examples: float | None = positive(
        "Examples (images, tokens) seen in training up to the target.", unit="examples"
    )
    epochs: float | None = positive("Passes over the training data up to the target.", unit="epochs")
    passes: float | None = positive(
        f"Forward passes' worth of compute per training example; {TRAINING_PASSES} by convention."
    )
    parameters: float | None = positive("Trainable parameters.", unit="parameters")
    devices: int | None = column("integer", "Number of devices used.", default=None, above=0, unit="devices")
    device: str = column("text", "Device, as named in results/hardware.", default="")
    peak_flop_per_second: float | None = rate("Peak rate of one device at the precision used.")
    utilisation: float | None = column(
        "number",
        "Share of the peak that the hardware method assumes, or that was measured.",
        default=None,
        above=0,
        at_most=1,
    )
    seconds: float | None = positive("Training time to the target.", unit="s")
    cost_usd: float | None = positive("Cost of the training up to the target.", unit="USD")
    energy_kwh: float | None = positive("Energy of the training up to the target.", unit="kWh")
    price_usd: float | None = positive(
        "Price of use: of a million tokens, three read to one written.", unit="USD per million tokens"
    )
    runs: int | None = column(
        "integer", "Runs (seeds) behind the figure; empty where not stated.", default=None, above=0
    )
    model: str = column(
        "text",
        "Model that `effsite count` knows, in the words that it is given: resnet18 --input 3x64x64.",
        default="",
    )
    curve: str = column("slug", "Name of the learning curve in curves/, without .csv.", default="")
    status: Status = choice(
        "claimed; log-checked (recomputed from the committed curve); reproduced; disputed; withdrawn.",
        Status,
        default="claimed",
    )
    status_date: PublicationDate | None = column(
        "date", "Since when it is reproduced, disputed or withdrawn: YYYY-MM-DD, or YYYY-MM.", default=None
    )
    status_reason: str = column(
        "long text", "Why it is disputed or withdrawn, or who reproduced it.", default=""
    )
    status_url: str = column("url", "Address where that can be read.", default="")
    source_kind: SourceKind = choice(
        "measured by the submitter, reported by the source, or estimated here from what it reports.",
        SourceKind,
    )
    source: str = column("long text", "Where the figures were read.")
    source_url: str = column("url", "Address of the source.", default="")
    paper_url: str = column("url", "Address of the system's own publication.", default="")
    date_source: str = column("long text", "Where the date was read.", default="")
    note: str = column("long text", "What a reader must know to use the figure.", default="")

    def __post_init__(self) -> None:
        refuse_nan(self)
        self.refuse_contradiction()

    def refuse_contradiction(self) -> None:
        """Raise ValueError where two fields cannot both be true, or one needs another."""
        if self.model:
            CountedModel.parse(self.model)
        if (self.training_flop is None) != (self.flop_method is None):
            raise ValueError("training_flop and flop_method are given together, or neither")
        low, high = self.training_flop_low, self.training_flop_high
        middle = self.training_flop
        if (low is not None or high is not None) and middle is None:
            raise ValueError("training_flop_low and training_flop_high need a training_flop between them")
        if middle is not None and not (low or middle) <= middle <= (high or middle):
            raise ValueError("training_flop must lie between training_flop_low and training_flop_high")
        if middle is None and all(self.measure(name) is None for name in MEASURES):
            raise ValueError(f"a result needs at least one measure: {', '.join(MEASURES)}")

    def measure(self, name: str) -> float | None:
        """The value of that measure (a key of MEASURES), or None where the row has none."""
        value: float | None = getattr(self, name)
        return value

    @property
    def device_hours(self) -> float | None:
        """Devices x hours, where the row gives both."""
        if self.seconds is None or self.devices is None:
            return None
        return self.devices * self.seconds / SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One system that was trained for a target and did not reach it: a row of `not-reached/`.

    A system counts as having reached a level where each of its runs did, or its median run where logs
    were taken by that rule, so of `runs` some may have: `runs_reached`, fewer than all. Counts cover
    whole runs. It sets no record; where no run reached the level, what was spent bounds from below what
    the system takes.
    """

    task: str
    submission: str
    target: str = column("slug", "Target that was not reached, as named in task.toml.")
    system: str = column("text", "Name of the model or system, as published.")
    published: PublicationDate = column(
        "date", "When the system was published: YYYY-MM-DD, or YYYY-MM where no day is known."
    )
    best_value: float = column(
        "number", "Best value of the metric at any evaluation of the runs that stayed short of the level."
    )
    training_flop: float | None = flop("Training compute that was spent: of the median run, whole.")
    flop_method: FlopMethod | None = choice(
        "How training_flop was got: counted, hardware, parameters or reported.", FlopMethod, default=None
    )
    examples: float | None = positive("Examples (images, tokens) seen: by the median run.", unit="examples")
    epochs: float | None = positive("Passes over the training data: by the median run.", unit="epochs")
    seconds: float | None = positive("Training time: of the median run.", unit="s")
    devices: int | None = column("integer", "Number of devices used.", default=None, above=0, unit="devices")
    device: str = column("text", "Device, as named in results/hardware.", default="")
    runs: int = column("integer", "Runs (seeds) that were made.", above=0)
    runs_reached: int = column(
        "integer", "How many of them did reach the level; fewer than all.", default=0, at_least=0
    )
    curve: str = column("slug", "Name of the learning curve in curves/, without .csv.")
    source_kind: SourceKind = choice(
        "measured by the submitter, reported by the source, or estimated here from what it reports.",
        SourceKind,
    )
    source: str = column("long text", "Where the figures were read.")
    source_url: str = column("url", "Address of the source.", default="")
    paper_url: str = column("url", "Address of the system's own publication.", default="")
    note: str = column("long text", "What a reader must know to use the figure.", default="")

    def __post_init__(self) -> None:
        refuse_nan(self)
        self.refuse_contradiction()

    def refuse_contradiction(self) -> None:
        """Raise ValueError where two fields cannot both be true, or one needs another."""
        if self.runs_reached >= self.runs:
            raise ValueError("runs_reached must be less than runs: where each run reaches, it is a result")
