from __future__ import annotations

import pytest

from effsite.ingest.pytorch_stdout import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import ACCURACY, TOP1, TOP5, read_log, sniffed


def epoch(number: int, *, batches: int = 100, seconds: float = 0.5) -> str:
    """Two lines of progress as pytorch/examples prints them; `seconds` is the mean over the batches."""
    return "".join(
        f"Epoch: [{number}][{at:3}/{batches}]\tTime  0.4 ( {seconds})\tLoss 6.9 (7)\tAcc@1   1.00 (  0.90)\n"
        for at in (0, batches - 10)
    )


def test(top1: float, top5: float) -> str:
    """An evaluation as pytorch/examples prints it."""
    return f"Test: [  0/196]\tTime  1.0 ( 1.0)\tAcc@1   9.00 (  9.00)\n * Acc@1 {top1} Acc@5 {top5}\n"


test.__test__ = False


def read(tmp_path, text: str, **options):
    return read_log(FORMAT, tmp_path / "train.log", text, **options)


def test_an_evaluation_stands_after_its_whole_epoch(tmp_path):
    # two epochs of 100 batches of 0.5 s: 1 epoch, 100 steps, 50 s; then 2, 200 and 100
    log = epoch(0) + test(10.1, 25.2) + epoch(1) + test(20.3, 45.4)
    evaluations = read(tmp_path, log).evaluations
    assert [(e.epoch, e.step, e.seconds) for e in evaluations] == [(0, 100, 50), (1, 200, 100)]
    assert [e.values["Acc@5"] for e in evaluations] == [25.2, 45.4]


def test_accuracies_are_percent(tmp_path):
    assert read(tmp_path, epoch(0) + test(10.1, 25.2)).run.forms == {"Acc@1": "percent", "Acc@5": "percent"}


@pytest.mark.parametrize(
    ("summary", "top1"),
    [
        (" * Acc@1 76.130 Acc@5 92.862", 76.130),
        (" * Prec@1 69.758 Prec@5 89.076", 69.758),
        (" * Acc@1 76.552 (23.448) Acc@5 93.014 (6.986)", 76.552),
        ("* Acc@1 78.1 Acc@5 94.2 loss 0.912", 78.1),
        ("2021-03-04 05:06:07,890 - INFO -  * Acc@1 55.5 Acc@5 80.1", 55.5),
    ],
    ids=["examples", "before 2019", "timm validate", "DeiT", "with a logger's prefix"],
)
def test_every_form_of_summary_is_read(tmp_path, summary, top1):
    log = epoch(0) + "Test: [0/10]\tAcc@1 1.0 (1.0)\n" + summary + "\n"
    assert read(tmp_path, log, wanted=TOP1).evaluations[0].values.popitem()[1] == top1


def test_torchvision_references_are_read_with_the_time_of_their_epochs(tmp_path):
    log = (
        "Epoch: [0]  [   0/1252]  eta: 0:51:02  lr: 0.1  img/s: 120.1  loss: 7.0 (7.0)  time: 2.4463\n"
        "Epoch: [0] Total time: 0:10:30\n"
        "Test:   [  0/196]  eta: 0:03:01  loss: 5.1 (5.1)  acc1: 9.4 (9.4)  time: 0.9\n"
        "Test:  Acc@1 21.480 Acc@5 44.810\n"
        "Test: EMA Acc@1 0.100 Acc@5 0.500\n"
    )
    (evaluation,) = read(tmp_path, log).evaluations
    assert (evaluation.epoch, evaluation.step, evaluation.seconds) == (0, 1252, 630)
    assert (evaluation.values["Acc@1"], evaluation.values["EMA Acc@1"]) == (21.48, 0.1)


