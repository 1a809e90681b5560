from __future__ import annotations

import json

import pytest

from effsite.ingest.hf_trainer import FORMAT
from effsite.ingest.report import LogError, NoRunHereError
from tests.ingest.reading import ACCURACY, LOSS, read_log, sniffed


def state(*history: object, **fields: object) -> str:
    return json.dumps({"global_step": 400, "total_flos": 8e15, "log_history": history, **fields})


def evaluated(step: int, **values: float) -> dict[str, float]:
    return {"epoch": step / 100, "step": step, **values}


def read(tmp_path, text: str, **options):
    return read_log(FORMAT, tmp_path / "trainer_state.json", text, **options)


def test_an_evaluation_has_its_step_its_epoch_and_its_share_of_the_total_compute(tmp_path):
    # 100 of 400 steps are a quarter of 8e15
    (evaluation,) = read(tmp_path, state(evaluated(100, eval_accuracy=0.5))).evaluations
    assert (evaluation.step, evaluation.epoch, evaluation.training_flop) == (100, 1.0, 2e15)


def test_the_total_compute_is_the_runs_and_the_share_is_said_to_be_an_estimate(tmp_path):
    reading = read(tmp_path, state(evaluated(400, eval_accuracy=0.5)))
    assert reading.run.facts.training_flop == 8e15
    assert "in proportion to the steps" in reading.said("guessed")


def test_several_evaluation_sets_at_one_step_are_one_evaluation(tmp_path):
    log = state(
        evaluated(100, loss=1.0), evaluated(100, eval_a_accuracy=0.5), evaluated(100, eval_b_accuracy=0.6)
    )
    (evaluation,) = read(tmp_path, log).evaluations
    assert evaluation.values == {"loss": 1.0, "eval_a_accuracy": 0.5, "eval_b_accuracy": 0.6}


def test_runtime_and_speed_are_no_metrics(tmp_path):
    log = state(evaluated(100, eval_accuracy=0.5, eval_runtime=9.0, eval_samples_per_second=70.0))
    assert read(tmp_path, log).evaluations[0].values == {"eval_accuracy": 0.5}


def test_tokens_seen_are_the_examples(tmp_path):
    log = state(evaluated(100, eval_loss=3.0, num_input_tokens_seen=51200))
    assert read(tmp_path, log).evaluations[0].examples == 51200


def test_the_report_counts_the_entries(tmp_path):
    log = state(evaluated(0, eval_accuracy=0.1), evaluated(100, loss=1.0))
    assert "log_history has 2 entries" in read(tmp_path, log).said("understood")


def test_without_a_total_there_is_no_compute(tmp_path):
    log = state(evaluated(100, eval_accuracy=0.5), total_flos=0)
    assert read(tmp_path, log).evaluations[0].training_flop is None


def test_nan_values_are_left_out(tmp_path):
    log = state(evaluated(100, eval_accuracy=0.5, eval_loss=float("nan")))
    assert read(tmp_path, log).evaluations[0].values == {"eval_accuracy": 0.5}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ("[]", "no log_history"),
        ('{"log_history": 3}', "no log_history"),
        ("[" * 5000, "nested"),
    ],
    ids=["cut off", "an array", "no list", "nested without end"],
)
def test_what_is_no_state_of_a_trainer_is_refused(tmp_path, text, message):
    with pytest.raises(LogError, match=message):
        read(tmp_path, text)


def test_an_earlier_checkpoint_of_the_same_run_holds_no_run_of_its_own(tmp_path):
    text = state(evaluated(100, eval_accuracy=0.5))
    read(tmp_path / "checkpoint-1000", text)
    with pytest.raises(NoRunHereError, match="earlier checkpoint"):
        read(tmp_path / "checkpoint-900", text)


def test_a_metric_that_is_not_there_names_those_that_are(tmp_path):
    with pytest.raises(LogError) as error:
        read(tmp_path, state(evaluated(100, eval_loss=0.5)), wanted=ACCURACY)
    assert "eval_loss" in error.value.hint


def test_a_state_is_known_by_its_keys(tmp_path):
    assert sniffed(FORMAT, tmp_path / "any.json", state()) == 1.0
    assert sniffed(FORMAT, tmp_path / "any.json", '{"a": 1}') == 0.0


def test_values_of_training_are_never_taken_for_an_evaluation(tmp_path):
    log = state(evaluated(100, loss=2.0, learning_rate=0.1), evaluated(400, train_loss=1.0))
    with pytest.raises(LogError, match="no evaluation") as error:
        read(tmp_path, log, wanted=LOSS)
    assert "loss" in error.value.hint


def test_a_value_of_training_is_read_when_it_is_named(tmp_path):
    (evaluation,) = read(tmp_path, state(evaluated(100, loss=2.0)), metric="loss", wanted=LOSS).evaluations
    assert evaluation.values == {"loss": 2.0}


def test_the_evaluation_loss_is_found_beside_that_of_training(tmp_path):
    log = state(evaluated(100, loss=2.0), evaluated(100, eval_loss=3.0))
    assert read(tmp_path, log, wanted=LOSS).evaluations[0].values == {"eval_loss": 3.0}
