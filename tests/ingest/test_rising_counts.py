"""A count that does not rise over the run is none: the next one is taken, with a word."""

from __future__ import annotations

import pytest

from effsite.ingest import csv_table, jsonl, mlperf
from tests.ingest.curves import curve_of


def places(found):
    return [(p.step, p.epoch, p.value) for p in found.curve.points]


def test_a_step_that_is_the_same_everywhere_gives_way_to_the_epoch(tmp_path):
    log = "epoch,step,val_acc\n1,500,0.6\n2,500,0.8\n3,500,0.92\n4,500,0.96\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert (found.position, places(found)) == (
        "epoch",
        [(1, 1, 0.6), (2, 2, 0.8), (3, 3, 0.92), (4, 4, 0.96)],
    )
    assert "step is 500 at every evaluation: it is set aside" in said


def test_steps_that_begin_anew_in_each_epoch_are_added_up(tmp_path):
    log = "epoch,step,val_acc\n1,250,0.5\n1,500,0.6\n2,250,0.7\n2,500,0.8\n3,250,0.88\n3,500,0.95\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    # the third epoch's 250 stands after 2 x 500 steps, so after 1250, and two and a half epochs
    assert places(found)[4] == (1250, 2.5, 0.88)
    assert "500 are taken to make an epoch" in said


def test_epochs_that_do_not_end_alike_tell_no_total_of_steps(tmp_path):
    log = "epoch,step,val_acc\n1,250,0.5\n1,500,0.6\n2,250,0.7\n2,400,0.8\n3,250,0.88\n3,500,0.95\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert [(p.epoch, p.value) for p in found.curve.points][3:] == [(2, 0.8), (3, 0.88), (3, 0.95)]
    assert "step goes back where the epoch goes on: it is set aside" in said


def test_a_step_that_begins_anew_after_a_resume_gives_way_to_the_epoch_that_goes_on(tmp_path):
    log = "epoch,step,val_acc\n9,900,0.8\n10,1000,0.9\n11,100,0.93\n12,200,0.95\n"
    found, _ = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert [p.epoch for p in found.curve.points] == [9, 10, 11, 12]


def test_counts_that_all_go_back_are_still_two_attempts(tmp_path):
    log = "epoch,step,val_acc\n1,100,0.5\n2,200,0.6\n1,100,0.5\n2,200,0.8\n3,300,0.95\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert (len(found.curve.points), "2 attempts, 1 set aside" in said) == (3, True)


def test_the_iteration_on_openmmlabs_val_lines_is_none(tmp_path):
    log = '{"env_info": "linux", "seed": null}\n' + "".join(
        f'{{"mode": "train", "epoch": {n}, "iter": 500, "loss": 0.9}}\n'
        f'{{"mode": "val", "epoch": {n}, "iter": 625, "accuracy_top-1": {value}}}\n'
        for n, value in ((1, 50.0), (2, 54.0), (3, 95.0))
    )
    found, _ = curve_of(jsonl.FORMAT, tmp_path / "a.log.json", log)
    assert (found.position, [p.epoch for p in found.curve.points]) == ("epoch", [1, 2, 3])


@pytest.mark.parametrize("epochs", [("1", "1", "1"), ("0", "0", "0")])
def test_where_no_count_rises_the_evaluations_are_numbered(tmp_path, epochs):
    log = "epoch,val_acc\n" + "".join(f"{e},0.{n}5\n" for n, e in enumerate(epochs, 7))
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert (found.position, len(found.curve.points)) == ("number", 3)
    assert "set aside" in said


def test_a_constant_epoch_of_mlperf_gives_way_to_the_clock(tmp_path):
    def line(key, time, value="null", metadata="{}"):
        return f':::MLLOG {{"time_ms": {time}, "key": "{key}", "value": {value}, "metadata": {metadata}}}\n'

    log = (
        line("submission_benchmark", 0, '"bert"')
        + line("run_start", 1_000_000)
        + line("eval_accuracy", 1_500_000, 0.7105, '{"epoch_num": 1}')
        + line("eval_accuracy", 2_000_000, 0.7125, '{"epoch_num": 1}')
        + line("run_stop", 2_000_000, "null", '{"status": "success"}')
    )
    found, _ = curve_of(mlperf.FORMAT, tmp_path / "r.txt", log, metric="eval_accuracy", level=0.712)
    assert [(p.seconds, p.value) for p in found.curve.points] == [(500, 0.7105), (1000, 0.7125)]


def test_an_epoch_that_is_evaluated_at_its_beginning_too_does_not_tell_its_end(tmp_path):
    log = "epoch,iter,val_acc\n0,0,0.1\n0,50,0.5\n1,0,0.6\n1,50,0.8\n2,0,0.9\n2,50,0.95\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    assert (found.position, len(found.curve.points)) == ("number", 6)
    assert "step goes back where the epoch goes on: it is set aside" in said


def test_a_log_that_begins_with_its_last_step_is_read_from_its_end(tmp_path):
    log = "step,val_acc\n400,0.96\n300,0.95\n200,0.8\n100,0.5\n"
    found, said = curve_of(csv_table.FORMAT, tmp_path / "a.csv", log)
    # read forwards, the steps 400 and 300 would be two attempts that each reach 0.94
    assert places(found) == [(100, None, 0.5), (200, None, 0.8), (300, None, 0.95), (400, None, 0.96)]
    assert "begins with its last step" in said