def test_timms_training_output_is_read_from_the_mean_at_the_last_batch(tmp_path):
    log = (
        "Train: 0 [   0/1251 (  0%)]  Loss: 6.9 (6.94)  Time: 2.101s,  121.8/s  (2.101s,  121.8/s)\n"
        "Train: 0 [1250/1251 (100%)]  Loss: 6.8 (6.90)  Time: 0.400s,  640.0/s  (0.500s,  512.0/s)\n"
        "Test: [   0/48]  Time: 2.8 (2.8)  Loss:  0.6 (0.6)  Acc@1: 88.67 ( 88.67)  Acc@5: 97.6 ( 97.6)\n"
        "Test: [  48/48]  Time: 0.1 (0.2)  Loss:  1.0 (0.9)  Acc@1: 75.39 ( 12.34)  Acc@5: 90.0 ( 30.5)\n"
    )
    (evaluation,) = read(tmp_path, log, wanted=TOP5).evaluations
    # 1251 batches of 0.5 s
    assert (evaluation.values, evaluation.step, evaluation.seconds) == ({"Acc@5": 30.5}, 1251, 625.5)


def test_an_evaluation_that_stops_before_its_last_batch_does_not_count(tmp_path):
    log = epoch(0) + test(10, 20) + epoch(1) + "Test: [ 20/196]\tAcc@1 99.0 ( 99.0)\tAcc@5 99.0 ( 99.0)\n"
    assert [e.epoch for e in read(tmp_path, log).evaluations] == [0]


def test_a_forks_table_gives_the_hours(tmp_path):
    log = "~~epoch\thours\ttop1\ttop5\n\n" + epoch(0) + "~~0\t0.05000\t\t10.5\t\t30.25\n"
    reading = read(tmp_path, log, wanted=TOP5)
    # 0.05 h = 180 s
    assert [(e.values["top5"], e.seconds) for e in reading.evaluations] == [(30.25, 180)]
    assert "hours" in reading.said("understood")


def test_changes_of_resolution_and_batch_are_told_with_the_epoch_from_which_they_hold(tmp_path):
    log = "Image size: 128\nBatch size: 128\n" + epoch(0) + test(1, 2)
    log += "Image size: 224\nBatch size changed: 64\n" + epoch(1, batches=200) + test(3, 4)
    said = read(tmp_path, log).said("understood")
    assert "image size is 128 after 0 epochs" in said
    assert "image size is 224 after 1 epochs" in said
    assert "batch size is 64 after 1 epochs" in said


def test_image_sizes_are_the_runs_stages(tmp_path):
    log = "Image size: 128\n" + epoch(0) + epoch(1) + "Image size: 224\n" + epoch(2) + test(1, 2)
    stages = read(tmp_path, log).run.stages
    assert [(stage.epochs, stage.image_size) for stage in stages] == [(0, 128), (2, 224)]


def test_training_that_goes_back_has_the_image_size_told_last(tmp_path):
    log = "Image size: 128\n" + epoch(0) + "Image size: 224\n" + epoch(1)
    log += "Image size: 160\n" + epoch(0) + epoch(1) + test(1, 2)
    stages = read(tmp_path, log).run.stages
    assert [(stage.epochs, stage.image_size) for stage in stages] == [(0, 160)]


def test_steps_add_up_where_the_number_of_batches_changes(tmp_path):
    log = epoch(0, batches=100) + test(1, 2) + epoch(1, batches=40) + test(3, 4)
    assert [e.step for e in read(tmp_path, log).evaluations] == [100, 140]


def test_an_epoch_that_is_repeated_after_a_restart_counts_once(tmp_path):
    log = epoch(0) + test(1, 2) + epoch(1) + epoch(0) + test(1.5, 2.5) + epoch(1) + test(3, 4)
    reading = read(tmp_path, log)
    assert [(e.epoch, e.step) for e in reading.evaluations] == [(0, 100), (0, 100), (1, 200)]
    assert "goes back" in reading.said("understood")


def test_a_resumed_log_has_epochs_but_no_steps_and_no_time(tmp_path):
    reading = read(tmp_path, epoch(30) + test(70, 90))
    assert [(e.epoch, e.step, e.seconds) for e in reading.evaluations] == [(30, None, None)]
    assert "resumes at epoch 30" in reading.said("guessed")


def test_a_log_that_begins_with_epoch_1_is_numbered_from_1_and_says_so(tmp_path):
    reading = read(tmp_path, epoch(1) + test(10, 20))
    assert [(e.epoch, e.step) for e in reading.evaluations] == [(1, 100)]
    assert "numbered from 1" in reading.said("guessed")


