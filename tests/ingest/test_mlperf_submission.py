from __future__ import annotations

import json

import pytest

from effsite.ingest.mlperf import FORMAT
from tests.ingest.reading import read_log
from tests.ingest.test_mlperf import line, result


def submitted(root, description=None, benchmark="resnet", log=None, round="v4.0"):
    """The log of a run in the folders of a results repository, with the description of its system."""
    place = root / round / "A firm"
    if description is not None:
        systems = place / "systems"
        systems.mkdir(parents=True)
        text = description if isinstance(description, str) else json.dumps(description)
        (systems / "8xH100.json").write_text(text)
    path = place / "results" / "8xH100" / benchmark / "result_0.txt"
    return read_log(FORMAT, path, log or result())


DESCRIPTION = {
    "division": "closed",
    "number_of_nodes": "4",
    "accelerators_per_node": 8,
    "accelerator_model_name": "NVIDIA H100-SXM5-80GB",
}


def test_the_folders_name_the_system_and_the_description_its_accelerators(tmp_path):
    run = submitted(tmp_path, DESCRIPTION).run
    assert run.facts.system == "ResNet-50, 8xH100 (A firm, v4.0)"
    assert run.facts.devices == 32  # 4 nodes of 8
    assert run.facts.hardware == "32 x NVIDIA H100-SXM5-80GB"
    assert run.labels == {
        "benchmark": "resnet",
        "division": "closed",
        "round": "v4.0",
        "submitter": "A firm",
    }


@pytest.mark.parametrize(
    ("system", "accelerator", "read_as"),
    [
        ("tpu-v4-128-TF", "TPU", "tpu-v4"),
        ("cloud-TPU-v5p-16", "tpu", "TPU-v5p"),
        ("tpu-v4-128-TF", "TPU v3", "TPU v3"),
        ("tpu-pod", "TPU", "TPU"),
    ],
)
def test_a_bare_tpu_has_the_generation_in_the_systems_name(tmp_path, system, accelerator, read_as):
    place = tmp_path / "v4.0" / "A firm"
    said = {**DESCRIPTION, "accelerator_model_name": accelerator}
    (place / "systems").mkdir(parents=True)
    (place / "systems" / f"{system}.json").write_text(json.dumps(said), encoding="utf-8")
    run = read_log(FORMAT, place / "results" / system / "resnet" / "result_0.txt", result()).run
    assert run.facts.hardware == f"32 x {read_as}"


def test_a_log_outside_of_a_submission_is_named_by_itself(tmp_path):
    run = read_log(FORMAT, tmp_path / "results" / "result_0.txt", result()).run
    assert run.facts.system == "8xgpu resnet (A lab)"
    assert run.labels == {"benchmark": "resnet"}


@pytest.mark.parametrize(
    ("round", "name"),
    [
        ("v1.1", "SSD-ResNet-34, 8xH100 (A firm, v1.1)"),
        ("training_results_v2.0", "RetinaNet, 8xH100 (A firm, v2.0)"),
        ("elsewhere", "ssd, 8xH100 (A firm)"),
    ],
)
def test_one_folder_name_stands_for_two_benchmarks(tmp_path, round, name):
    assert submitted(tmp_path, DESCRIPTION, "ssd", round=round).run.facts.system == name


def test_counts_that_disagree_are_not_taken(tmp_path):
    log = line("number_of_nodes", 0, 2) + line("accelerators_per_node", 0, 8) + result()
    read = submitted(tmp_path, DESCRIPTION, log=log)
    assert (read.run.facts.devices, read.run.facts.hardware) == (None, "")
    assert "the log counts 16 accelerators, the description of the system 32" in read.said("guessed")


def test_divisions_that_disagree_are_not_taken(tmp_path):
    log = line("submission_division", 0, "open") + result()
    read = submitted(tmp_path, DESCRIPTION, log=log)
    assert "division" not in read.run.labels
    assert "the log says division open, the description closed" in read.said("guessed")


def test_the_division_may_stand_in_the_log_alone(tmp_path):
    log = line("submission_division", 0, "open") + result()
    assert submitted(tmp_path, {}, log=log).run.labels["division"] == "open"


OLDEST = {
    "division": "close",
    "nodes": [{"num_nodes": 512, "num_accelerators": 4, "accelerator": "Tesla V100-SXM2-16GB"}],
}
NODES = "{'num_nodes': '96', 'num_accelerators': '16', 'accelerator': 'Tesla V100-SXM3-32GB-H'}"
LOGGED = (
    'org: {"value": "A firm", "metadata": {}}\n'
    'division: {"value": "closed", "metadata": {}}\n'
    f"entry: {json.dumps({'value': repr({'nodes': NODES})})}\n"
)


@pytest.mark.parametrize(
    ("description", "devices", "hardware"),
    [
        (OLDEST, 2048, "2048 x Tesla V100-SXM2-16GB"),  # 512 x 4
        (LOGGED, 1536, "1536 x Tesla V100-SXM3-32GB-H"),  # 96 x 16
        ({**OLDEST, "nodes": [OLDEST["nodes"][0]] * 2}, None, ""),  # two kinds of node: not understood
        ({**DESCRIPTION, "accelerators_per_node": "0", "accelerator_model_name": "N/A"}, None, ""),
        ({**DESCRIPTION, "number_of_nodes": "1.5"}, None, ""),
    ],
)
def test_descriptions_of_every_round(tmp_path, description, devices, hardware):
    facts = submitted(tmp_path, description).run.facts
    assert (facts.devices, facts.hardware) == (devices, hardware)


@pytest.mark.parametrize("description", ["{broken", "[1]", "key: {broken", "entry: 7"])
def test_a_description_that_cannot_be_read_is_told_and_the_log_is_read(tmp_path, description):
    read = submitted(tmp_path, description)
    assert read.run.facts.devices is None
    assert "description of the system" in read.said("guessed")


def test_a_missing_description_is_told(tmp_path):
    assert "no description of the system stands in systems/" in submitted(tmp_path).said("guessed")


def test_the_level_that_a_log_states_is_read(tmp_path):
    log = line("target_accuracy", 0, 0.759) + result()
    assert submitted(tmp_path, DESCRIPTION, log=log).run.facts.level == 0.759
