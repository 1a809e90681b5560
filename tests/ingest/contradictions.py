"""Logs that contradict themselves or their user, and what may come of each, drawn for the fuzz session.

Each strategy gives a log with what was spent up to the first evaluation of 0.95 or more, worked out here from
the numbers that the log was made of and never by the program.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.ingest.small_logs import SmallLog

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = 0.95
FLOP = 1e6
EPOCH = 1000.0
STEPS, METRICS = ("step", "global_step", "iteration"), ("val_accuracy", "test_acc", "accuracy")
SECONDS = ("seconds", "train_seconds", "time_s")
FAR = 0.05
"""How far from ten times, as a power of ten, a ratio is drawn: at ten itself rounding decides."""


@dataclass(frozen=True)
class Told:
    """A log, the options to read it with, and what may be said of its crossing.

    `refused` says that nothing may come of it. `spent` are the only values that a field may have beside None.
    """

    log: SmallLog
    options: dict[str, float] = field(default_factory=dict)
    refused: bool = False
    spent: dict[str, float] = field(default_factory=dict)


@st.composite
def data_sets(draw: st.DrawFn) -> Told:
    """Steps x batch against the examples of an epoch, a power of ten apart."""
    steps, power = draw(st.integers(2, 500)), draw(_powers())
    values = draw(_values(2))
    rows = [{"epoch": n, "step": n * steps, "metric": v} for n, v in enumerate(values, 1)]
    batch = 10**power * EPOCH / steps
    options = {"examples_per_step": batch, "examples_per_epoch": EPOCH}
    done = {"training_flop": 3 * FLOP * batch * steps * _crossing(values)}
    return Told(draw(_written(rows)), options, refused=abs(power) > 1, spent=done)


@st.composite
def methods(draw: st.DrawFn) -> Told:
    """The compute that a log tells against the count of its steps, a power of ten apart."""
    steps, batch, power = draw(st.integers(1, 500)), draw(st.integers(1, 500)), draw(_powers())
    values = draw(_values(2))
    flop = 3 * FLOP * batch * steps
    rows = [
        {"step": n * steps, "total_flops": n * flop * 10**power, "metric": v} for n, v in enumerate(values, 1)
    ]
    spent = {"training_flop": flop * 10**power * _crossing(values)}
    return Told(draw(_written(rows)), {"examples_per_step": batch}, refused=abs(power) > 1, spent=spent)


@st.composite
def examples_told(draw: st.DrawFn) -> Told:
    """The examples that a log counts against its epochs, a power of ten apart."""
    power, values = draw(_powers()), draw(_values(2))
    each = EPOCH * 10**power
    rows = [{"epoch": n, "examples_seen": n * each, "metric": v} for n, v in enumerate(values, 1)]
    spent = {"training_flop": 3 * FLOP * each * _crossing(values)}
    return Told(draw(_written(rows)), {"examples_per_epoch": EPOCH}, refused=abs(power) > 1, spent=spent)


@st.composite
def intervals(draw: st.DrawFn) -> Told:
    """Seconds of each epoch, a tenth around their mean, where a total is sought."""
    values = draw(_values(2))
    mean, begins = draw(st.floats(1, 1e4)), draw(st.sampled_from([0, 1, 5]))
    around = st.lists(st.floats(-0.1, 0.1), min_size=len(values), max_size=len(values))
    took = [round(mean * (1 + part), 3) for part in draw(around)]
    rows = [
        {"epoch": begins + n, "seconds": seconds, "metric": v}
        for n, (seconds, v) in enumerate(zip(took, values, strict=True))
    ]
    whole = sum(took[: _crossing(values)])
    return Told(draw(_written(rows)), {}, spent={"seconds": whole} if begins < 2 else {"seconds": -1})


@st.composite
def restarts(draw: st.DrawFn) -> Told:
    """Steps that begin anew in every epoch."""
    each, parts, batch = draw(st.integers(2, 200)), draw(st.integers(1, 4)), draw(st.integers(1, 99))
    values = draw(_values(2 * parts))
    rows = [
        {"epoch": 1 + n // parts, "step": each * (1 + n % parts), "metric": v} for n, v in enumerate(values)
    ]
    steps = each * _crossing(values)
    spent = {"step": steps, "training_flop": 3 * FLOP * batch * steps}
    return Told(draw(_written(rows)), {"examples_per_step": batch}, spent=spent)


@st.composite
def single(draw: st.DrawFn) -> Told:
    """One evaluation alone, of which nobody knows whether its time and examples are totals."""
    rows = [{"step": draw(st.integers(2, 10**6)), "seconds": 30.5, "tokens": 4096, "metric": 0.96}]
    return Told(draw(_written(rows)), {}, spent={"seconds": -1, "training_flop": -1})


@st.composite
def successes(draw: st.DrawFn) -> Told:
    """A log of MLPerf that ends in success, with or without a value that reaches the level.

    The end is what the benchmark scores, where the last value reaches the level; else the first that does.
    """
    values = draw(st.lists(st.floats(0.1, 0.99).map(lambda v: round(v, 4)), min_size=1, max_size=6))
    start, every = draw(st.integers(0, 10**12)), draw(st.integers(1, 10**6))
    stop = start + every * len(values) + draw(st.integers(0, 1000))
    entries: list[dict[str, Any]] = [{"key": "run_start", "time_ms": start}]
    for n, v in enumerate(values, 1):
        at = start + n * every
        entries += [{"key": "eval_accuracy", "time_ms": at, "value": v, "metadata": {"epoch_num": n}}]
    entries += [{"key": "run_stop", "time_ms": stop, "metadata": {"status": "success"}}]
    text = "".join(f":::MLLOG {json.dumps(entry)}\n" for entry in entries)
    reached = max(values) >= LEVEL
    first = _crossing(values) * every if reached else 0
    seconds = (stop - start if values[-1] >= LEVEL else first) / 1000
    log = SmallLog("mlperf", "result_0.txt", text.encode())
    return Told(log, {}, refused=not reached, spent={"seconds": seconds})


KINDS = {
    "batch and data set": data_sets(),
    "two methods": methods(),
    "examples and epochs": examples_told(),
    "intervals for totals": intervals(),
    "steps that begin anew": restarts(),
    "one evaluation": single(),
    "success and never reached": successes(),
}


def _powers() -> st.SearchStrategy[float]:
    """Powers of ten up to two and a half, none near one."""
    return st.floats(-2.5, 2.5).filter(lambda power: abs(abs(power) - 1) > FAR)


@st.composite
def _values(draw: st.DrawFn, least: int) -> list[float]:
    """Different values of a metric, of which the last or one before reaches the level."""
    below = st.lists(st.integers(100, 9_000), min_size=least, max_size=least + 6, unique=True)
    return [*(value / 1e4 for value in draw(below)), 0.96, *draw(st.sampled_from([[], [0.5], [0.97]]))]


def _crossing(values: Sequence[float]) -> int:
    """The number of the first value that reaches the level, from 1."""
    return next(n for n, value in enumerate(values, 1) if value >= LEVEL)


@st.composite
def _written(draw: st.DrawFn, rows: list[dict[str, float]]) -> SmallLog:
    """The rows as a table or as JSON, their columns in any order and under any of their names."""
    names = {
        "step": draw(st.sampled_from(STEPS)),
        "metric": draw(st.sampled_from(METRICS)),
        "seconds": draw(st.sampled_from(SECONDS)),
    }
    order = draw(st.permutations(list(rows[0])))
    named = [{names.get(key, key): row[key] for key in order} for row in rows]
    kind = draw(st.sampled_from([",", "\t", ";", "lines", "array"]))
    if kind == "lines":
        return SmallLog("jsonl", "log.jsonl", "".join(f"{json.dumps(row)}\n" for row in named).encode())
    if kind == "array":
        return SmallLog("jsonl", "log.json", json.dumps(named).encode())
    lines = [kind.join(named[0]), *(kind.join(map(repr, row.values())) for row in named)]
    return SmallLog("csv", "log.csv", ("\n".join(lines) + "\n").encode())
