"""Huge logs are read in little memory and soon: a gigabyte is a matter of seconds, not of swapping."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench

MOST_MEGABYTES = 500
LEAST_MEGABYTES_A_SECOND = 50
ROOT = Path(__file__).parents[2]
READER = """
import json, resource, sys, time
from pathlib import Path
from effsite.ingest import FORMATS
from effsite.ingest.formats import Options
from effsite.ingest.report import Report
from effsite.ingest.source import Source
from effsite.records import Metric
name, path = sys.argv[1], Path(sys.argv[2])
loss = Metric(name="val_loss", label="loss", higher_is_better=False)
began = time.process_time()
(run,) = FORMATS[name].read(Source(path, path.name), Options(wanted=loss, level=3.28), Report(path.name))
took = time.process_time() - began
crossing = next(e.step for e in run.evaluations if e.values["val_loss"] <= 3.28)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"took": took, "memory": memory, "crossing": crossing}))
"""


def loss(step: int) -> float:
    """Falls from 6 by 1e-5 a step: at or below 3.28 from step 272,000."""
    return 6 - step * 1e-5


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


@pytest.mark.parametrize("name", LOGS)
def test_a_million_steps_are_read_in_constant_memory_at_50_megabytes_a_second(name, tmp_path):
    head, line = LOGS[name]
    path = tmp_path / "huge.log"
    path.write_text(head + "".join(line(step) for step in range(1_000_000)))
    command = [sys.executable, "-c", READER, name, str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    speed = path.stat().st_size / 1e6 / told["took"]
    print(f"{name}: {speed:.0f} MB/s, {told['memory']:.0f} MB of memory")
    assert told["crossing"] == 272_000
    assert told["memory"] < MOST_MEGABYTES
    assert speed >= LEAST_MEGABYTES_A_SECOND
