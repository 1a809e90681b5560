"""What a caller may ask of each job: frozen types whose fields carry their own description.

The command line makes its options from these fields (`effsite.cli.options`), so that each is
declared once: its name, its type, its default, and what it means.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What one field of an options type means to a person who sets it.

    `flags` are its names on the command line where they are not made of the field's own
    (`--time-limit` for `time_limit`); `least` and `most` are inclusive bounds of a number. A
    `positional` one has no flag: it is named by its place.
    """

    about: str
    flags: tuple[str, ...] = ()
    metavar: str = ""
    least: int | None = None
    most: int | None = None
    positional: bool = False


def option(about: str, *, default: Any = None, **rest: Any) -> Any:
    """A field of an options type, with its description; None, where not said, for what is not given."""
    return dataclasses.field(default=default, metadata={"option": Option(about=about, **rest)})


def argument(about: str, *, default: Any = (), **rest: Any) -> Any:
    """A field that the command line takes by its place; any number of values where not said otherwise."""
    return option(about, default=default, positional=True, **rest)


HERE = Path()


def project() -> Any:
    """The field that says where the project is."""
    about = "Folder with mkdocs.yml, docs/ and results/."
    return option(about, default=HERE, flags=("--project", "-p"), metavar="DIR")


def strict() -> Any:
    """The field that makes warnings count as errors."""
    return option("Fail on warnings too.", default=False, flags=("--strict",))


