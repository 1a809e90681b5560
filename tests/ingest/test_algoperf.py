from __future__ import annotations

import json

import pytest

from effsite.ingest.algoperf import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import ACCURACY, read_log, sniffed

HEADER = "accumulated_eval_time,accumulated_submission_time,global_step,train/accuracy,validation/accuracy\n"
TABLE = HEADER + "300.0,100.5,1,0.002,0.001\n400.0,610.0,600,0.5,0.45\n500.0,1130.0,1200,0.9,0.78\n"
META = {
    "workload.target_metric_name": "accuracy",
    "workload.validation_target_value": 0.774,
    "workload.max_allowed_runtime_sec": 1000,
    "workload.num_train_examples": 1281167,
    "gpu_model_name": "Tesla V100-SXM2-16GB",
    "gpu_count": 8,
    "rng_seed": 42,
}


def read(folder, table: str = TABLE, meta: dict[str, object] | None = META, **options):
    if meta is not None:
        (folder / "meta_data_0.json").write_text(json.dumps(meta))
    return read_log(FORMAT, folder / "eval_measurements.csv", table, **options)


def test_the_clock_is_the_submissions_own_without_evaluation(tmp_path):
    evaluations = read(tmp_path, wanted=ACCURACY).evaluations
    assert [(e.step, e.seconds) for e in evaluations] == [(1, 100.5), (600, 610.0), (1200, 1130.0)]


def test_training_values_are_not_kept_for_a_target(tmp_path):
    assert set(read(tmp_path, wanted=ACCURACY).evaluations[0].values) == {"validation/accuracy"}


def test_a_test_metric_stands_back_behind_the_validation_one(tmp_path):
    table = HEADER.replace("train/", "test/") + "300.0,100.5,1,0.9,0.001\n400.0,610.0,600,0.9,0.78\n"
    reading = read(tmp_path, table, wanted=ACCURACY)
    assert [e.values for e in reading.evaluations] == [{"validation/accuracy": v} for v in (0.001, 0.78)]
    assert "test/accuracy: AlgoPerf sets its targets on the validation set" in reading.said("ignored")


def test_a_test_metric_that_is_named_is_read(tmp_path):
    table = HEADER.replace("train/", "test/") + "300.0,100.5,1,0.9,0.001\n"
    reading = read(tmp_path, table, wanted=ACCURACY, metric="test/accuracy")
    assert [e.values for e in reading.evaluations] == [{"test/accuracy": 0.9}]


def test_the_facts_come_from_the_metadata_beside_it(tmp_path):
    facts = read(tmp_path).run.facts
    assert (facts.hardware, facts.devices, facts.seed) == ("8 x Tesla V100-SXM2-16GB", 8, 42)
    assert facts.examples_per_epoch == 1281167


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (2000, "inside the workload's budget of 2000 s"),
        (1000, "beyond the budget of 1000 s and inside 1.5 times it"),
        (500, "beyond 1.5 times the budget of 500 s"),
    ],
    ids=["inside", "inside half as much again", "beyond"],
)
def test_the_workloads_own_target_is_told_with_its_budget(tmp_path, budget, said):
    reading = read(tmp_path, meta=META | {"workload.max_allowed_runtime_sec": budget})
    told = reading.said("understood") + reading.said("guessed")
    assert (
        "validation/accuracy >= 0.774, the workload's own target, is first met at step 1200, 1130.0 s" in told
    )
    assert said in told


def test_a_target_metric_that_falls_is_met_from_above(tmp_path):
    table = "accumulated_submission_time,global_step,validation/wer\n10,1,0.9\n20,2,0.08\n"
    meta = {"workload.target_metric_name": "wer", "workload.validation_target_value": 0.0858}
    assert "validation/wer <= 0.0858" in read(tmp_path, table, meta).said("understood")
    assert "first met at step 2" in read(tmp_path, table, meta).said("understood")


def test_a_target_that_is_never_met_is_said(tmp_path):
    reading = read(tmp_path, meta=META | {"workload.validation_target_value": 0.9})
    assert "is not met" in reading.said("understood")


def test_measurements_without_metadata_are_read_with_a_word(tmp_path):
    reading = read(tmp_path, meta=None)
    assert len(reading.evaluations) == 3
    assert "no meta_data_0.json" in reading.said("ignored")


def test_metadata_that_is_no_json_is_refused_and_the_measurements_are_read(tmp_path):
    (tmp_path / "meta_data_0.json").write_text("{")
    reading = read(tmp_path, meta=None)
    assert len(reading.evaluations) == 3
    assert "not valid JSON" in reading.said("refused")


def test_the_json_files_alone_point_to_the_measurements(tmp_path):
    with pytest.raises(LogError, match="holds no measurements"):
        read_log(FORMAT, tmp_path / "meta_data_0.json", json.dumps(META))


def test_every_file_of_a_trial_is_known(tmp_path):
    assert sniffed(FORMAT, tmp_path / "eval_measurements.csv", TABLE) == 1.0
    assert sniffed(FORMAT, tmp_path / "meta_data_0.json", json.dumps(META)) == 1.0
    targets = '{"workloads": {"mnist": {"target_metric_name": "accuracy"}}}'
    assert sniffed(FORMAT, tmp_path / "workload_targets.json", targets) == 1.0
    assert sniffed(FORMAT, tmp_path / "x.csv", "epoch,step,val_accuracy\n") == 0.0
