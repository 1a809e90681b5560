"""What may be asked of reading logs, by what it is about."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Literal

from effsite.workflows.options.field import argument, option, project


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """How logs are read: which format, and which of their columns count."""

    format: str = argument("Format of the logs, as the pages on ingesting name it, or auto.", default=MISSING)
    paths: tuple[Path, ...] = argument("Logs, or folders with logs.", default=MISSING)
    metric: str | None = option("The log's own name of the target's metric.", metavar="COLUMN")
    form: Literal["fraction", "percent"] | None = option("How the metric is written: fraction or percent.")
    only: tuple[str, ...] = option(
        "Take only runs with this label, as in division=closed; may be repeated.",
        default=(),
        flags=("--only",),
        metavar="LABEL=VALUE",
    )
    columns: tuple[str, ...] = option(
        "Which column counts, as in step=iteration.", default=(), flags=("--column",), metavar="ROLE=NAME"
    )
    extents: tuple[str, ...] = option(
        "seconds, examples or training_flop as total of the run so far, or interval since the row before.",
        default=(),
        flags=("--counts",),
        metavar="ROLE=total|interval",
    )
    pauses: Literal["count", "leave-out"] | None = option(
        "What becomes of a pause in the clock: counted as training time, or left out."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelOptions:
    """Which level the runs are held against: a target of the collection, or one to look for."""

    task: str | None = option("Task, as a folder of results/ is named.")
    target: str | None = option("Target of the task.", flags=("--target", "-t"))
    level: float | None = option("Level to look for instead of a target, with --dry-run.")
    lower_is_better: bool = option(
        "With --level: a smaller value is the better one.", default=False, flags=("--lower-is-better",)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputeOptions:
    """How compute is worked out where the log does not say; FLOP at 2 per multiply-add."""

    model: str | None = option("Known network to count by, as in resnet18.")
    flop_per_example: float | None = option("Forward FLOP of one example, 2 per multiply-add.")
    examples_per_step: float | None = option("Examples (images, tokens) in one step.")
    examples_per_epoch: float | None = option("Examples in one pass over the data.")
    parameters: float | None = option("Parameters, for 6 x parameters x tokens.")
    phases: str | None = option("Schedule as LENGTHunit:FLOP, ..., as in '16epochs:2.7e9, 21epochs:8.2e9'.")
    hardware: str | None = option("Devices, as in 'A100 x8'; the log's word is not used.")
    utilisation: float | None = option("Share of the peak that was reached; by default 0.33.")
    precision: str = option("Precision of the peak: fp32, tf32, fp16, bf16, fp8.", default="")
    estimate: bool = option(
        "Estimate compute from devices, seconds and peak rate where nothing else gives it.", default=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOptions:
    """What the rows say beside the figures, and the submission that they stand in."""

    rule: str | None = option("Of several runs: mean, median, olympic, t-test or z.")
    system: str | None = option("Name of the system; all runs are then runs of it.")
    published: str | None = option("When it was published: YYYY-MM-DD or YYYY-MM.", metavar="DATE")
    source: str | None = option("Where the logs come from, in words.")
    source_url: str | None = option("Address of the logs.")
    facts: Path | None = option(
        "CSV file with what is known of whole folders of logs: date, source, address.", metavar="FILE"
    )
    curves: Literal["all", "best", "records", "none"] = option(
        "Which learning curves to write beside the rows: best keeps of each run the evaluations that are its"
        " best so far, which leaves no crossing out; those of records are those that set one when it was"
        " published.",
        default="all",
    )
    attempts: bool = option(
        "Write systems that stay short of the target too, to not-reached/.",
        default=False,
        flags=("--attempts",),
    )
    submission: str | None = option("File below results/TASK, without .csv.", metavar="NAME")


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """What `ingest` may be asked."""

    logs: LogOptions
    level: LevelOptions = LevelOptions()
    compute: ComputeOptions = ComputeOptions()
    row: RowOptions = RowOptions()
    dry_run: bool = option(
        "Say what would be written, and write nothing.", default=False, flags=("--dry-run",)
    )
    project: Path = project()
