"""A log ingested into a lab's collection, and what must hold between the report, the files and the check."""

from __future__ import annotations

import shutil
from math import isclose
from typing import TYPE_CHECKING

from effsite import store
from effsite.analysis.crossing import compute_to_target
from effsite.errors import UsageError
from effsite.workflows.check import read_checked
from effsite.workflows.ingest import ingest
from effsite.workflows.options import ComputeOptions, IngestOptions, LevelOptions, LogOptions, RowOptions
from tests.projects import lab_project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from effsite.records import Result, TaskCollection
    from effsite.workflows.ingest import Ingested, IngestReport

LOSS_TASK = """\
title = "Words"
about = "Foretell the next word."
domain = "Language"
dataset = "words"
example = "token"

[metric]
name = "val_loss"
label = "Loss"
higher_is_better = false

[[targets]]
name = "good"
title = "Good"
about = "A loss of 3.5 or less."
level = 3.5
"""
TASKS = ("digits", "words")


def two_task_lab(root: Path) -> Path:
    """A lab that reads digits (accuracy of 0.6) and foretells words (loss of 3.5)."""
    project = lab_project(root)
    task = project / "results" / "digits" / "task.toml"
    excellent = '\n[[targets]]\nname = "excellent"\ntitle = "Excellent"\nabout = "More."\nlevel = 0.95\n'
    task.write_text(task.read_text("utf-8").replace("level = 0.95", "level = 0.6") + excellent, "utf-8")
    words = project / "results" / "words"
    words.mkdir()
    (words / "task.toml").write_text(LOSS_TASK)
    return project


def write_and_check(lab: Path, log: Path, format: str, task: str) -> int:
    """Ingest the log and hold report, files and check against one another; how many rows were written.

    Whatever the submission had before is taken away first.
    """
    folder = lab / "results" / task
    (folder / "fuzzed.csv").unlink(missing_ok=True)
    for evidence in ("curves", "logs"):
        shutil.rmtree(folder / evidence, ignore_errors=True)
    try:
        report = ingest(_options(lab, log, format, task))
    except UsageError:
        return 0
    _holds(report, lab, task)
    return sum(result.written for result in report.results)


def read_only(lab: Path, log: Path, format: str, counts: Mapping[str, float]) -> tuple[Ingested, ...]:
    """What comes of the log for the accuracy of 0.95, counted at 1e6 FLOP an example; nothing is written."""
    options = IngestOptions(
        logs=LogOptions(format=format, paths=(log,)),
        level=LevelOptions(task="digits", target="excellent"),
        compute=ComputeOptions(flop_per_example=1e6, **counts),
        row=RowOptions(published="2025-03-01"),
        dry_run=True,
        project=lab,
    )
    return ingest(options).results


def _options(lab: Path, log: Path, format: str, task: str) -> IngestOptions:
    return IngestOptions(
        logs=LogOptions(format=format, paths=(log,)),
        level=LevelOptions(task=task, target="good"),
        compute=ComputeOptions(flop_per_example=1e6, examples_per_step=64.0),
        row=RowOptions(published="2025-03-01", submission="fuzzed", source="A log."),
        project=lab,
    )


def _holds(report: IngestReport, lab: Path, task: str) -> None:
    announced = [result for result in report.results if result.written]
    stored = store.load(lab / "results").task(task)
    rows = {row.system: row for row in stored.results if row.submission == "fuzzed"}
    assert sorted(rows) == sorted(row.system for result in announced if (row := result.row))
    assert len(rows) == len(announced), "n results announced are n rows written"
    assert not [f for f in read_checked(lab / "results").errors if "fuzzed" in f.path or "curves" in f.path]
    refused = any(note.verdict == "refused" for note in report.lines)
    assert refused or all(result.written for result in report.results if result.row is not None)
    for result in announced:
        assert result.row is not None
        _same(result, rows[result.row.system], stored)
        assert result.reached is not False, "no result from a run that stays short of the level"


def _same(result: Ingested, row: Result, stored: TaskCollection) -> None:
    """The row reads back with the figures that were announced, and its curve bears them out."""
    assert row == result.row, "the row that is read back is the one that was announced"
    told, kept = result.training_flop, row.training_flop
    assert (told is None) == (kept is None)
    assert told is None or isclose(told, kept or 0, rel_tol=1e-9)
    assert result.seconds is None or not row.seconds or isclose(result.seconds, row.seconds, rel_tol=1e-9)
    curves = [curve for curve in stored.curves if curve.name == row.curve]
    if len(curves) == 1 and row.runs == 1:
        crossing = compute_to_target(curves[0], stored.task.target("good"))
        assert crossing.reached
        assert kept is None or isclose(crossing.training_flop or kept, kept, rel_tol=1e-6)
