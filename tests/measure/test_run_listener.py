"""What is shown of a study: where it is, how far a run got, and how much time is left."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from effsite.cli.run import RunListener
from effsite.measure.loop import train
from effsite.records import Metric
from effsite.workflows.events import Event, Progressed
from effsite.workflows.run.progress import RunProgress
from effsite.workflows.run.targets import Aims

from .jobs import make_job, make_recipe, make_target

pytestmark = pytest.mark.train

METRIC = Metric(name="accuracy", label="accuracy", higher_is_better=True, unit="fraction")
TARGETS = tuple(replace(make_target(level), metric=METRIC) for level in (0.3, 0.9))
AIMS = Aims(targets=TARGETS, awaiting=(), metric=METRIC)


def shown(folder: Path, *, lines: bool, systems: list[str], left: float) -> list[tuple[str, int, int]]:
    """What the bar was told during a run of half an epoch."""
    told: list[tuple[str, int, int]] = []

    def bar(event: Event) -> None:
        assert isinstance(event, Progressed)
        told.append((event.what, event.done, event.total))

    job = make_job(folder, recipe=make_recipe(epochs=0.5))
    job = replace(job, deadline=time.monotonic() + left)
    progress = RunProgress(job, systems, AIMS, RunListener(bar, lines=lines))
    progress.ended(train(job, progress))
    return told


def test_bar_says_which_system_of_how_many_and_what_time_is_left(tmp_path: Path) -> None:
    told = shown(tmp_path, lines=False, systems=["first", "small"], left=61.4)
    text, step, total = told[0]
    assert text in {f"2/2 small seed 0  {left} left" for left in ("1:01", "1:00", "0:59", "0:58")}
    assert (step, total) == (0, 11)
    assert all(total == 11 for _, _, total in told)


def test_one_system_in_a_pipe_gets_a_line_for_each_evaluation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(tmp_path, lines=True, systems=["small"], left=60)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("small seed 0: epoch 0.27, accuracy ")
    assert "% of 30.00% and 90.00%, " in lines[0]


def test_several_systems_in_a_pipe_get_a_line_for_each_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(tmp_path, lines=True, systems=["small", "other"], left=60)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("1/2 small seed 0: complete, accuracy ")
