"""results.tsv of autoresearch: one experiment a row, each a training run of the same length of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.ingest.log import Evaluation, LoggedRun
from effsite.ingest.log_format import Format
from effsite.ingest.numbers import number
from effsite.ingest.privacy import scrubbed
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

COMMIT, METRIC, STATUS, DESCRIPTION = "commit", "val_bpb", "status", "description"
CRASH = "crash"
MAX_ROWS, MAX_NAME = 10_000, 100


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """A run for each experiment that came to an end, with the one value that it ended at.

    The table has neither steps nor time nor compute. A crash is entered as a val_bpb of zero, so those
    rows are left out. Raises LogError for a table without the columns or without such a row.
    """
    lines = ((line, text.split("\t")) for line, text in source.lines() if text.strip())
    first, names = next(lines, (0, []))
    header = [name.strip() for name in names]
    if not {COMMIT, METRIC, STATUS} <= set(header):
        shown = ", ".join(header)[:200]
        raise LogError(f"has no columns {COMMIT}, {METRIC} and {STATUS}, but {shown}", line=first)
    found = 0
    for line, cells in lines:
        if len(cells) < len(header) or found >= MAX_ROWS:
            report.refused(
                "a row with too few cells, or after the first 10,000", line, "is the file cut off?"
            )
            continue
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if (run := _run(row, line, report)) is not None:
            found += 1
            yield run
    if not found:
        raise LogError("has no row of an experiment that came to an end")
    report.guessed(
        "the table has neither steps nor time: no compute can be had from it",
        hint="read the run.log of the experiment with the format nanogpt",
    )


def _run(row: dict[str, str], line: int, report: Report) -> LoggedRun | None:
    value = number(row[METRIC])
    if row[STATUS].casefold() == CRASH or value is None or value <= 0:
        report.ignored("an experiment that crashed or has no value", line)
        return None
    told = " ".join(scrubbed(row.get(DESCRIPTION, "")).split())
    name = f"{row[COMMIT]} {told}".strip()[:MAX_NAME]
    return LoggedRun(evaluations=(Evaluation(values={METRIC: value}, line=line),), name=name, line=line)


def _sniff(head: Head) -> float:
    names = {name.strip() for name in head.text.split("\n", 1)[0].split("\t")}
    return 0.98 if {COMMIT, METRIC, STATUS} <= names else 0.0


FORMAT = Format(
    name="autoresearch",
    title="autoresearch (results.tsv)",
    patterns=("results.tsv",),
    sniff=_sniff,
    read=read,
)
