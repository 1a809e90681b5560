"""MLPerf scores read a second time: run_start to run_stop of each file, and the benchmark's own mean."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CLOSE = 0.001
MANY = 40
PLACE = re.compile(r"/training_results_(v[0-9.]+)/tree/[0-9a-f]+/(.+)$")
LINE = re.compile(r":::(?:MLLOG|MLL|MLPv0\.[0-9]\.[0-9])(.*)")
MILLISECONDS = re.compile(r'"time_ms": *([0-9.]+)')
SECONDS = re.compile(r"^(?: \S+)?\s+([0-9]+\.[0-9]+)")
SUCCESS = re.compile(r"""["'](?:status["']: *["']success|success["']: *true)""")


def run_seconds(text: str) -> float | None:
    """What the clock of one run showed at its end; None for a run that did not succeed."""
    start = stop = None
    success = False
    for found in LINE.finditer(text):
        line = found[1]
        if "run_start" in line and start is None:
            start = _moment(line)
        elif "run_stop" in line:
            stop, success = _moment(line), bool(SUCCESS.search(line))
    return stop - start if success and start is not None and stop is not None else None


def _moment(line: str) -> float | None:
    if found := MILLISECONDS.search(line):
        return float(found[1]) / 1000
    found = SECONDS.search(line)
    return float(found[1]) if found else None


def score(runs: Sequence[float | None]) -> float | None:
    """The mean without the fastest and the slowest (of 40 a tenth at each end); None with two failures."""
    order = sorted(float("inf") if run is None else run for run in runs)
    cut = len(order) // 10 if len(order) >= MANY else 1
    kept = order[cut:-cut] if len(order) >= 3 else order
    mean = sum(kept) / len(kept)
    return mean if mean < float("inf") else None


def differing(results: Path, clones: Path) -> Iterator[tuple[str, str]]:
    """Each row whose logs are there, by its system, with how it differs: empty where it agrees."""
    for table in sorted(results.glob("mlperf-*/mlperf*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                place = PLACE.search(row["source_url"])
                folder = _folder(clones, place[1], unquote(place[2])) if place else None
                logs = sorted(folder.glob("result_*.txt")) if folder else []
                if logs and row["seconds"]:
                    yield row["system"], _difference(row, logs)


def _folder(clones: Path, version: str, path: str) -> Path | None:
    found = (clones / name / path for name in (version, f"training_results_{version}"))
    return next((folder for folder in found if folder.is_dir()), None)


def _difference(row: dict[str, str], logs: Sequence[Path]) -> str:
    if len(logs) != int(row["runs"]):
        return f"{len(logs)} logs, the row says {row['runs']} runs"
    read = score([run_seconds(log.read_text(encoding="utf-8", errors="replace")) for log in logs])
    if read is None:
        return "two runs or more did not succeed"
    apart = abs(read / float(row["seconds"]) - 1)
    return "" if apart <= CLOSE else f"{read:g} s, the row says {row['seconds']} s"
