"""Two real processes by torchrun do the work of one, and one of them writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.errors import UsageError
from effsite.measure.data import Shard
from effsite.measure.processes import Processes
from effsite.measure.run_log_file import read_run_log
from effsite.records import RunLog

from .labs import effsite, measuring_lab

pytestmark = pytest.mark.train


def run(lab: Path, processes: int) -> RunLog:
    done = effsite(lab, "run", "digits", "small", "--full", "--device", "cpu", processes=processes)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  written  ") == 1
    log = read_run_log(lab / "runs" / "digits" / "small" / "seed-0")
    assert log is not None
    return log


def test_two_processes_count_what_one_counts_at_the_same_global_batch(tmp_path: Path) -> None:
    one, two = run(measuring_lab(tmp_path / "one"), 1), run(measuring_lab(tmp_path / "two"), 2)
    counted = ("step", "epoch", "examples", "training_flop")
    assert (one.provenance.processes, two.provenance.processes) == (1, 2)
    for name in counted:
        assert [getattr(p, name) for p in one.points] == [getattr(p, name) for p in two.points]
    assert two.points[-1].value > 0.9


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab with a run of two processes that stopped at the target."""
    lab = measuring_lab(tmp_path_factory.mktemp("stopped") / "lab")
    effsite(lab, "run", "digits", "small", "--device", "cpu", processes=2)
    return lab


def test_run_of_two_processes_is_not_gone_on_with_by_one(stopped: Path) -> None:
    done = effsite(stopped, "run", "digits", "small", "--full", "--device", "cpu")
    assert done.returncode == 1
    assert "another number of processes: processes: 2 -> 1" in done.stderr


def test_two_processes_go_on_from_their_checkpoint(stopped: Path) -> None:
    reached = read_run_log(stopped / "runs" / "digits" / "small" / "seed-0")
    whole = run(stopped, 2)
    assert reached is not None
    assert reached.ended == "reached"
    assert whole.points[: len(reached.points)] == reached.points
    assert whole.ended == "complete"


def test_batch_that_cannot_be_shared_names_one_that_can() -> None:
    with pytest.raises(UsageError) as caught:
        Processes(Shard(0, 3)).share(64)
    assert caught.value.hint == "--batch-size 66"