def test_training_averages_after_a_star_are_not_taken_for_a_test(tmp_path):
    log = epoch(0) + " * Acc@1 99.0 Acc@5 99.9\n" + test(10, 20)
    log += epoch(1) + " * Acc@1 99.5 Acc@5 99.9\n"
    reading = read(tmp_path, log)
    assert [e.values["Acc@1"] for e in reading.evaluations] == [10]
    assert "without a test" in reading.said("ignored")


def test_stars_alone_are_taken_for_tests_with_a_word(tmp_path):
    reading = read(tmp_path, epoch(0) + " * Prec@1 10.0\n")
    assert reading.evaluations[0].values == {"Prec@1": 10}
    assert "no line says Test" in reading.said("guessed")


def test_an_evaluation_before_training_is_left_out(tmp_path):
    reading = read(tmp_path, test(0.1, 0.5) + epoch(0) + test(10, 20))
    assert [e.values["Acc@1"] for e in reading.evaluations] == [10]
    assert "before training" in reading.said("ignored")


def test_a_pre_trained_beginning_is_said(tmp_path):
    reading = read(tmp_path, "=> using pre-trained model 'resnet18'\n" + epoch(0) + test(10, 20))
    assert reading.run.facts.system == "resnet18"
    assert "pre-trained" in reading.said("guessed")


def test_a_log_without_evaluations_is_refused(tmp_path):
    with pytest.raises(LogError, match="no evaluation"):
        read(tmp_path, epoch(0))


def test_a_line_without_end_is_passed_over(tmp_path):
    log = "Epoch: [0][" + " " * 100_000 + "\n" + epoch(0) + test(10, 20)
    assert len(read(tmp_path, log).evaluations) == 1


def test_lines_of_training_are_known_and_prose_is_not(tmp_path):
    assert sniffed(FORMAT, tmp_path / "log", epoch(0)) == 0.9
    assert sniffed(FORMAT, tmp_path / "log", " * Acc@1 76.1 Acc@5 92.9\n") == 0.5
    assert sniffed(FORMAT, tmp_path / "log", "The first epoch of accuracy.\n") == 0.0


MNIST = (
    "Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.30\nTrain Epoch: 1 [59520/60000 (99%)]\tLoss: 0.10\n"
    "\nTest set: Average loss: 0.0561, Accuracy: 9825/10000 (98%)\n\n"
    "Train Epoch: 2 [0/60000 (0%)]\tLoss: 0.20\n"
    "\nTest set: Average loss: 0.0401, Accuracy: 9907/10000 (99%)\n"
)


def test_the_mnist_script_is_read_exactly_and_its_lines_count_examples(tmp_path):
    reading = read(tmp_path, MNIST, wanted=ACCURACY)
    assert [(e.epoch, e.step, e.values) for e in reading.evaluations] == [
        (1, None, {"test accuracy": 98.25}),
        (2, None, {"test accuracy": 99.07}),
    ]
    assert reading.run.facts.examples_per_epoch == 60_000
    assert "60,000 an epoch" in reading.said("guessed")


def test_the_loss_on_the_test_set_is_read_too(tmp_path):
    assert read(tmp_path, MNIST).evaluations[0].values["test loss"] == 0.0561


def test_a_fork_that_says_neither_batches_nor_percent_gives_epochs_alone(tmp_path):
    log = (
        "Training Epoch: 1 [128/50000]\tLoss: 4.6\tLR: 0.1\n"
        "Test set: Epoch: 1, Average loss: 0.0295, Accuracy: 0.1023, Time consumed:2.3s\n"
    )
    run = read(tmp_path, log, wanted=ACCURACY).run
    assert (run.evaluations[0].values, run.evaluations[0].step) == ({"test accuracy": 0.1023}, None)
    assert run.facts.examples_per_epoch is None


