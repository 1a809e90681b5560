"""What may be asked of the jobs that read the collection, check it and add to it."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Literal

from effsite.workflows.options.field import argument, option, project, strict

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
