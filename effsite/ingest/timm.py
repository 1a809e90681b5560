"""summary.csv of timm's train.py; its tables of finished models are known, and named for what they are."""

from __future__ import annotations

import csv
import dataclasses
import re
from typing import TYPE_CHECKING

from effsite.ingest.log_format import Format
from effsite.ingest.report import NoRunHereError
from effsite.ingest.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log import Form, LoggedRun
    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

ACCURACY = re.compile(r"eval_(?:top|acc|prec)[15]")
FORM: Form = "percent"
"""How train.py writes accuracies."""

TABLES = {
    "results": frozenset({"model", "top1", "top1_err", "top5", "param_count"}),
    "inference benchmark": frozenset({"model", "infer_samples_per_sec", "infer_gmacs"}),
    "training benchmark": frozenset({"model", "train_samples_per_sec", "train_step_time"}),
}
ABOUT = {
    "results": "accuracies of finished models in percent, param_count in millions",
    "inference benchmark": "speeds of finished models; infer_gmacs are multiply-accumulates in billions",
    "training benchmark": "speeds of training steps",
}


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """The run of a summary.csv, whose epochs count from 0: a row stands after its epoch.

    Raises LogError for timm's tables of results and benchmarks, which hold no training run, and as
    `read_table` does.
    """
    kind = _table(source.head())
    if kind:
        raise NoRunHereError(
            f"is timm's {kind} table ({ABOUT[kind]}): it holds no training run",
            "give the summary.csv that train.py writes into its output folder",
        )
    report.understood("epochs count from 0: a row stands after its epoch, so after one more than it says")
    for run in read_table(source, options, report, epochs_known=True):
        forms = {name: FORM for e in run.evaluations for name in e.values if ACCURACY.fullmatch(name)}
        facts = dataclasses.replace(run.facts, epochs_from_zero=True)
        yield dataclasses.replace(run, facts=facts, forms=forms, whole_epochs=True)


def _table(head: Head) -> str:
    """Which of timm's tables of models a file is, or nothing."""
    names = _header(head)
    return next((kind for kind, needed in TABLES.items() if needed <= names), "")


def _header(head: Head) -> set[str]:
    first = head.text.split("\n", 1)[0].rstrip("\r")
    try:
        return {name.strip() for name in next(csv.reader([first]), [])}
    except csv.Error:
        return set()


def _sniff(head: Head) -> float:
    names = _header(head)
    summary = {"epoch", "train_loss"} <= names and any(name.startswith("eval_") for name in names)
    if summary and "step" not in names:
        return 0.95
    return 0.95 if _table(head) else 0.0


FORMAT = Format(
    name="timm",
    title="timm (summary.csv)",
    patterns=("summary.csv",),
    sniff=_sniff,
    read=read,
)
