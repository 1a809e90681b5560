"""The rows of a project for other programs: as CSV, JSON, Parquet, or with the metadata of Croissant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.summary import summarise
from effsite.errors import UsageError, did_you_mean
from effsite.files import write_atomically
from effsite.site.generator import read_config
from effsite.site.pages.data.export import exported
from effsite.site.project import Project
from effsite.site.settings import site_settings
from effsite.workflows.check import load_checked

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Collection
    from effsite.workflows.options import ExportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was exported: `content` where no place was named, else the files that were written."""

    rows: int
    content: bytes = b""
    files: tuple[Path, ...] = ()


def export(options: ExportOptions) -> Exported:
    """The rows of all targets, or of one task's, in a format of choice.

    Written where `output` says, in one step for each file, or given as bytes where it says nothing. Raises
    UsageError for a task that is not there, and for Croissant without a folder; CollectionError when the
    collection has errors.
    """
    if options.format == "croissant" and options.output is None:
        raise UsageError("croissant is two files, the rows and what they are", "name a folder: --output DIR")
    project = Project.at(options.project)
    summaries = _summaries(load_checked(project.results).collection, options.task)
    settings = site_settings(read_config(project.config))
    made = exported(summaries, options.format, settings, options.task or "")
    rows = sum(len(s.results) + len(s.without_measure) for s in summaries)
    if options.output is None:
        return Exported(rows=rows, content=next(iter(made.values())))
    in_folder = options.format == "croissant"
    places = {options.output / name if in_folder else options.output: made[name] for name in made}
    for place, content in places.items():
        write_atomically(place, content)
    return Exported(rows=rows, files=tuple(places))


def _summaries(collection: Collection, task: str | None) -> list[TargetSummary]:
    tasks = [one for one in collection.tasks if one.task.holds == "results"]
    names = [one.task.name for one in tasks]
    if task is not None and task not in names:
        hint = did_you_mean(task, names) or "`effsite list` shows the tasks"
        raise UsageError(f"the collection has no task {task!r} with results", hint)
    return [
        summarise(one, target)
        for one in tasks
        if task in (None, one.task.name)
        for target in one.task.targets
        if one.results_for(target.name)
    ]
