"""Where epochs begin is settled by all that a log shows: time, accuracy, and the steps of an epoch."""

from __future__ import annotations

import pytest

from effsite.ingest import csv_table, dawnbench, lightning
from tests.ingest.curves import curve_of


def epochs(found):
    return [p.epoch for p in found.curve.points]


def test_epoch_0_after_no_time_was_evaluated_before_training(tmp_path):
    log = "epoch\thours\ttop1Accuracy\n0\t0\t0.10\n1\t0.1\t60.0\n2\t0.2\t95.0\n"
    found, said = curve_of(dawnbench.FORMAT, tmp_path / "a.tsv", log)
    assert (epochs(found), found.facts.epochs_from_zero) == ([0, 1, 2], False)
    assert "epoch 0 was evaluated before training" in said


def test_epoch_0_after_the_time_of_an_epoch_stands_after_one_pass(tmp_path):
    log = "epoch\thours\ttop1Accuracy\n0\t0.1\t4.2\n1\t0.2\t60.0\n2\t0.3\t95.0\n"
    found, _ = curve_of(dawnbench.FORMAT, tmp_path / "a.tsv", log)
    assert epochs(found) == [1, 2, 3]


def test_the_accuracy_of_guessing_among_a_thousand_classes_is_that_of_no_training(tmp_path):
    log = "epoch,train_loss,val_acc\n0,6.9,0.1\n1,3.0,60.0\n2,2.0,95.0\n"
    found, _ = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert epochs(found) == [0, 1, 2]


@pytest.mark.parametrize(
    ("steps", "passes"),
    [
        ((100, 200, 300), [1, 2, 3]),
        ((99, 199, 299), [1, 2, 3]),
        ((0, 100, 200), [0, 1, 2]),
    ],
)
def test_the_steps_of_an_epoch_say_where_epochs_begin(tmp_path, steps, passes):
    rows = "".join(f"{n},{step},0.{n + 7}\n" for n, step in enumerate(steps))
    found, _ = curve_of(csv_table.FORMAT, tmp_path / "a.csv", f"epoch,step,val_acc\n{rows}", level=0.9)
    assert epochs(found) == passes


def test_lightning_counts_epochs_and_steps_from_0_where_it_was_resumed_too(tmp_path):
    log = "epoch,step,val_accuracy\n35,3599,0.90\n36,3699,0.93\n37,3799,0.95\n"
    found, _ = curve_of(lightning.FORMAT, tmp_path / "metrics.csv", log)
    assert (epochs(found), [p.step for p in found.curve.points]) == ([36, 37, 38], [3600, 3700, 3800])


def test_lightning_with_two_steps_an_epoch_counts_them_all(tmp_path):
    log = "epoch,step,val_accuracy\n0,1,0.90\n1,3,0.93\n2,5,0.95\n"
    found, _ = curve_of(lightning.FORMAT, tmp_path / "metrics.csv", log)
    assert [(p.epoch, p.step) for p in found.curve.points] == [(1, 2), (2, 4), (3, 6)]


def test_an_evaluation_within_an_epoch_has_done_its_part_of_it(tmp_path):
    log = "epoch,step,val_accuracy\n0,49,0.5\n0,99,0.6\n1,149,0.8\n1,199,0.9\n2,249,0.95\n"
    found, said = curve_of(lightning.FORMAT, tmp_path / "metrics.csv", log)
    # epochs of 100 steps: 50, 100, 150, 200 and 250 steps done
    assert epochs(found) == [0.5, 1, 1.5, 2, 2.5]
    assert "parts of one" in said


def test_epochs_whose_length_nothing_tells_give_no_passes(tmp_path):
    log = "epoch,step,val_acc\n1,100,0.5\n1,200,0.6\n2,300,0.7\n2,400,0.8\n2,500,0.9\n3,600,0.95\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert epochs(found) == [None] * 6
    assert "nothing tells how many steps it has" in said
