"""MLflow's file store: one folder for each run, one file for each metric, parameter and tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.ingest.log_file import LogFile
from effsite.ingest.mlflow_run import MODEL_PARAMETERS, MlflowRun
from effsite.ingest.numbers import number, whole
from effsite.ingest.report import LogError, NoRunHereError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

META = "meta.yaml"
FIELD = re.compile(r"([a-z_]{1,40}): *(.{0,1000})")
VALUE = re.compile(r"([0-9]{1,16}) ([^ ]{1,64})(?: (-?[0-9]{1,15}))?")
"""A line of a metric: milliseconds since 1970, value, and step (absent before MLflow 1.0)."""

FINISHED = {"3": True, "4": False, "5": False, "FINISHED": True, "FAILED": False, "KILLED": False}
MAX_FILES = 5_000


def read_run(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run whose meta.yaml is given; raises LogError for that of an experiment or a deleted run."""
    lines = source.document().splitlines()
    fields = {found[1]: found[2] for line in lines if (found := FIELD.fullmatch(line))}
    if "run_id" not in fields and "run_uuid" not in fields:
        raise NoRunHereError("describes an experiment, not a run", "its runs are in the folders beside it")
    if fields.get("lifecycle_stage") == "deleted":
        raise NoRunHereError("is a run that was deleted", "restore it in MLflow if it is meant to count")
    yield _run(source, fields, options, report)


def read_metric(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The one metric of a file that is given without its run."""
    run = MlflowRun(options, report, start=None)
    _read_values(source, source.path.name, run, report)
    report.ignored("the rest of the run: give its folder, or its meta.yaml, to have time and parameters")
    yield run.run(name="", finished=None, parameters={})


def _run(source: LogFile, fields: dict[str, str], options: ReadOptions, report: Report) -> LoggedRun:
    folder = source.path.parent
    run = MlflowRun(options, report, start=number(fields.get("start_time", "")))
    for path in _files(folder / "metrics"):
        key = path.relative_to(folder / "metrics").as_posix()
        if run.wants(key):
            _read_values(_beside(source, path), key, run, report)
        else:
            run.others[key] = None
    parameters = {name: _text(source, folder / "params" / name) for name in MODEL_PARAMETERS}
    name = _text(source, folder / "tags" / "mlflow.runName") or fields.get("run_name", "").strip("'\"")
    return run.run(name=name, finished=FINISHED.get(fields.get("status", "")), parameters=parameters)


def _read_values(source: LogFile, key: str, run: MlflowRun, report: Report) -> None:
    for line, text in source.lines():
        if found := VALUE.fullmatch(text.strip()):
            step = whole(found[3]) if found[3] else 0
            run.take(key, number(found[2]), number(found[1]), step or 0, line)
        elif text.strip():
            report.refused(f"{key}: a line that is not `time value step`", line)


def _files(folder: Path) -> list[Path]:
    """The plain files below a folder, without following links; raises LogError when there are too many."""
    found: list[Path] = []
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found.append(path)
        if len(found) > MAX_FILES:
            raise LogError(f"has more than {MAX_FILES} metrics", "name one with --metric")
    return sorted(found)


def _text(source: LogFile, path: Path) -> str:
    """The first line of a small file of the run, empty when it is not there."""
    if not path.is_file() or path.is_symlink():
        return ""
    return next((text for _, text in _beside(source, path).lines()), "").strip()[:200]


def _beside(source: LogFile, path: Path) -> LogFile:
    """A file of the same run, shown as the user would name it."""
    shown = f"{source.shown.removesuffix(META)}{path.relative_to(source.path.parent).as_posix()}"
    return LogFile(path, shown, source.on_bytes)