@dataclass(frozen=True, slots=True, kw_only=True)
class InitOptions:
    """What `init` may be asked."""

    folder: Path = argument(
        "Folder for the new site; made where it is missing.", default=MISSING, metavar="DIR"
    )
    name: str | None = option("Name of the site; by default that of the folder.")
    author: str | None = option("Who is cited as its author; by default the site's name.")
    repository: str | None = option(
        "Address of its repository, as https://github.com/our-lab/our-trends.", metavar="URL"
    )
    url: str | None = option("Address of the published site; follows from one on GitHub.", metavar="URL")
    template: bool = option(
        "Make a template repository, whose copies take their address from GitHub.",
        default=False,
        flags=("--template",),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What `build` may be asked."""

    project: Path = project()
    strict: bool = strict()


FindingsFormat = Literal["text", "json", "github", "markdown", "sarif"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What `check` may be asked."""

    paths: tuple[Path, ...] = argument("Files or folders below results/ to report on; by default all.")
    format: FindingsFormat = option(
        "How findings are told: text, json, github (annotations of a workflow), markdown, sarif.",
        default="text",
    )
    against: str | None = option(
        "Say what changed since this branch left REV: a branch, tag or commit.", metavar="REV"
    )
    pictures: Path | None = option(
        "With --against: write the charts before and after there, as SVG.", metavar="DIR"
    )
    summary: Path | None = option(
        "With --against: append the same as Markdown to FILE, as $GITHUB_STEP_SUMMARY takes it.",
        metavar="FILE",
    )
    project: Path = project()
    strict: bool = strict()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOptions:
    """What `count` may be asked: one model, or every known one."""

    model: str | None = argument(
        "A known model, any torchvision classification model, torchvision:NAME, timm:NAME, hf:CONFIG.json,"
        " or your own as module:function.",
        default=None,
    )
    every: bool = option(
        "Count every known model, beside its published figure.", default=False, flags=("--all",)
    )
    input_: tuple[str, ...] = option(
        "One example's shape: 3x64x64, 16000, or tokens:128 for a text; NAME=SHAPE for an argument by its"
        " name. May be repeated.",
        default=(),
        flags=("--input",),
        metavar="SHAPE",
    )
    classes: int | None = option("Number of classes, or of characters for a text model.", least=1)
    stem: Literal["standard", "small"] = option(
        "small: a first convolution that keeps the size of images of some 32 pixels.", default="standard"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOptions:
    """What `publish` may be asked."""

    version: str | None = argument("Name of the edition: year and month, as in 2026.11.", default=None)
    aliases: tuple[str, ...] = option(
        "Another name for it, such as latest; may be repeated.",
        default=(),
        flags=("--alias",),
        metavar="NAME",
    )
    push: bool = option("Push the branch to the remote.", default=False, flags=("--push",))
    list: bool = option(
        "Publish nothing: list the editions and the branch's size.", default=False, flags=("--list",)
    )
    delete: tuple[str, ...] = option(
        "Publish nothing: delete an edition, and the branch's history; may be repeated.",
        default=(),
        flags=("--delete",),
        metavar="VERSION",
    )
    dry_run: bool = option(
        "Do all but change the branch, and say what would be.", default=False, flags=("--dry-run",)
    )
    budget: int = option(
        "Megabytes that the published site may have before it is warned about.", default=750, least=1
    )
    remote: str = option("Remote to fetch from and push to.", default="origin")
    branch: str = option("Branch that holds the published site.", default="gh-pages")
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What `export` may be asked."""

    format: Literal["csv", "json", "parquet", "croissant"] = option(
        "csv, json, parquet; croissant: a folder with Parquet and its metadata.", default="csv"
    )
    task: str | None = option("Rows of this task only.", metavar="NAME")
    output: Path | None = option(
        "File to write, or folder for croissant; by default standard output.",
        flags=("--output", "-o"),
        metavar="PATH",
    )
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What `serve` may be asked."""

    project: Path = project()
    port: int = option("Port to listen on; 0 takes a free one.", default=8000, least=0, most=65535)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendOptions:
    """What `trend` may be asked."""

    task: str | None = argument("Task, as `effsite list` names it.", default=None)
    target: str | None = option(
        "Target of the task; by default its first.", flags=("--target", "-t"), metavar="NAME"
    )
    measure: str | None = option(
        "Follow another measure, such as seconds or cost_usd.", flags=("--measure", "-m"), metavar="NAME"
    )
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcrossOptions:
    """What `across` may be asked."""

    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    """What `list` may be asked."""

    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOptions:
    """What `rules` may be asked."""

    code: str | None = argument("Code of a rule, such as date-not-of-paper; by default all.", default=None)
    write: Path | None = option("Write the page on all rules there.", metavar="FILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsOptions:
    """What `fields` may be asked."""

    name: str = argument(
        "result, attempt, reproduction, task, metric, target, reference, curve, statement, rate, device.",
        default="result",
        metavar="TYPE",
    )
    write: Path | None = option("Write README.md and the JSON Schemas of results/ there.", metavar="DIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What `run` may be asked."""

    task: str = argument("Task to train on, as a folder of results/ is named.", default=MISSING)
    systems: tuple[str, ...] = argument(
        "Systems of its recipe, any known model, or module:function.", metavar="[SYSTEM]..."
    )
    data: Path | None = option("Folder or file with the task's data.", metavar="PATH")
    device: str = option("cpu, cuda, cuda:1, mps; auto takes a GPU where there is one.", default="auto")
    seeds: int = option("How many runs, with seeds from 0 up.", default=1, least=1)
    seed: int | None = option("One run, with this seed; its row is written with --seeds.", least=0)
    targets: tuple[str, ...] = option(
        "Target of the task, by default its first; several times for several.",
        default=(),
        flags=("--target", "-t"),
        metavar="NAME",
    )
    full: bool = option(
        "Go on past the targets to the recipe's end; tells a level to come.",
        default=False,
        flags=("--full",),
    )
    time_limit: str | None = option("Stop in time, after 90s, 9m or 1h30m.", metavar="DURATION")
    every: bool = option("Run every system of the task's recipe.", default=False, flags=("--all",))
    compiled: bool = option("Compile the model with torch.compile.", default=False, flags=("--compile",))
    precision: str | None = option("fp32, bf16 or fp16, in place of the recipe's.")
    batch_size: int | None = option("Global batch over all processes, for the recipe's.", least=1)
    download: bool = option("Fetch the data into --data first.", default=False, flags=("--download",))
    restart: bool = option(
        "Drop what stands in the runs' folders and begin again.", default=False, flags=("--restart",)
    )
    deterministic: bool = option(
        "Repeat a run with the same seed exactly, where torch can; slower on a GPU.", default=True
    )
    submission: str = option("File of results/<task>/ to write to.", default="measured", metavar="NAME")
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOptions:
    """What `run` may be asked of a study on a cluster: the study, and where its jobs go."""

    study: RunOptions
    on: Path | None = option(
        "Submit a job for each system and seed, with the resources of this file.",
        flags=("--on",),
        metavar="FILE",
    )
    dry_run: bool = option(
        "With --on: print the jobs and their GPU-hours, and submit none.", default=False, flags=("--dry-run",)
    )
    status: bool = option(
        "With --on: say how far each seed is, write the rows that are in, and submit none.",
        default=False,
        flags=("--status",),
    )
    cancel: bool = option("With --on: end the jobs that wait or run.", default=False, flags=("--cancel",))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOptions:
    """What `new` may be asked: where the result belongs, and what is known of it."""

    task: str | None = option("Task, as a folder of results/ is named.")
    target: str | None = option("Target that was reached.", flags=("--target", "-t"), metavar="NAME")
    cells: tuple[str, ...] = option(
        "Value of a column, as `effsite fields` lists them; may be repeated.",
        default=(),
        flags=("--set",),
        metavar="COLUMN=VALUE",
    )
    curve: Path | None = option(
        "CSV file with the learning curve; its crossing fills in what is not given.", metavar="FILE"
    )
    submission: str | None = option(
        "File of results/TASK/ to write, without .csv; by default the system's name.", metavar="NAME"
    )
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReproductionOptions:
    """How results are run again, and under whose name that is kept."""

    by: str | None = option("Who runs them; by default git's user.name.", metavar="NAME")
    name: str | None = option(
        "File of results/<task>/reproductions/ to write to; by default who and the day.", metavar="NAME"
    )
    data: Path | None = option("Folder or file with the task's data.", metavar="PATH")
    device: str = option("cpu, cuda, cuda:1, mps; auto takes a GPU where there is one.", default="auto")
    seeds: int = option("How many runs, with seeds from 0 up.", default=1, least=1)
    time_limit: str | None = option("Stop in time, after 90s, 9m or 1h30m.", metavar="DURATION")
    download: bool = option("Fetch the data into --data first.", default=False, flags=("--download",))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyOptions:
    """What `verify` may be asked."""

    paths: tuple[Path, ...] = argument("Files or folders below results/ with the results.", default=MISSING)
    systems: tuple[str, ...] = option(
        "Only the results of this system; may be repeated.", default=(), flags=("--system",), metavar="NAME"
    )
    write: bool = option(
        "Make claimed rows that their curve bears out log-checked.", default=False, flags=("--write",)
    )
    reproduce: bool = option(
        "Train the systems again, and keep what that gives beside the results.",
        default=False,
        flags=("--reproduce",),
    )
    reproduction: ReproductionOptions = ReproductionOptions()
    project: Path = project()


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
