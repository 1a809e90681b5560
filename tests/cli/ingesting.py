"""`effsite ingest` as a test calls it: a lab's own project, a small log, the JSON that comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from effsite import store
from effsite.cli import app
from tests.projects import lab_project

CURVE = "step,val_accuracy,seconds\n100,0.5,10\n200,0.96,20\n300,0.94,30\n400,0.97,40\n"
COUNTING = ("--flop-per-example", "1e6", "--examples-per-step", "50")
NAMES = ("--system", "Our net", "--published", "2025-03-01", "--submission", "ours")
DIGITS = ("--task", "digits", "--target", "good")
HARDWARE = (
    "name,vendor,fp32_flop_per_second,fp16_tensor_flop_per_second,source\n"
    "A100 SXM4 40GB,NVIDIA,1.95e13,3.12e14,A datasheet.\n"
)


def lab_with_hardware(root: Path) -> Path:
    """A lab's project with one task, and one device in its hardware table."""
    project = lab_project(root)
    hardware = project / "results" / "hardware"
    hardware.mkdir()
    (hardware / "task.toml").write_text('holds = "devices"\ntitle = "Hardware"\nabout = "Peak rates."\n')
    (hardware / "hardware.csv").write_text(HARDWARE)
    return project


def ingest(lab: Path, *words: object, format: str = "csv", task: tuple[str, ...] = DIGITS) -> tuple[int, Any]:
    """The command's exit code and its JSON object."""
    args = ["ingest", format, *map(str, words), *task, "--project", str(lab), "--json"]
    done = CliRunner().invoke(app, args)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


def row(lab: Path, submission: str = "ours") -> Any:
    """The only result of a submission."""
    results = store.load(lab / "results").task("digits").results
    (found,) = [r for r in results if r.submission == submission]
    return found


def seeds(folder: Path, *steps: int) -> list[Path]:
    """A log for each step at which a run reaches 0.96."""
    paths = []
    for number, step in enumerate(steps):
        paths.append(folder / f"seed{number}.csv")
        paths[-1].write_text(f"step,val_accuracy\n{step},0.96\n")
    return paths


def snapshot(folder: Path) -> dict[str, bytes]:
    """The content of every file in a folder."""
    return {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
