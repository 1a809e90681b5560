"""The second reading itself, on logs of a few lines and on those of the docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.results.mlperf_again import differing, run_seconds, score
from tests.results.nanogpt_again import crossing, runs_of
from tests.results.nanogpt_again import differing as speedrun_differing

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "text",
    [
        ':::MLLOG {"key": "run_start", "time_ms": 1000}\n'
        ':::MLLOG {"key": "run_stop", "time_ms": 61000, "metadata": {"status": "success"}}',
        ":::MLL 1.000 run_start: {}\n:::MLL 61.000 run_stop: {'status': 'success'}",
        ':::MLPv0.5.0 gnmt 1.000000 run_start\n:::MLPv0.5.0 gnmt 61.000000 run_stop: {"success": true}',
    ],
)
def test_a_run_takes_from_its_start_to_its_stop_in_each_dialect(text: str) -> None:
    assert run_seconds(text) == 60
    assert run_seconds(text.replace("success", "aborted").replace("true", "false")) is None


def test_a_score_drops_the_ends_and_a_failure_is_the_slowest() -> None:
    assert score([10, 20, 30, 40, 100]) == 30
    assert score([10, 20, 30, 40, None]) == 30
    assert score([10, 20, 30, None, None]) is None
    assert score([5.0] * 4 + [10.0] * 32 + [None] * 4) == 10  # a tenth of forty at each end


def test_a_row_is_held_against_the_logs_that_its_address_names(tmp_path: Path) -> None:
    folder = tmp_path / "v4.0" / "Lab" / "results" / "box" / "resnet"
    folder.mkdir(parents=True)
    for n, seconds in enumerate((50, 60, 61, 62, 90)):
        stop = 1000 + 1000 * seconds
        (folder / f"result_{n}.txt").write_text(
            ':::MLLOG {"key": "run_start", "time_ms": 1000}\n'
            f':::MLLOG {{"key": "run_stop", "time_ms": {stop}, "metadata": {{"status": "success"}}}}\n'
        )
    table = tmp_path / "results" / "mlperf-resnet" / "mlperf.csv"
    table.parent.mkdir(parents=True)
    url = "https://github.com/mlcommons/training_results_v4.0/tree/0123abc/Lab/results/box/resnet"
    told = []
    for seconds, runs in ((61, 5), (61.2, 5), (61, 4)):
        table.write_text(f"system,seconds,runs,source_url\nNet,{seconds},{runs},{url}\n")
        told += [how for _, how in differing(tmp_path / "results", tmp_path)]
    # (60 + 61 + 62) / 3 = 61; 61.2 is 0.3 % off
    assert told == ["", "61 s, the row says 61.2 s", "5 logs, the row says 4 runs"]


def test_a_log_of_several_runs_is_taken_apart_where_steps_begin_anew() -> None:
    text = "step:0/250 val_loss:9\nstep:125/250 val_loss:3.3\nstep:250/250 val_loss:3.27\n"
    runs, planned = runs_of(f"{text}{text.replace('3.3', '3.28')}s:250 tel:1\n")
    assert planned == 250
    assert [crossing(run, 3.28) for run in runs] == [250, 125]
    assert crossing(runs[0], 3.2) == float("inf")


def test_no_row_of_the_speedrun_is_read_where_no_log_is(tmp_path: Path) -> None:
    assert list(speedrun_differing(ROOT / "results", tmp_path)) == []
