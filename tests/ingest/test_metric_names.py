from __future__ import annotations

import pytest

from effsite.ingest.log_format import ReadOptions
from effsite.ingest.metric_names import choose, of_training, rank, without_prefix
from effsite.ingest.report import LogError, Report
from effsite.records import Metric

TOP5 = Metric(name="top5_accuracy", label="top-5", higher_is_better=True, unit="fraction")
TEST = Metric(name="test_accuracy", label="accuracy", higher_is_better=True, unit="fraction")
LOSS = Metric(name="validation_loss", label="loss", higher_is_better=False)


@pytest.mark.parametrize(
    ("name", "metric", "fit"),
    [
        ("top5_accuracy", TOP5, 0),
        ("val_top5_acc", TOP5, 1),
        ("Acc@5", TOP5, 3),
        ("top5Accuracy", TOP5, 3),
        ("eval_top5", TOP5, 1),
        ("val_top5_err", TOP5, 5),
        ("val_accuracy", TOP5, None),
        ("Acc@1", TOP5, None),
        ("Test_Accuracy", TEST, 0),
        ("test/acc", TEST, 1),
        ("metrics/accuracy_top1", TEST, 3),
        ("val_acc", TEST, 2),
        ("Prec@1", TEST, 3),
        ("train_accuracy", TEST, None),
        ("eval/loss", LOSS, 1),
        ("test_loss", LOSS, 2),
        ("loss", LOSS, 3),
        ("train_loss", LOSS, None),
        ("valAccuracy", LOSS, None),
        ("lr", LOSS, None),
    ],
)
def test_how_well_a_name_fits(name, metric, fit):
    assert rank(name, metric) == fit


def test_the_name_that_fits_best_is_chosen_and_told():
    report = Report("a")
    assert choose(["train_acc", "acc", "test_acc"], ReadOptions(wanted=TEST), report) == "test_acc"
    assert report.lines[0].verdict == "understood"


def test_other_held_out_data_is_a_guess():
    report = Report("a")
    assert choose(["val_acc", "acc"], ReadOptions(wanted=TEST), report) == "val_acc"
    assert report.lines[0].verdict == "guessed"


def test_two_that_fit_as_well_are_asked_about():
    with pytest.raises(LogError, match="several columns") as caught:
        choose(["val_acc", "val_accuracy"], ReadOptions(wanted=TEST), Report("a"))
    assert "--metric" in caught.value.hint


def test_the_users_word_decides():
    assert (
        choose(["train_acc", "acc"], ReadOptions(wanted=TEST, metric="train_acc"), Report("a")) == "train_acc"
    )


def test_a_slip_in_the_users_word_is_corrected():
    with pytest.raises(LogError) as caught:
        choose(["val_accuracy"], ReadOptions(wanted=TEST, metric="val_acuracy"), Report("a"))
    assert "did you mean 'val_accuracy'" in caught.value.hint


def test_nothing_that_fits_is_refused():
    with pytest.raises(LogError, match="no column for test_accuracy"):
        choose(["loss", "lr"], ReadOptions(wanted=TEST), Report("a"))


@pytest.mark.parametrize(
    ("name", "beside", "training"),
    [
        ("train_loss", (), True),
        ("train/box_loss", (), True),
        ("train_lr", (), False),
        ("loss", ("loss", "val_loss"), True),
        ("loss", ("loss",), False),
        ("val_loss", ("val_loss",), False),
    ],
)
def test_values_of_training_are_known_by_their_names_or_their_neighbours(name, beside, training):
    assert of_training(name, beside) is training


def test_without_a_prefix_is_of_training_where_loss_stands_beside_val_loss():
    assert without_prefix(["epoch", "accuracy", "loss", "val_loss"]) == {"accuracy", "loss"}
    assert without_prefix(["epoch", "accuracy", "train_loss", "val_loss"]) == frozenset()
