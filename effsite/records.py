"""The stored types: everything that is read from or written to `results/`, and nothing else.

Every type is frozen and checks its own invariants when it is made. Each field carries a `Column`
that says what it holds, in which unit, and which values it takes; the store reads by it, and the
data dictionary and the JSON Schemas are printed from it, so that the three cannot disagree.
Derived values (factors, trends, frontiers) have no field here: they live in `effsite.analysis`.
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from effsite.units import SECONDS_PER_HOUR, TRAINING_PASSES

Kind = Literal["text", "long text", "slug", "date", "number", "integer", "url", "choice", "flag"]
FlopMethod = Literal["counted", "hardware", "parameters", "reported"]
FlopScope = Literal["to-target", "whole-run"]
SourceKind = Literal["measured", "reported", "estimated"]
Status = Literal["claimed", "log-checked", "reproduced", "disputed", "withdrawn"]
StatedField = Literal["published", "training_flop", "factor", "doubling_time_months"]
RecordIs = Literal["least", "most"]
TrendOver = Literal["frontier", "all"]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED_SLUGS = frozenset(
    {"index", "readme", "assets", "search", "404", "sitemap", "targets", "systems", "data"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one field of a stored type holds.

    `above` is an exclusive lower bound, `at_least` and `at_most` are inclusive ones; they apply to
    numbers and integers, and catch a figure given in another unit (3.1 tfs-days for FLOP).
    `required` fields must have a value in every row.
    """

    kind: Kind
    about: str
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None


def column(kind: Kind, about: str, *, default: Any = dataclasses.MISSING, **rest: Any) -> Any:
    """A dataclass field that carries its `Column`; without a `default` the value is required."""
    required = default is dataclasses.MISSING
    return dataclasses.field(
        default=default, metadata={"column": Column(kind=kind, about=about, required=required, **rest)}
    )


def columns(record: type) -> dict[str, Column]:
    """The columns of a stored type by name, in the order in which they are written."""
    return {f.name: f.metadata["column"] for f in dataclasses.fields(record) if "column" in f.metadata}


def _choice(about: str, options: Any, **rest: Any) -> Any:
    return column("choice", about, choices=get_args(options), **rest)


def _positive(about: str, **rest: Any) -> Any:
    return column("number", about, default=None, **({"above": 0} | rest))


def _flop(about: str) -> Any:
    return column("number", about, default=None, at_least=1e3, at_most=1e30, unit="FLOP")


def _rate(about: str, unit: str = "FLOP/s") -> Any:
    return column("number", about, default=None, at_least=1e6, at_most=1e21, unit=unit)


@dataclass(frozen=True, slots=True, order=True)
class PublicationDate:
    """When something was published, to the day or, where the source gives no day, to the month.

    A month without a day counts as its 15th wherever an order or a distance is needed; `str()`
    gives back what was written (`2019-05-28` or `2016-11`).
    """

    day: date
    precision: Literal["day", "month"] = "day"

    @classmethod
    def parse(cls, text: str) -> PublicationDate:
        """The date in `YYYY-MM-DD` or `YYYY-MM`; raises ValueError for anything else."""
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            return cls(date.fromisoformat(text))
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text, re.ASCII):
            return cls(date.fromisoformat(f"{text}-15"), "month")
        raise ValueError(f"not a date: {text!r}")

    def __str__(self) -> str:
        text = self.day.isoformat()
        return text if self.precision == "day" else text[:7]


