from __future__ import annotations

import json

import pytest

from effsite.ingest.mlperf import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import read_log, sniffed


def line(key: str, ms: int, value: object = None, metadata: object = "", prefix: str = "") -> str:
    entry = {"time_ms": ms, "event_type": "POINT_IN_TIME", "key": key, "value": value, "metadata": metadata}
    return f"{prefix}:::MLLOG {json.dumps(entry)}\n"


def result(status: str = "success", benchmark: str = "resnet", value: float = 0.76, power: str = "") -> str:
    return (
        line("submission_org", 0, "A lab")
        + line("submission_platform", 0, "8xgpu")
        + line("submission_benchmark", 0, benchmark)
        + line("global_batch_size", 0, 1536)
        + line("train_samples", 0, 1_281_167)
        + line("seed", 0, 7)
        + power
        + line("run_start", 10_000)
        + line("eval_accuracy", 50_000, 0.5, {"epoch_num": 1}, prefix="0: ")
        + line("eval_accuracy", 90_000, value, {"epoch_num": 2})
        + line("run_stop", 91_000, None, {"status": status})
    )


def test_a_run_gives_its_evaluations_and_its_score(tmp_path):
    run = read_log(FORMAT, tmp_path / "result_0.txt", result()).run
    # (50,000 - 10,000) ms; the last up to run_stop: (91,000 - 10,000) ms
    assert [(e.epoch, e.seconds, e.values["eval_accuracy"]) for e in run.evaluations] == [
        (1, 40.0, 0.5),
        (2, 81.0, 0.76),
    ]
    assert run.finished is True
    assert run.facts.system == "8xgpu resnet (A lab)"
    assert (run.facts.seed, run.facts.examples_per_step, run.facts.examples_per_epoch) == (7, 1536, 1281167)


def test_runs_of_one_folder_and_benchmark_are_repetitions(tmp_path):
    first = read_log(FORMAT, tmp_path / "result_0.txt", result()).run
    other = read_log(FORMAT, tmp_path / "result_1.txt", result()).run
    another = read_log(FORMAT, tmp_path / "b" / "result_0.txt", result()).run
    assert first.group == other.group != another.group


def test_an_aborted_run_ends_at_its_last_evaluation(tmp_path):
    read = read_log(FORMAT, tmp_path / "result_0.txt", result(status="aborted", value=0.7))
    assert read.run.finished is False
    assert read.evaluations[-1].seconds == 80.0
    assert "did not converge" in read.said("understood")


def test_a_loss_in_eval_accuracy_is_called_a_loss(tmp_path):
    run = read_log(FORMAT, tmp_path / "r.txt", result(benchmark="gpt3", value=2.69)).run
    assert run.evaluations[-1].values == {"eval_loss": 2.69}


def test_power_readings_become_energy(tmp_path):
    power = (
        line("power_measurement_start", 0)
        + line("power_reading", 50_000, 3000)
        + line("power_reading", 100_000, 5000)
    )
    run = read_log(FORMAT, tmp_path / "r.txt", result(power=power)).run
    # mean (3000 x 50 + 5000 x 50) / 100 s = 4000 W over the run's 81 s = 324,000 J = 0.09 kWh
    assert run.facts.energy_kwh == pytest.approx(0.09)


def test_power_may_stand_in_files_of_its_own(tmp_path):
    node = line("power_measurement_start", 0) + line("power_reading", 100_000, 4000)
    for name in ("node_0.txt", "node_1.txt"):
        path = tmp_path / "power" / "result_0" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(node)
    run = read_log(FORMAT, tmp_path / "result_0.txt", result()).run
    # 2 nodes x 4000 W x 81 s = 648,000 J = 0.18 kWh
    assert run.facts.energy_kwh == pytest.approx(0.18)


def test_a_marked_line_that_is_broken_is_refused_with_its_number(tmp_path):
    read = read_log(FORMAT, tmp_path / "r.txt", result() + ':::MLLOG {"key": "run')
    assert [n.line for n in read.report.notes if n.verdict == "refused"] == [11]


def test_processes_that_write_at_once_may_share_a_line(tmp_path):
    log = result().replace("\n", "", 8)
    assert len(read_log(FORMAT, tmp_path / "r.txt", log).evaluations) == 2


def test_a_log_without_a_start_is_refused(tmp_path):
    with pytest.raises(LogError, match="no run_start"):
        read_log(FORMAT, tmp_path / "r.txt", line("eval_accuracy", 5, 0.5))


def test_it_is_known_by_its_mark(tmp_path):
    assert sniffed(FORMAT, tmp_path / "r.txt", result()) == 0.98
