"""OpenAI's tracker of algorithmic efficiency, efficiency_sota.csv: published results, without curves."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from effsite.ingest.log import Stated
from effsite.ingest.log_format import Format
from effsite.ingest.numbers import number
from effsite.ingest.report import LogError
from effsite.units import FLOP_PER_MAC, FLOP_PER_TFS_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.log_format import ReadOptions
    from effsite.ingest.report import Report

COLUMNS = (
    "Metric",
    "Publication Date",
    "Publication",
    "Publication link",
    "Compute (teraflops-s/days)",
    "Reduction Factor",
    "Analysis",
    "Analysis link",
)
ONE_PER_MAC = frozenset({"alexnet", "resnet50"})
"""Levels whose computes count one operation for a multiply-add: those of the two image networks.

Hernandez & Brown 2020 (arXiv 2005.04305, appendix B) multiply multiply-adds by images and passes."""

FACTOR_TOLERANCE = 0.04
MONTHS_APART = 1
ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/([0-9]{2})([0-9]{2})\.[0-9]{4,5}")
SOURCE = "OpenAI, tracker of algorithmic efficiency (efficiency_sota.csv)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _TrackerRow:
    line: int
    metric: str
    day: date
    system: str
    link: str
    tfs_days: float
    factor: float | None
    analysis: str
    analysis_link: str


def read_openai(source: LogFile, options: ReadOptions, report: Report) -> Iterator[Stated]:
    """The results in the tracker, and what does not agree within it.

    Computes in teraflop/s-days become FLOP (1 is 8.64e16) at 2 per multiply-add. Dates are month,
    day, year. Raises LogError when a column is missing or no row can be read.
    """
    rows = list(_rows(source, report))
    if not rows:
        raise LogError("has no row that can be read")
    _check_factors(rows, report)
    _check_dates(rows, report)
    _check_links(rows, report)
    metrics = list(dict.fromkeys(row.metric for row in rows))
    report.understood(f"{len(rows)} results; levels: {', '.join(metrics)}")
    report.understood("compute is in teraflop/s-days of 8.64e16 operations; dates are month/day/year")
    if any(_slug(row.metric) in ONE_PER_MAC for row in rows):
        report.understood("AlexNet and ResNet-50 rows count 1 operation per multiply-add and are doubled")
    for row in rows:
        yield _stated(row)


def _rows(source: LogFile, report: Report) -> Iterator[_TrackerRow]:
    table = csv.reader(text for _, text in source.lines())
    try:
        names = [name.strip() for name in next(table, [])]
        missing = [name for name in COLUMNS[:5] if name not in names]
        if missing:
            raise LogError(f"has no column {missing[0]}", f"expected: {', '.join(COLUMNS)}", line=1)
        for cells in table:
            if any(cell.strip() for cell in cells):
                padded = [cell.strip() for cell in cells] + [""] * len(names)
                row = _row(dict(zip(names, padded, strict=False)), table.line_num, report)
                if row is not None:
                    yield row
    except csv.Error as error:
        raise LogError(f"is no table that can be read: {error}", line=table.line_num) from None


def _row(cells: dict[str, str], line: int, report: Report) -> _TrackerRow | None:
    compute = number(cells[COLUMNS[4]])
    day = _day(cells[COLUMNS[1]])
    if compute is None or compute <= 0 or day is None or not cells["Publication"]:
        what = "compute" if compute is None or compute <= 0 else "date" if day is None else "publication"
        report.refused(f"a row without a {what} that can be read", line)
        return None
    return _TrackerRow(
        line=line,
        metric=cells["Metric"],
        day=day,
        system=cells["Publication"],
        link=cells["Publication link"],
        tfs_days=compute,
        factor=number(cells.get(COLUMNS[5], "")),
        analysis=cells.get("Analysis", ""),
        analysis_link=cells.get("Analysis link", ""),
    )


def _day(text: str) -> date | None:
    match = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text, re.ASCII)
    try:
        return date(int(match[3]), int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _stated(row: _TrackerRow) -> Stated:
    per_mac = 1 if _slug(row.metric) in ONE_PER_MAC else FLOP_PER_MAC
    return Stated(
        system=row.system,
        line=row.line,
        published=row.day.isoformat(),
        target=row.metric,
        training_flop=row.tfs_days * FLOP_PER_TFS_DAY * FLOP_PER_MAC / per_mac,
        flop_method="reported",
        source_flop_per_mac=per_mac,
        source=SOURCE,
        source_url="https://github.com/openai/ai-and-efficiency",
        paper_url=row.link if row.link.startswith(("https://", "http://")) else "",
        note=f"{row.tfs_days:g} tfs-days at {per_mac} per multiply-add.",
    )


def _check_factors(rows: Sequence[_TrackerRow], report: Report) -> None:
    """Say where the stated factor is not the quotient of the stated computes (4 % apart)."""
    first: dict[str, _TrackerRow] = {}
    for row in rows:
        first.setdefault(row.metric, row)
        ratio = first[row.metric].tfs_days / row.tfs_days
        if row.factor and abs(ratio / row.factor - 1) > FACTOR_TOLERANCE:
            report.guessed(
                f"{row.metric}: {row.system} states a factor of {row.factor:g}x, "
                f"its computes give {ratio:.2f}x",
                row.line,
            )


def _check_dates(rows: Sequence[_TrackerRow], report: Report) -> None:
    """Say where the date is more than a month from the one in the arXiv number."""
    for row in rows:
        if not (match := ARXIV.search(row.link)):
            continue
        year, month = 2000 + int(match[1]), int(match[2])
        apart = (row.day.year - year) * 12 + row.day.month - month
        if abs(apart) > MONTHS_APART:
            report.guessed(
                f"{row.metric}: {row.system} is dated {row.day.isoformat()}, "
                f"its arXiv number says {year}-{month:02}: is the month right?",
                row.line,
            )


def _check_links(rows: Sequence[_TrackerRow], report: Report) -> None:
    """Say where the link of an analysis is the link of some other publication."""
    owner = {row.link: row.system for row in rows if row.link}
    for row in rows:
        other = owner.get(row.analysis_link)
        if other is not None and _slug(other)[:6] != _slug(row.analysis)[:6]:
            report.guessed(
                f"{row.metric}: {row.system} credits {row.analysis!r} but links the paper of {other}",
                row.line,
            )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _sniff(head: Head) -> float:
    first = head.text.split("\n", 1)[0]
    return 0.98 if "Compute (teraflops-s/days)" in first and "Reduction Factor" in first else 0.0


FORMAT = Format(
    name="openai",
    title="OpenAI's efficiency tracker (efficiency_sota.csv)",
    patterns=("efficiency_sota*.csv",),
    sniff=_sniff,
    read=read_openai,
)
