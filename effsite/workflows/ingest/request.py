"""What is asked of `ingest`, checked and looked up in the collection."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from effsite import store
from effsite.analysis.aggregation import RULES
from effsite.analysis.compute import ASSUMED_UTILISATION, Phase
from effsite.errors import UsageError, did_you_mean
from effsite.ingest.batch import format_named
from effsite.ingest.hardware import read_hardware
from effsite.ingest.log import Quantity
from effsite.ingest.log_format import ReadOptions
from effsite.names import is_submission
from effsite.records import Metric, PublicationDate, Target
from effsite.workflows.ingest.cells import SYSTEM_LENGTH
from effsite.workflows.ingest.log_facts import FolderFacts
from effsite.workflows.ingest.named_model import named_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from effsite.analysis.aggregation import Rule
    from effsite.analysis.compute import PhaseUnit
    from effsite.ingest.hardware import Hardware
    from effsite.ingest.log import Extent
    from effsite.ingest.log_format import Format
    from effsite.records import Collection, Device, TaskCollection
    from effsite.workflows.options import ComputeOptions, IngestOptions, LogOptions

PHASE = re.compile(
    r"\s*([0-9.]+(?:e[+-]?[0-9]+)?)\s*(epochs?|steps?|examples?)\s*(?:x\s*([0-9]+)\s*)?:\s*([0-9.]+(?:e[+-]?[0-9]+)?)\s*",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What the user says for working out compute; None where the log is to say.

    `image_size` is the one at which a known network was counted, in pixels a side.
    """

    forward_flop: float | None = None
    image_size: int | None = None
    how: str = ""
    examples_per_step: float | None = None
    examples_per_epoch: float | None = None
    parameters: float | None = None
    phases: tuple[Phase, ...] = ()
    hardware: Hardware | None = None
    utilisation: float = ASSUMED_UTILISATION
    utilisation_given: bool = False
    precision: str = ""
    estimate: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The whole request. `task` is None for a look into logs without a target of the collection."""

    format: Format | None
    project: Path
    collection: Collection | None
    task: TaskCollection | None
    target: Target | None
    options: ReadOptions
    counting: Counting
    rule: Rule | None
    system: str
    published: PublicationDate | None
    facts: FolderFacts | None
    only: Mapping[str, str]
    source: str
    source_url: str
    submission: str
    curves: Literal["all", "best", "records", "none"]
    attempts: bool
    dry_run: bool

    @property
    def devices(self) -> tuple[Device, ...]:
        """The hardware table of the collection; empty without one."""
        return self.collection.devices if self.collection else ()


def looked_up(options: IngestOptions) -> Request:
    """The request that the options make up; raises UsageError for what does not fit together."""
    level, row = options.level, options.row
    chosen = format_named(options.logs.format)
    collection = _collection(options.project, needed=level.task is not None)
    task = _task(collection, level.task)
    target = _target(task, options)
    if not options.dry_run and task is None:
        raise UsageError("there is no task to write to", "name --task and --target, or look with --dry-run")
    return Request(
        format=chosen,
        project=options.project,
        collection=collection,
        task=task,
        target=target,
        options=_log_options(options.logs, target),
        counting=_counting(options.compute, collection),
        rule=_rule(row.rule),
        system=_system(row.system),
        published=_published(row.published),
        facts=FolderFacts.read(row.facts) if row.facts is not None else None,
        only=_only(options.logs.only),
        source=_text(row.source, "--source", 500),
        source_url=_url(row.source_url),
        submission=_submission(row.submission),
        curves=row.curves,
        attempts=row.attempts,
        dry_run=options.dry_run,
    )


def _collection(project: Path, *, needed: bool) -> Collection | None:
    results = project / "results"
    return store.read(results).collection if needed or results.is_dir() else None


def _task(collection: Collection | None, name: str | None) -> TaskCollection | None:
    if name is None or collection is None:
        return None
    tasks = {t.task.name: t for t in collection.tasks if t.task.targets}
    if name not in tasks:
        raise UsageError(f"unknown task {name!r}", did_you_mean(name, tasks))
    return tasks[name]


def _target(task: TaskCollection | None, options: IngestOptions) -> Target | None:
    level = options.level
    if task is None:
        return _passing_target(options)
    if level.level is not None:
        raise UsageError("--level and --task exclude each other", "a target of the task has its own level")
    targets = {t.name: t for t in task.task.targets}
    name = level.target
    if name is not None and name not in targets:
        name = name.lower().replace(".", "-")
    if name is not None and name not in targets:
        raise UsageError(f"task {task.task.name} has no target {level.target!r}", did_you_mean(name, targets))
    if name is not None or len(targets) == 1:
        return targets[name] if name is not None else next(iter(targets.values()))
    return None


def _passing_target(options: IngestOptions) -> Target | None:
    """A level to look for that is no target of the collection."""
    level, name = options.level, options.logs.metric
    if level.target is not None:
        raise UsageError("--target needs --task", "name the task that the target belongs to")
    if level.level is None:
        return None
    if name is None or not options.dry_run:
        raise UsageError("--level needs --metric and --dry-run", "to write results, name --task and --target")
    metric = Metric(name=name, label=name, higher_is_better=not level.lower_is_better)
    return Target(task="none", name="level", title=name, about=name, level=level.level, metric=metric)


def _log_options(logs: LogOptions, target: Target | None) -> ReadOptions:
    columns = {}
    for text in logs.columns:
        role, equals, name = text.partition("=")
        if not equals or not role or not name:
            raise UsageError(f"--column {text!r} is not ROLE=NAME", "as in --column step=iteration")
        columns[role] = name
    extents = {}
    for text in logs.extents:
        name, _, extent = text.partition("=")
        if name not in get_args(Quantity) or extent not in ("total", "interval"):
            hint = f"one of {', '.join(get_args(Quantity))}, and total or interval"
            raise UsageError(f"--counts {text!r} is not ROLE=total or ROLE=interval", hint)
        extents[cast("Quantity", name)] = cast("Extent", extent)
    return ReadOptions(
        metric=logs.metric or "",
        wanted=target.metric if target else None,
        level=target.level if target else None,
        columns=columns,
        form=logs.form,
        extents=extents,
        pauses=logs.pauses,
    )


def _counting(compute: ComputeOptions, collection: Collection | None) -> Counting:
    _refuse_bounds(compute)
    ways = [way for way in (compute.model, compute.flop_per_example, compute.phases) if way is not None]
    if len(ways) > 1:
        raise UsageError("--model, --flop-per-example and --phases exclude each other", "give one of them")
    model = named_model(compute.model) if compute.model is not None else None
    devices = collection.devices if collection else ()
    return Counting(
        forward_flop=model.forward_flop if model else compute.flop_per_example,
        image_size=model.image_size if model else None,
        how=model.how if model else "",
        examples_per_step=compute.examples_per_step,
        examples_per_epoch=compute.examples_per_epoch,
        parameters=compute.parameters,
        phases=_phases(compute.phases),
        hardware=read_hardware(compute.hardware, devices) if compute.hardware else None,
        utilisation=ASSUMED_UTILISATION if compute.utilisation is None else compute.utilisation,
        utilisation_given=compute.utilisation is not None,
        precision=compute.precision,
        estimate=compute.estimate,
    )


def _refuse_bounds(compute: ComputeOptions) -> None:
    above_nothing = {
        "--flop-per-example": compute.flop_per_example,
        "--examples-per-step": compute.examples_per_step,
        "--examples-per-epoch": compute.examples_per_epoch,
        "--parameters": compute.parameters,
    }
    for flag, value in above_nothing.items():
        if value is not None and not 0 < value < 1e30:
            raise UsageError(f"{flag} must be above 0")
    if compute.utilisation is not None and not 0 < compute.utilisation <= 1:
        raise UsageError("--utilisation must be above 0 and at most 1", "40 % is written 0.4")


def _phases(text: str | None) -> tuple[Phase, ...]:
    if text is None:
        return ()
    phases = []
    for part in text.split(","):
        match = PHASE.fullmatch(part)
        if match is None:
            hint = (
                "write 16epochs:2.7e9, 21epochs:8.2e9 or 5000steps x 512:8.2e9 (forward FLOP of one example)"
            )
            raise UsageError(f"--phases: {part.strip()!r} is no phase", hint)
        unit = cast("PhaseUnit", match[2].lower().rstrip("s") + "s")
        batch = float(match[3]) if match[3] else None
        phases.append(Phase(length=_number(match[1]), unit=unit, forward_flop=_number(match[4]), batch=batch))
    return tuple(phases)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"--phases: {text!r} is no number") from None
    if not 0 < value < 1e30:
        raise UsageError(f"--phases: {text} must be above 0")
    return value


def _rule(name: str | None) -> Rule | None:
    if name is None:
        return None
    if name not in RULES:
        raise UsageError(f"unknown rule {name!r}", did_you_mean(name, RULES))
    return name


def _published(text: str | None) -> PublicationDate | None:
    try:
        return PublicationDate.parse(text) if text is not None else None
    except ValueError as error:
        raise UsageError(f"--published is {error}", "write YYYY-MM-DD, or YYYY-MM without a day") from None


def _only(texts: Sequence[str]) -> Mapping[str, str]:
    """The value that a run must have of each label, both in small letters."""
    wanted: dict[str, str] = {}
    for text in texts:
        label, equals, value = text.lower().partition("=")
        if not equals or not label or not value:
            raise UsageError(f"--only {text!r} is not LABEL=VALUE", "as in --only division=closed")
        if wanted.setdefault(label, value) != value:
            raise UsageError(f"--only {label} is given twice", "a run has one value of a label")
    return wanted


def _text(value: str | None, option: str, most: int) -> str:
    text = " ".join((value or "").split())
    if len(text) > most:
        raise UsageError(f"{option} has {len(text)} characters; at most {most} fit")
    return text


def _system(value: str | None) -> str:
    """The system's name as the user gave it: it is never altered, so what a row cannot hold is refused."""
    name = _text(value, "--system", SYSTEM_LENGTH)
    if name.startswith(("=", "+", "-", "@")) or not name.isprintable():
        raise UsageError(f"--system {name!r} is no name that a table can hold", "begin it with a letter")
    return name


def _url(value: str | None) -> str:
    if value and not re.fullmatch(r"https?://[^\s@\"'<>`\\]{3,480}", value):
        raise UsageError("--source-url is no plain web address", "as in https://example.org/logs")
    return value or ""


def _submission(value: str | None) -> str:
    if value and not is_submission(value):
        raise UsageError(f"--submission {value!r} is no valid name", "lower-case letters, digits, hyphens")
    return value or ""
