"""The CSV export of W&B's table of runs: settings and last values, one line for each run."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from effsite.ingest.log import Facts, LoggedRun
from effsite.ingest.log_columns import ROLES, canonical, extent_of
from effsite.ingest.log_counts import Clock, Counts, since
from effsite.ingest.metric_names import keeps
from effsite.ingest.numbers import number, whole
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log import Extent, Quantity
    from effsite.ingest.log_file import LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

NAME, STATE, RUNTIME = "Name", "State", "Runtime"
SUMMARY = "_wandb"
"""A column of the tables that people write with the API, one line for each run's config and summary."""

OWN = frozenset(
    {NAME, STATE, RUNTIME, "ID", "Notes", "User", "Tags", "Created", "Sweep", "Group", "Job Type"}
)
"""Columns that W&B fills itself; none of them is a metric."""

MODEL = ("model", "model_name", "arch", "architecture")
FINISHED = {"finished": True, "crashed": False, "failed": False, "killed": False}
MAX_RUNS = 10_000


def is_runs_table(header: list[str]) -> bool:
    """Whether these are the columns of a table of runs: a name and two more that W&B fills, or its own."""
    return SUMMARY in header or (NAME in header and len(OWN & set(header)) >= 3)


def read_runs(source: LogFile, options: ReadOptions, report: Report) -> Iterator[LoggedRun]:
    """One run for each line, with one evaluation: the values at its end.

    Raises LogError when no line has a value of the metric.
    """
    rows = csv.reader(f"{text}\n" for _, text in source.lines())
    found = 0
    try:
        header = [name.strip() for name in next(rows)]
        line = 1
        _say(header, report)
        for row in rows:
            line, begin = rows.line_num, line + 1
            run = _run({name: cell.strip() for name, cell in zip(header, row, strict=False)}, begin, options)
            if run is None and row:
                report.ignored("a run without a value of the metric", begin)
            elif run is not None:
                found += 1
                yield run
            if found > MAX_RUNS:
                raise LogError(f"has more than {MAX_RUNS} runs", "export fewer at once", line=begin)
    except csv.Error as error:
        message = f"is no table that can be read: {error}"
        raise LogError(message, "is a quotation mark missing?", line=rows.line_num) from None
    if not found:
        shown = ", ".join(name for name in header if name and name not in OWN)[:300]
        raise LogError("has no value of the metric", f"name one with --metric; it has: {shown}")


def _say(header: list[str], report: Report) -> None:
    hint = "export a chart or the run's history to find the first time that it met the target"
    report.guessed("a table of runs has last values alone: what was spent is that of the whole run", 1, hint)
    if RUNTIME in header:
        report.guessed(f"{RUNTIME} is taken to be in seconds, evaluation included", 1)


def _run(row: Mapping[str, str], line: int, options: ReadOptions) -> LoggedRun | None:
    names = {canonical(name): name for name in reversed(list(row)) if name not in OWN}
    roles = {
        role: names[word] for role, words in ROLES.items() for word in reversed(words) if word in names
    } | {role: name for role, name in options.columns.items() if name in row}
    values = {
        name: value
        for name, cell in row.items()
        if name not in OWN and name not in roles.values() and keeps(name, options)
        if (value := number(cell)) is not None
    }
    if not values:
        return None
    counts = Counts(
        step=_number(row, roles.get("step", "_step")),
        epoch=_number(row, roles.get("epoch", "")),
        examples=_number(row, roles.get("examples", "")),
        time=_number(row, RUNTIME) if RUNTIME in row else _number(row, roles.get("seconds", "_runtime")),
    )
    clock = Clock(1.0, absolute=False)
    evaluation = counts.evaluation(values, line, clock)
    return LoggedRun(
        evaluations=since(clock.began(), (evaluation,)),
        facts=Facts(system=_system(row, names), seed=whole(row.get("seed", ""))),
        name=_name(row),
        extents=_extents(roles, "" if RUNTIME in row else roles.get("seconds", "_runtime")),
        line=line,
        finished=FINISHED.get(row.get(STATE, "").lower()),
    )


def _extents(roles: Mapping[str, str], clock: str) -> dict[Quantity, Extent | None]:
    """What the names of the columns say of how far they reach back; W&B's own clock is a total."""
    found: dict[Quantity, Extent | None] = {"seconds": extent_of(clock)} if clock else {}
    return found | ({"examples": extent_of(roles["examples"])} if "examples" in roles else {})


def _number(row: Mapping[str, str], name: str) -> float | None:
    return number(row.get(name, ""))


def _system(row: Mapping[str, str], names: Mapping[str, str]) -> str:
    model = next((row[names[word]] for word in MODEL if word in names and row[names[word]]), "")
    return model or _name(row)


def _name(row: Mapping[str, str]) -> str:
    return row.get(NAME, "") or row.get(NAME.lower(), "")
