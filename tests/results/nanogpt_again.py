"""Crossings of the NanoGPT speedrun read a second time: the median of a folder's runs, in steps."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = {"small-tokens": 3.28, "medium-tokens": 2.92, "optimizers": 3.28}
LINE = re.compile(r"^\s*(?:step|s):(\d+)(?:/(\d+))?\b.*?\b(?:val_loss|tel):([0-9.]+)", re.MULTILINE)
STEPS = re.compile(r", ([0-9,]+) steps$")
ONE_BATCH = 524_288
CLOSE = 0.001
NO_RUNS = re.compile(r"fake_log|final_val_loss|batch_combined")

Run = list[tuple[int, float]]


def runs_of(text: str) -> tuple[list[Run], int]:
    """The evaluations of each run in a log, which may hold several, and the steps that it was to have."""
    runs: list[Run] = []
    planned = 0
    for found in LINE.finditer(text):
        step, loss = int(found[1]), float(found[3])
        planned = max(planned, int(found[2] or step))
        if not runs or (step == 0 and runs[-1]):
            runs.append([])
        runs[-1].append((step, loss))
    return runs, planned


def crossing(run: Run, level: float) -> float:
    """The step at which a run is first at the level; infinite where it never is."""
    return next((step for step, loss in run if loss <= level), math.inf)


def differing(results: Path, clone: Path) -> Iterator[tuple[str, str]]:
    """Each row in one batch whose logs are there, with how it differs: empty where it agrees.

    Rows that stand for a part of a folder, by its device, are left out: that is in the log's head.
    """
    records = clone / "records"
    for name in ("nanogpt-small", "nanogpt-medium", "nanogpt-optimizers"):
        with (results / "fineweb-gpt2" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        shared = Counter(row["source_url"] for row in rows)
        for row in rows:
            planned = STEPS.search(row["system"])
            if shared[row["source_url"]] > 1 and planned is None:
                continue
            others = [url for url in shared if url.startswith(f"{row['source_url']}/")]
            runs = _runs(records, row, others, int(planned[1].replace(",", "")) if planned else 0)
            if runs:
                yield row["system"], _difference(row, runs)


def _place(records: Path, url: str) -> Path:
    return records / unquote(url.partition("/records/")[2])


def _runs(records: Path, row: dict[str, str], others: list[str], planned: int) -> list[Run]:
    """The runs of a row's folder, without those of the folders in it that are rows of their own."""
    place = _place(records, row["source_url"])
    taken = [_place(records, url) for url in others]
    logs = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.suffix in (".txt", ".log"))
    found: dict[tuple[float, ...], Run] = {}
    for log in logs:
        if NO_RUNS.search(log.name) or any(log.is_relative_to(other) for other in taken):
            continue
        runs, steps = runs_of(log.read_text(encoding="utf-8", errors="replace"))
        for run in runs if not planned or abs(steps - planned) <= 1 else []:
            found.setdefault(tuple(loss for _, loss in run), run)
    return list(found.values())


def _difference(row: dict[str, str], runs: list[Run]) -> str:
    if len(runs) != int(row["runs"]):
        return f"{len(runs)} runs, the row says {row['runs']}"
    steps = median(crossing(run, LEVELS[row["target"]]) for run in runs)
    if row["target"] != "optimizers":  # the batch grows there: the head of the log has its schedule
        return "" if math.isfinite(steps) else "the median run never gets there"
    tokens = steps * ONE_BATCH
    if abs(tokens / float(row["examples"]) - 1) <= CLOSE:
        return ""
    return f"{tokens:.0f} tokens, not {row['examples']}"
