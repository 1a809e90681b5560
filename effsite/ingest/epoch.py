"""Epoch AI's table of models: dates, parameters and the compute of whole training runs."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from effsite.ingest.log import Stated
from effsite.ingest.log_format import Format
from effsite.ingest.numbers import number, whole
from effsite.ingest.report import LogError
from effsite.records import PublicationDate
from effsite.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

COMPUTE = ("Training compute (FLOP)", "Training compute (FLOPs)")
DATE = "Publication date"
SYSTEM = ("Model", "System")
"""Names of the first column: since 2024, and before."""

UTILISATION = ("Hardware utilization (MFU)", "Hardware utilization")
COST = ("Training compute cost (2023 USD)", "Training compute cost (2020 USD)")
CITATION = "Epoch AI, Data on AI models"
ADDRESS = "https://epoch.ai/data/ai-models"


def read(source: LogFile, options: ReadOptions, report: Report) -> Iterator[Stated]:
    """Every row that gives a compute, as the compute of a whole run: never compute to a target.

    Raises LogError for a table without the columns that name the system and its compute.
    """
    rows = _rows(source)
    header = next(rows, (0, []))[1]
    names = {name: position for position, name in reversed(list(enumerate(header)))}
    system = next((name for name in SYSTEM if name in names), "")
    compute = next((name for name in COMPUTE if name in names), "")
    if not system or not compute:
        raise LogError(f"has no columns {SYSTEM[0]} and {COMPUTE[0]}", "is it Epoch AI's table of models?")
    report.understood(f"{compute} is the compute of whole runs, not of runs up to a target")
    report.guessed("a multiply-add is taken to count as 2 FLOP, as Epoch counts it")
    if options.level is not None:
        hint = "a history of whole runs is a target without a level, such as those of ai-and-compute"
        report.guessed("no row says that its system reached the target: none is written for it", hint=hint)
    for line, cells in rows:
        row = {name: cells[at] for name, at in names.items() if at < len(cells)}
        row |= {SYSTEM[0]: row.get(system, ""), COMPUTE[0]: row.get(compute, "")}
        if (stated := _stated(row, line, report)) is not None:
            yield stated


def _rows(source: LogFile) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins: cells of this table run over many lines."""
    reader = csv.reader((f"{text}\n" for _, text in source.lines()))
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        message = f"is no table that can be read: {error}"
        raise LogError(message, "is a quotation mark missing?", line=reader.line_num) from None


def _stated(row: Mapping[str, str], line: int, report: Report) -> Stated | None:
    """What a row states, or None with a word in the report when it states no compute."""
    compute = number(row[COMPUTE[0]])
    name = " ".join(row[SYSTEM[0]].split())
    if compute is None or compute <= 0 or not name:
        told = report.refused if row[COMPUTE[0]] else report.ignored
        told("a row without a name or a compute", line)
        return None
    hours = _positive(row, "Training time (hours)")
    return Stated(
        system=name,
        line=line,
        published=_date(row.get(DATE, ""), line, report),
        training_flop=compute,
        flop_method="reported",
        flop_scope="whole-run",
        source_flop_per_mac=2,
        parameters=_positive(row, "Parameters"),
        epochs=_positive(row, "Epochs"),
        seconds=None if hours is None else hours * SECONDS_PER_HOUR,
        devices=_devices(row.get("Hardware quantity", "")),
        device=row.get("Training hardware", ""),
        utilisation=_share(row, line, report),
        cost_usd=_cost(row),
        source=CITATION,
        source_url=ADDRESS,
        paper_url=_link(row.get("Link", "")),
        note=_note(row),
    )


def _note(row: Mapping[str, str]) -> str:
    said = {
        "Epoch's confidence": row.get("Confidence", ""),
        "estimated by": row.get("Training compute estimation method", "").replace(",", ", "),
    }
    return "; ".join(f"{what}: {value}" for what, value in said.items() if value)


def _date(text: str, line: int, report: Report) -> str:
    try:
        return str(PublicationDate.parse(text))
    except ValueError:
        report.guessed(f"{DATE} is no date: left out", line)
        return ""


def _positive(row: Mapping[str, str], *names: str) -> float | None:
    """The first positive number in those columns, a dollar sign taken off."""
    found = (number(row.get(name, "").removeprefix("$")) for name in names)
    return next((value for value in found if value is not None and value > 0), None)


def _cost(row: Mapping[str, str]) -> float | None:
    return _positive(row, *COST)


def _devices(text: str) -> int | None:
    count = whole(text)
    return count if count is not None and count > 0 else None


def _share(row: Mapping[str, str], line: int, report: Report) -> float | None:
    share = _positive(row, *UTILISATION)
    if share is not None and share > 1:
        report.guessed("a hardware utilisation above 1 is left out", line)
        return None
    return share


def _link(text: str) -> str:
    """The first address in a cell, when it is a plain web address."""
    address = text.split()[0].rstrip(",;") if text.split() else ""
    return address if address.startswith(("https://", "http://")) else ""


def _sniff(head: Head) -> float:
    first = head.text.split("\n", 1)[0]
    return 1.0 if any(name in first for name in COMPUTE) and any(name in first for name in SYSTEM) else 0.0


FORMAT = Format(
    name="epoch",
    title="Epoch AI's table of models",
    patterns=("*.csv",),
    sniff=_sniff,
    read=read,
)
