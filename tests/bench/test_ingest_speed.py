"""Huge logs are read in little memory and soon: the whole command, in seconds of the processor."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest

from .measuring import Cost, cost, least

pytestmark = pytest.mark.bench

MOST_MEGABYTES = 500
LEAST_MEGABYTES_A_SECOND = 50
LEAST_OF_CSV_READER = 1 / 3
"""On a machine where Python's csv.reader reads less than three times those megabytes a second."""
TRIES = 3
MOST_TRIES = 12
ROOT = Path(__file__).parents[2]


def loss(step: int) -> float:
    """Falls from 6 by 1e-5 a step to 0.5: at or below 3.28 from step 272,000."""
    return max(6 - step * 1e-5, 0.5)


def nanogpt(step: int) -> str:
    train = f"step:{step}/9 train_loss:{loss(step):.4f} train_time:{step * 210}ms step_avg:210.00ms\n"
    if step % 100:
        return train
    return f"{train}step:{step}/9 val_loss:{loss(step):.5f} train_time:{step * 210}ms step_avg:210.00ms\n"


def jsonl(step: int) -> str:
    return (
        f'{{"step": {step}, "lr": 0.0003, "train_loss": {loss(step):.15f}, "val_loss": {loss(step):.6f}}}\n'
    )


def table(step: int) -> str:
    return f"{step},{step / 1000:.3f},{loss(step):.12f},{loss(step):.6f},0.0003,{step * 0.21:.2f}\n"


LOGS = {
    "nanogpt": ("", nanogpt),
    "jsonl": ("", jsonl),
    "csv": ("step,epoch,train_loss,val_loss,lr,seconds\n", table),
}


def ingest(name: str, path: Path, *, reached: bool) -> tuple[list[int], Cost]:
    """The steps of the crossings that the command tells, and what it took; it fails where there is none."""
    command = ["-m", "effsite", "ingest", name, str(path), "--project", str(ROOT), "--dry-run", "--json"]
    target = ["--task", "fineweb-gpt2", "--target", "track-1", "--metric", "val_loss"]
    told = path.with_suffix(".json")
    with told.open("wb") as file:
        took = cost([*command, *target], ROOT, told=file, fails=not reached)
    return [result["step"] for result in json.loads(told.read_text("utf-8"))["results"] if reached], took


def speed_of_csv_reader(folder: Path) -> float:
    """The most megabytes a second, of the processor, at which csv.reader reads a table of a million steps."""
    path, tries = folder / "reference.csv", []
    head, line = LOGS["csv"]
    path.write_text(head + "".join(line(step) for step in range(1_000_000)))
    for _ in range(TRIES):
        before = time.process_time()
        with path.open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == 1_000_001
        tries.append(time.process_time() - before)
    return path.stat().st_size / 1e6 / min(tries)


@pytest.mark.parametrize("name", LOGS)
def test_a_million_steps_are_read_in_constant_memory_at_50_megabytes_a_second(name, tmp_path):
    """The least of a few tries, of more while it is too slow; the start is told and taken off."""
    head, line = LOGS[name]
    huge, small = tmp_path / "huge.log", tmp_path / "small.log"
    huge.write_text(head + "".join(line(step) for step in range(1_000_000)))
    small.write_text(head + "".join(line(step) for step in range(101)))
    least_speed = min(LEAST_MEGABYTES_A_SECOND, LEAST_OF_CSV_READER * speed_of_csv_reader(tmp_path))
    megabytes, speed, steps = huge.stat().st_size / 1e6, 0.0, set()
    wholes, starts = [], []
    while len(wholes) < TRIES or (speed < least_speed and len(wholes) < MOST_TRIES):
        found, whole = ingest(name, huge, reached=True)
        steps.update(found)
        wholes.append(whole)
        starts.append(ingest(name, small, reached=False)[1])
        whole, start = least(wholes), least(starts)
        speed = megabytes / (whole.seconds - start.seconds)
    print(
        f"{name}: {speed:.0f} MB/s after a start of {start.seconds:.2f} s,"
        f" {megabytes / whole.seconds:.0f} MB/s from start to end, {whole.megabytes:.0f} MB of memory"
    )
    assert steps == {272_000}
    assert whole.megabytes < MOST_MEGABYTES
    assert speed >= least_speed
