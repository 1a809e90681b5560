"""metrics.csv of Lightning's CSVLogger: sparse, training and validation values on lines of their own."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.ingest.log_format import Format
from effsite.ingest.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log import LoggedRun
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

ZERO = "epochs and steps count from 0, as Lightning's loggers write them"

OTHERS = frozenset({"global_step", "accumulated_submission_time", "eval_loss", "eval_top1"})
"""Columns of the tables of other tools."""


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The runs of a metrics.csv, whose epochs and steps count from 0, also where it begins later.

    Raises LogError as `read_table` does.
    """
    report.understood(ZERO)
    for run in read_table(source, options, report, epochs_known=True):
        yield replace(run, facts=replace(run.facts, epochs_from_zero=True, steps_from_zero=True))


def _sniff(head: Head) -> float:
    table = list(csv.reader(head.text.splitlines()[:50]))
    header, rows = (table[0], table[1:]) if table else ([], [])
    names = {name.strip() for name in header}
    if not {"epoch", "step"} <= names or names & OTHERS:
        return 0.0
    sparse = any("" in row for row in rows if len(row) == len(header))
    return 0.95 if head.name == "metrics.csv" else 0.7 if sparse else 0.2


FORMAT = Format(
    name="lightning",
    title="Lightning CSVLogger (metrics.csv)",
    patterns=("metrics.csv",),
    sniff=_sniff,
    read=read,
)
