"""The output of Keras, old and new, and the text logs of OpenMMLab, old and new."""

from __future__ import annotations

import pytest

from effsite.ingest import keras, openmmlab
from effsite.ingest.report import LogError
from tests.ingest.reading import ACCURACY, TOP5, read_log, sniffed

KERAS_2 = """\
Epoch 1/3
 100/1563 [>.............................] - ETA: 9s - loss: 2.0 - accuracy: 0.2\r\
1563/1563 [==============================] - 12s 7ms/step - loss: 1.5 - accuracy: 0.45 - val_accuracy: 0.56
Epoch 2/3
1563/1563 [==============================] - 10s 6ms/step - loss: 1.1 - accuracy: 0.99 - val_accuracy: 0.66
"""
KERAS_3 = """\
Epoch 1/2
1563/1563 \u2501\u2501\u2501 12s 7ms/step - loss: 1.5 - val_accuracy: 0.56
"""
ENGINE = "2023/01/01 10:00:00 - mmengine - INFO - "
NEWER = (
    f"{ENGINE}Epoch(train)   [1][ 100/1252]  lr: 1.0e-01  eta: 1 day  time: 0.31  loss: 6.9\n"
    f"{ENGINE}Epoch(val) [1][196/196]    accuracy/top1: 30.0  accuracy/top5: 55.0  time: 0.1\n"
    f"{ENGINE}Epoch(train)   [2][ 100/1252]  lr: 1.0e-01  time: 0.31  loss: 5.0\n"
    f"{ENGINE}Epoch(val) [2][196/196]    accuracy/top1: 58.0  accuracy/top5: 80.0  time: 0.1\n"
)
OLDER = (
    "2021-06-01 10:00:000 - mmcls - INFO - Epoch [1][100/625]\tlr: 1.0e-01, time: 0.310, loss: 6.9\n"
    "2021-06-01 11:00:000 - mmcls - INFO - Epoch(val) [1][196]\taccuracy_top-1: 58.0, accuracy_top-5: 80.0\n"
)


def test_keras_gives_the_values_with_val_at_the_end_of_an_epoch(tmp_path):
    evaluations = read_log(keras.FORMAT, tmp_path / "a.log", KERAS_2, wanted=ACCURACY).evaluations
    # 12 s and 10 s; 1563 batches each
    assert [(e.epoch, e.step, e.seconds, e.values) for e in evaluations] == [
        (1, 1563, 12, {"val_accuracy": 0.56}),
        (2, 3126, 22, {"val_accuracy": 0.66}),
    ]


def test_keras_3_draws_its_progress_otherwise(tmp_path):
    (only,) = read_log(keras.FORMAT, tmp_path / "a.log", KERAS_3).evaluations
    assert (only.seconds, only.values) == (12, {"val_accuracy": 0.56})


def test_a_log_of_keras_that_begins_later_has_neither_steps_nor_time(tmp_path):
    read = read_log(keras.FORMAT, tmp_path / "a.log", KERAS_3.replace("Epoch 1/2", "Epoch 2/2"))
    assert [(e.epoch, e.step, e.seconds) for e in read.evaluations] == [(2, None, None)]
    assert "not known" in read.said("guessed")


def test_keras_without_validation_is_refused_for_its_values_are_of_training(tmp_path):
    log = KERAS_2.replace(" - val_accuracy: 0.56", "").replace(" - val_accuracy: 0.66", "")
    with pytest.raises(LogError, match="no val_ value"):
        read_log(keras.FORMAT, tmp_path / "a.log", log, wanted=ACCURACY)


@pytest.mark.parametrize(
    ("log", "places"), [(NEWER, [(1, 1252, 55.0), (2, 2504, 80.0)]), (OLDER, [(1, 625, 80.0)])]
)
def test_openmmlab_gives_a_value_for_each_line_of_validation(tmp_path, log, places):
    evaluations = read_log(openmmlab.FORMAT, tmp_path / "a.log", log, wanted=TOP5).evaluations
    assert [(e.epoch, e.step, *e.values.values()) for e in evaluations] == places


def test_openmmlab_by_iterations_counts_steps(tmp_path):
    log = f"{ENGINE}Iter(val) [5000]  mIoU: 0.41\n"
    (only,) = read_log(openmmlab.FORMAT, tmp_path / "a.log", log).evaluations
    assert (only.step, only.epoch, only.values) == (5000, None, {"mIoU": 0.41})


def test_openmmlab_without_a_line_of_validation_is_refused(tmp_path):
    with pytest.raises(LogError, match="no line of validation"):
        read_log(openmmlab.FORMAT, tmp_path / "a.log", NEWER.split("\n", maxsplit=1)[0])


def test_both_are_known_by_their_lines(tmp_path):
    assert sniffed(keras.FORMAT, tmp_path / "a.log", KERAS_2) == 0.9
    assert sniffed(openmmlab.FORMAT, tmp_path / "a.log", NEWER) == 0.95