SWIN = "".join(
    f"[2024-01-02 swin_t] (main.py 296): INFO Train: [{number}/300][200/312]\teta 0:00:53 lr 0.00001"
    f"\ttime 0.4746 (0.4754)\tloss 10.6 (11.4)\tmem 15420MB\n"
    f"[2024-01-02 swin_t] (main.py 304): INFO EPOCH {number} training takes 0:02:28\n"
    f"[2024-01-02 swin_t] (main.py 350): INFO  * Acc@1 {top1} Acc@5 70.660\n"
    f"[2024-01-02 swin_t] (main.py 192): INFO Accuracy of the network on the 10000 test images: {top1}%\n"
    f"[2024-01-02 swin_t] (main.py 350): INFO  * Acc@1 0.100 Acc@5 0.500\n"
    f"[2024-01-02 swin_t] (main.py 195): INFO Accuracy of the ema network on the 10000 test images: 0.1%\n"
    for number, top1 in enumerate((45.85, 46.49))
)


def test_the_averaged_weights_never_take_the_place_of_the_network(tmp_path):
    evaluations = read(tmp_path, SWIN, wanted=TOP1).evaluations
    assert [e.values for e in evaluations] == [{"Acc@1": 45.85}, {"Acc@1": 46.49}]
    assert [e.line for e in evaluations] == [3, 9]


def test_the_averaged_weights_are_read_when_they_are_named(tmp_path):
    evaluations = read(tmp_path, SWIN, metric="EMA Acc@1").evaluations
    assert [e.values for e in evaluations] == [{"EMA Acc@1": 0.1}, {"EMA Acc@1": 0.1}]


def test_deits_name_for_the_averaged_weights_is_known_too(tmp_path):
    log = (
        "Epoch: [0]  [0/10]  eta: 0:01:00\n* Acc@1 40.1 Acc@5 70.2 loss 2.0\n"
        "Accuracy of the model on the 50000 test images: 40.1%\n* Acc@1 1.0 Acc@5 5.0 loss 6.9\n"
        "Accuracy of the model EMA on 50000 test images: 1.0%\n"
    )
    (evaluation,) = read(tmp_path, log).evaluations
    assert (evaluation.values["Acc@1"], evaluation.values["EMA Acc@1"]) == (40.1, 1.0)


def test_the_time_that_an_epoch_of_training_took_is_exact(tmp_path):
    reading = read(tmp_path, SWIN)
    assert [(e.step, e.seconds) for e in reading.evaluations] == [(312, 148), (624, 296)]
    assert "mean time" not in reading.said("guessed")


def test_the_name_of_the_model_is_read_from_swins_line(tmp_path):
    log = "(main.py 117): INFO Creating model:swin/swin_tiny_patch4_window7_224\n" + SWIN
    assert read(tmp_path, log).run.facts.system == "swin_tiny_patch4_window7_224"


def test_the_evaluation_with_which_a_resumed_script_begins_is_none_of_the_epoch_broken_off(tmp_path):
    log = epoch(0) + test(10.1, 25.2) + epoch(1)
    log += "=> creating model 'resnet18'\n" + test(10.1, 25.2) + epoch(1) + test(20.3, 45.4)
    reading = read(tmp_path, log, wanted=TOP5)
    assert [(e.epoch, e.step, e.values["Acc@5"]) for e in reading.evaluations] == [
        (0, 100, 25.2),
        (1, 200, 45.4),
    ]
    assert "before training" in reading.said("ignored")


def test_a_forks_table_alone_is_read_row_by_row(tmp_path):
    log = (
        "~~epoch\thours\ttop1\ttop5\n\nImage size: 128\n~~0\t0.01241\t\t4.2\t\t12.4\n\n"
        "~~1\t0.02056\t\t60.0\t\t85.0\n"
    )
    reading = read(tmp_path, log, wanted=TOP5)
    # 0.01241 h and 0.02056 h
    assert [(e.epoch, e.seconds, e.values) for e in reading.evaluations] == [
        (0, 44.676, {"top5": 12.4}),
        (1, 74.016, {"top5": 85.0}),
    ]
    assert reading.run.facts.epochs_from_zero
    assert sniffed(FORMAT, tmp_path / "event.log", log) == 0.9