def _refuse_nan(record: object) -> None:
    for f in dataclasses.fields(record):  # type: ignore[arg-type]
        value = getattr(record, f.name)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{f.name} must be a finite number, not {value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is held fixed: the quantity whose level a target names, and which way is better."""

    name: str = column("text", "Name of the metric in logs and files.")
    label: str = column("text", "Name of the metric on pages.")
    higher_is_better: bool = column("flag", "true where a larger value is a better one.")
    unit: str = column(
        "text",
        "Unit of the value; `fraction` is stored as 0 to 1 and shown in percent.",
        default="",
    )

    def __post_init__(self) -> None:
        _refuse_nan(self)

    def reaches(self, value: float, level: float) -> bool:
        """Whether `value` is at or past `level`, in the direction that is better."""
        return value >= level if self.higher_is_better else value <= level


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A capability held fixed: a level of a metric, and what is counted on the way to it.

    `record_is` says which extreme counts as the record: the least compute for an efficiency
    target, the most for a history of the largest runs. Such a history has no metric and no level.
    A target with `level_of` has a metric, and no level until that system was measured.
    """

    task: str
    name: str = column("slug", "Name of the target in commands, files and addresses.")
    title: str = column("text", "Name of the target on pages.")
    about: str = column("long text", "What reaching the target means, in one or two sentences.")
    level: float | None = column(
        "number",
        "The value of the metric to reach; empty for a history of runs, and until `level_of` is measured.",
        default=None,
    )
    level_of: str = column(
        "text",
        "System that fixes the level, where a rule does: its last evaluation at full length, the median "
        "over its seeds, at three decimals (0.1 % of a fraction) on the lenient side.",
        default="",
    )
    metric: Metric | None = None
    measure: str = column("text", "The measure whose record is followed.", default="training_flop")
    record_is: RecordIs = _choice(
        "Whether the record is the least or the most of the measure.", RecordIs, default="least"
    )
    trend_over: TrendOver = _choice(
        "Whether the trend is fitted over the frontier or over all results.",
        TrendOver,
        default="frontier",
    )
    flop_scope: FlopScope = _choice(
        "Which compute is compared: up to the target, or of whole runs. Rows of the other scope "
        "are shown but set no record.",
        FlopScope,
        default="to-target",
    )
    caveats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _refuse_nan(self)
        if self.measure not in MEASURES:
            raise ValueError(f"unknown measure {self.measure!r}")
        if (self.level is None and not self.level_of) != (self.metric is None):
            raise ValueError("a target has a metric and a level (or level_of), or neither")

    @property
    def awaits_level(self) -> bool:
        """Whether the level is fixed by a rule and was not measured yet."""
        return self.level is None and self.level_of != ""

    def reached_by(self, value: float) -> bool:
        """Whether `value` is at or past the level.

        True for a target without a metric, false while the level is not measured.
        """
        if self.metric is None:
            return True
        return self.level is not None and self.metric.reaches(value, self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A publication that a task rests on."""

    citation: str = column("long text", "Authors, title, venue, year.")
    url: str = column("url", "Where it can be read.", default="")


TaskHolds = Literal["results", "rates", "devices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One folder of `results/`: what is measured, on which data, by which rules."""

    name: str
    holds: TaskHolds = _choice(
        "What the folder's CSV files hold: results, rates or devices.", TaskHolds, default="results"
    )
    title: str = column("text", "Name of the task on pages.")
    about: str = column("long text", "What the task is, in one or two sentences.")
    domain: str = column("text", "Field: Vision, Language, Games.", default="")
    dataset: str = column("text", "The data that models are trained and scored on.", default="")
    example: str = column(
        "text", "What one example is: image, token, game. Counts of examples use it.", default="example"
    )
    metric: Metric | None = None
    targets: tuple[Target, ...] = ()
    rules: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    def target(self, name: str) -> Target:
        """The target of that name; raises KeyError."""
        return {t.name: t for t in self.targets}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a row's figures come from."""

    kind: SourceKind
    citation: str
    url: str = ""


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
    training_flop: float | None = _flop("Training compute to the target, 2 per multiply-add.")
    training_flop_low: float | None = _flop(
        "Lower end of the compute, where the source or the spread over runs gives one."
    )
    training_flop_high: float | None = _flop(
        "Upper end of the compute, where the source or the spread over runs gives one."
    )
    flop_method: FlopMethod | None = _choice(
        "How training_flop was got: counted (forward_flop x examples x passes), hardware (devices x "
        "seconds x peak_flop_per_second x utilisation), parameters (6 x parameters x examples) or "
        "reported (taken from the source).",
        FlopMethod,
        default=None,
    )
    flop_scope: FlopScope = _choice(
        "Whether training_flop ends at the target or covers a whole run.", FlopScope, default="to-target"
    )
    source_flop_per_mac: int | None = column(
        "integer",
        "Operations that the source counts per multiply-add: 1 or 2. The stored values are always 2.",
        default=None,
        above=0,
        at_most=2,
    )
    inference_flop: float | None = _flop("Compute of one forward pass on one example, 2 per multiply-add.")
    forward_flop: float | None = _flop("Forward compute per example while training, 2 per multiply-add.")
    examples: float | None = _positive(
        "Examples (images, tokens) seen in training up to the target.", unit="examples"
    )
    epochs: float | None = _positive("Passes over the training data up to the target.", unit="epochs")
    passes: float | None = _positive(
        f"Forward passes' worth of compute per training example; {TRAINING_PASSES} by convention."
    )
    parameters: float | None = _positive("Trainable parameters.", unit="parameters")
    devices: int | None = column("integer", "Number of devices used.", default=None, above=0, unit="devices")
    device: str = column("text", "Device, as named in results/hardware.", default="")
    peak_flop_per_second: float | None = _rate("Peak rate of one device at the precision used.")
    utilisation: float | None = column(
        "number",
        "Share of the peak that the hardware method assumes, or that was measured.",
        default=None,
        above=0,
        at_most=1,
    )
    seconds: float | None = _positive("Training time to the target.", unit="s")
    cost_usd: float | None = _positive("Cost of the training up to the target.", unit="USD")
    energy_kwh: float | None = _positive("Energy of the training up to the target.", unit="kWh")
    runs: int | None = column(
        "integer", "Runs (seeds) behind the figure; empty where not stated.", default=None, above=0
    )
    curve: str = column("slug", "Name of the learning curve in curves/, without .csv.", default="")
    status: Status = _choice(
        "claimed; log-checked (recomputed from the committed curve); reproduced; disputed; withdrawn.",
        Status,
        default="claimed",
    )
    source_kind: SourceKind = _choice(
        "measured by the submitter, reported by the source, or estimated here from what it reports.",
        SourceKind,
    )
    source: str = column("long text", "Where the figures were read.")
    source_url: str = column("url", "Address of the source.", default="")
    paper_url: str = column("url", "Address of the system's own publication.", default="")
    date_source: str = column("long text", "Where the date was read.", default="")
    note: str = column("long text", "What a reader must know to use the figure.", default="")

    def __post_init__(self) -> None:
        _refuse_nan(self)
        if (self.training_flop is None) != (self.flop_method is None):
            raise ValueError("training_flop and flop_method are given together, or neither")
        low, high = self.training_flop_low, self.training_flop_high
        middle = self.training_flop
        if (low is not None or high is not None) and middle is None:
            raise ValueError("training_flop_low and training_flop_high need a training_flop between them")
        if middle is not None and not (low or middle) <= middle <= (high or middle):
            raise ValueError("training_flop must lie between training_flop_low and training_flop_high")
        if all(self.measure(name) is None for name in MEASURES):
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

    @property
    def source_of_figures(self) -> Source:
        """The row's source as one value."""
        return Source(kind=self.source_kind, citation=self.source, url=self.source_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One system that was trained for a target and did not reach it: a row of `not-reached/`.

    A system counts as having reached a level only where each of its runs did, so of `runs` some
    may have: `runs_reached`, fewer than all. Counts cover whole runs. Nothing is computed from it.
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
    training_flop: float | None = _flop("Training compute that was spent: of the median run, whole.")
    examples: float | None = _positive("Examples (images, tokens) seen: by the median run.", unit="examples")
    epochs: float | None = _positive("Passes over the training data: by the median run.", unit="epochs")
    seconds: float | None = _positive("Training time: of the median run.", unit="s")
    devices: int | None = column("integer", "Number of devices used.", default=None, above=0, unit="devices")
    device: str = column("text", "Device, as named in results/hardware.", default="")
    runs: int = column("integer", "Runs (seeds) that were made.", above=0)
    runs_reached: int = column(
        "integer", "How many of them did reach the level; fewer than all.", default=0, at_least=0
    )
    curve: str = column("slug", "Name of the learning curve in curves/, without .csv.")
    source_kind: SourceKind = _choice(
        "measured by the submitter, reported by the source, or estimated here from what it reports.",
        SourceKind,
    )
    source: str = column("long text", "Where the figures were read.")
    source_url: str = column("url", "Address of the source.", default="")
    paper_url: str = column("url", "Address of the system's own publication.", default="")
    note: str = column("long text", "What a reader must know to use the figure.", default="")

    def __post_init__(self) -> None:
        _refuse_nan(self)
        if self.runs_reached >= self.runs:
            raise ValueError("runs_reached must be less than runs: where each run reaches, it is a result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that can be counted on the way to a target, with how it is named and shown."""

    name: str
    label: str
    unit: str
    about: str


MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Measure(
            name="training_flop",
            label="Training compute",
            unit="FLOP",
            about="compute to the target, 2 FLOP per multiply-add",
        ),
        Measure(
            name="inference_flop",
            label="Inference compute",
            unit="FLOP",
            about="compute of one forward pass, 2 FLOP per multiply-add",
        ),
        Measure(name="examples", label="Examples seen", unit="", about="training examples up to the target"),
        Measure(
            name="seconds", label="Training time", unit="s", about="seconds of training up to the target"
        ),
        Measure(
            name="device_hours",
            label="Device-hours",
            unit="h",
            about="devices times hours of training up to the target",
        ),
        Measure(name="cost_usd", label="Cost", unit="USD", about="price of the training up to the target"),
        Measure(
            name="energy_kwh", label="Energy", unit="kWh", about="energy of the training up to the target"
        ),
        Measure(name="parameters", label="Parameters", unit="", about="trainable parameters"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """One evaluation during training; every count is cumulative since the start of the run."""

    seed: int = column("integer", "Seed of the run; one file may hold several runs.", default=0, at_least=0)
    step: int = column("integer", "Optimiser steps so far.", at_least=0)
    epoch: float | None = column("number", "Epochs so far.", default=None, at_least=0)
    examples: float | None = column("number", "Examples seen so far.", default=None, at_least=0)
    training_flop: float | None = column(
        "number", "Training compute so far, 2 per multiply-add.", default=None, at_least=0, unit="FLOP"
    )
    seconds: float | None = column(
        "number", "Training time so far, evaluation apart.", default=None, at_least=0, unit="s"
    )
    value: float = column("number", "Value of the metric at this evaluation.")

    def __post_init__(self) -> None:
        _refuse_nan(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningCurve:
    """The evaluations of one training run, in order: the evidence behind a result.

    `points` has at least one entry; steps increase strictly, the other counts never fall.
    """

    task: str
    name: str
    seed: int
    points: tuple[CurvePoint, ...]

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a learning curve needs at least one evaluation")
        for before, after in zip(self.points, self.points[1:], strict=False):
            if after.step <= before.step:
                raise ValueError(f"step {after.step} follows step {before.step}: steps must increase")
            for count in ("epoch", "examples", "training_flop", "seconds"):
                low, high = getattr(before, count), getattr(after, count)
                if low is not None and high is not None and high < low:
                    raise ValueError(f"{count} falls from {low:g} to {high:g} at step {after.step}")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source states about a result, kept so that it can be held against the record.

    A row of `results/<task>/stated.csv`. `as_printed` is the source's own wording of the figure;
    `read_as` is the same in the record's units (an ISO date, FLOP at 2 per multiply-add, a
    factor, months). `system` is empty for a statement about the whole target.
    """

    task: str
    target: str = column("slug", "Target that the statement is about, as named in task.toml.")
    system: str = column("text", "System that the statement is about; empty: the target.", default="")
    field: StatedField = _choice("What is stated.", StatedField)
    as_printed: str = column("text", "The figure as the source prints it.")
    read_as: str = column(
        "text", "The same as a date, in FLOP (2 per multiply-add), as a factor or in months."
    )
    source: str = column("long text", "Where it is stated.")
    source_url: str = column("url", "Address of the source.", default="")
    note: str = column("long text", "How it was read, and why it differs.", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A published rate of progress to compare with: a row of a folder that holds rates.

    `doubling_time_months` is empty for a total without a rate; `low` and `high` are the ends of
    the interval that the source gives, at `interval_level`.
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
    doubling_time_months: float | None = _positive("Doubling or halving time.", unit="months")
    low: float | None = _positive("Lower end of its interval.", unit="months")
    high: float | None = _positive("Upper end of its interval.", unit="months")
    interval_level: str = column("text", "What the interval is: 90%, 95%.", default="")
    period: str = column("text", "Years that the rate covers.", default="")
    as_printed: str = column("text", "The rate as the source prints it.")
    source_kind: SourceKind = _choice(
        "reported by the source, or estimated here from what it reports.", SourceKind
    )
    source: str = column("long text", "Where the rate was read.")
    source_url: str = column("url", "Address of the source.", default="")
    note: str = column("long text", "What a reader must know to use it.", default="")

    def __post_init__(self) -> None:
        _refuse_nan(self)
        low, middle, high = self.low, self.doubling_time_months, self.high
        if middle is not None and not (low or middle) <= middle <= (high or middle):
            raise ValueError("doubling_time_months must lie between low and high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One accelerator and its peak rates: a row of a folder that holds devices.

    Peak rates are dense (no sparsity), in FLOP per second.
    """

    name: str = column("text", "Name of the device, as used in the device column of results.")
    vendor: str = column("text", "Who makes it.")
    released: PublicationDate | None = column("date", "Release date.", default=None)
    fp64_flop_per_second: float | None = _rate("Peak rate, 64-bit.")
    fp32_flop_per_second: float | None = _rate("Peak rate, 32-bit, no tensor cores.")
    fp16_flop_per_second: float | None = _rate("Peak rate, 16-bit, no tensor cores.")
    tf32_tensor_flop_per_second: float | None = _rate("Peak rate, TF32 tensor cores.")
    fp16_tensor_flop_per_second: float | None = _rate("Peak rate, FP16 or BF16 tensor cores.")
    fp8_tensor_flop_per_second: float | None = _rate("Peak rate, FP8 tensor cores.")
    fp4_tensor_flop_per_second: float | None = _rate("Peak rate, FP4 tensor cores.")
    int8_op_per_second: float | None = _rate("Peak rate, 8-bit integer operations.", "op/s")
    memory_bytes: float | None = _positive("Memory.", unit="bytes")
    memory_bandwidth_bytes_per_second: float | None = _positive("Memory bandwidth.", unit="bytes/s")
    tdp_watts: float | None = _positive("Thermal design power.", unit="W")
    source: str = column("long text", "Where the figures were read.")
    source_url: str = column("url", "Address of the source or datasheet.", default="")
    note: str = column("long text", "Where sources disagree.", default="")

    def __post_init__(self) -> None:
        _refuse_nan(self)

    @property
    def peak_rates(self) -> dict[str, float]:
        """The known peak rates in FLOP/s by column name."""
        return {
            name: value
            for name in columns(type(self))
            if name.endswith("_flop_per_second") and (value := getattr(self, name)) is not None
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRecord:
    """Everything in one folder of `results/`."""

    task: Task
    results: tuple[Result, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    statements: tuple[Statement, ...] = ()
    curves: tuple[LearningCurve, ...] = ()
    logs: tuple[RunLog, ...] = ()
    rates: tuple[Rate, ...] = ()
    devices: tuple[Device, ...] = ()

    def results_for(self, target: str) -> tuple[Result, ...]:
        """The results of that target in the order of publication, then of name."""
        chosen = (r for r in self.results if r.target == target)
        return tuple(sorted(chosen, key=lambda r: (r.published, r.system, r.submission)))

    def attempts_for(self, target: str) -> tuple[Attempt, ...]:
        """The attempts that did not reach that target, in the order of publication, then of name."""
        chosen = (a for a in self.attempts if a.target == target)
        return tuple(sorted(chosen, key=lambda a: (a.published, a.system, a.submission)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The whole of `results/`."""

    tasks: tuple[TaskRecord, ...]

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Every rate on record, in the order of the files."""
        return tuple(rate for t in self.tasks for rate in t.rates)

    @property
    def devices(self) -> tuple[Device, ...]:
        """Every device on record, in the order of the files."""
        return tuple(device for t in self.tasks for device in t.devices)

    def task(self, name: str) -> TaskRecord:
        """The task of that name; raises KeyError."""
        return {t.task.name: t for t in self.tasks}[name]
