"""CSV files of Weights & Biases: the export of a chart, the table of runs, and a run's history."""

from __future__ import annotations

import csv
import dataclasses
from typing import TYPE_CHECKING

from effsite.ingest.log_format import Format
from effsite.ingest.report import LogError
from effsite.ingest.table import read_table
from effsite.ingest.wandb_chart import HIGH, OWN_STEP, read_chart
from effsite.ingest.wandb_runs import NAME, OWN, is_runs_table, read_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

HISTORY = frozenset({OWN_STEP, "_runtime", "_timestamp"})
"""Columns that W&B adds to what a run logs."""


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The runs of an export, whichever of the three it is.

    A chart gives one curve for each run, thinned by W&B; the table of runs gives one value for each
    run, that of its end; a history (`run.history().to_csv`) gives the run as it was logged. Raises
    LogError for anything else, and when there is no value of the metric.
    """
    header = _header(source.head())
    if HISTORY & set(header) and not is_runs_table(header):
        return _read_history(source, options, report, stepped=OWN_STEP in header)
    if any(name.endswith(HIGH) for name in header):
        return read_chart(source, options, report)
    if is_runs_table(header) or NAME in header:
        return read_runs(source, options, report)
    raise LogError("is no export of W&B", "export a chart, the table of runs, or a run's history as CSV")


def _read_history(
    source: LogFile, options: ReadOptions, report: Report, *, stepped: bool
) -> Iterator[LoggedRun]:
    if not stepped:
        return read_table(source, options, report)
    named = options.columns if "step" in options.columns else {**options.columns, "step": OWN_STEP}
    hint = "run.scan_history() has every value; it is the optimiser's step only where the script sets it"
    report.guessed(f"step is read from {OWN_STEP}, and run.history() keeps 500 values unless told", 1, hint)
    return read_table(source, dataclasses.replace(options, columns=named), report)


def _header(head: Head) -> list[str]:
    first = head.text.split("\n", 1)[0].rstrip("\r")
    try:
        return [name.strip() for name in next(csv.reader([first]), [])]
    except csv.Error:
        return []


def _sniff(head: Head) -> float:
    header = _header(head)
    pairs = {name.removesuffix(HIGH) for name in header if name.endswith(HIGH)}
    if pairs & set(header):
        return 1.0
    if HISTORY & set(header):
        return 0.95 if len(HISTORY & set(header)) > 1 else 0.6
    if is_runs_table(header):
        return 0.9
    return 0.6 if NAME in header and len(OWN & set(header)) > 1 else 0.0


FORMAT = Format(
    name="wandb",
    title="Weights & Biases (CSV exports)",
    patterns=("wandb_export*.csv", "*.csv"),
    sniff=_sniff,
    read=read,
)
