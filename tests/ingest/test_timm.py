from __future__ import annotations

import pytest

from effsite.ingest.report import LogError
from effsite.ingest.timm import FORMAT
from tests.ingest.reading import TOP5, read_log, sniffed

SUMMARY = (
    "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n0,6.9,6.8,1.2,4.5,0.1\n1,6.1,5.8,11.2,34.5,0.1\n"
)
RESULTS = "model,img_size,top1,top1_err,top5,top5_err,param_count\nresnet18,224,69.7,30.3,89.1,10.9,11.69\n"
BENCHMARK = (
    "model,infer_img_size,infer_samples_per_sec,infer_gmacs,param_count\nresnet18,224,9000.1,1.82,11.69\n"
)


def test_a_row_stands_after_its_epoch_and_epochs_count_from_0(tmp_path):
    evaluations = read_log(FORMAT, tmp_path / "summary.csv", SUMMARY, wanted=TOP5).evaluations
    assert [(e.epoch, e.values) for e in evaluations] == [(0, {"eval_top5": 4.5}), (1, {"eval_top5": 34.5})]


def test_accuracies_are_percent_and_losses_are_not(tmp_path):
    run = read_log(FORMAT, tmp_path / "summary.csv", SUMMARY).run
    assert run.forms == {"eval_top1": "percent", "eval_top5": "percent"}


@pytest.mark.parametrize(
    ("table", "kind"),
    [(RESULTS, "results"), (BENCHMARK, "inference benchmark")],
    ids=["results", "benchmark"],
)
def test_tables_of_finished_models_are_known_and_said_to_hold_no_run(tmp_path, table, kind):
    assert sniffed(FORMAT, tmp_path / "any.csv", table) == 0.95
    with pytest.raises(LogError, match=f"timm's {kind} table"):
        read_log(FORMAT, tmp_path / "any.csv")


def test_a_summary_is_known_by_its_columns(tmp_path):
    assert sniffed(FORMAT, tmp_path / "s.csv", SUMMARY) == 0.95
    assert sniffed(FORMAT, tmp_path / "s.csv", "epoch,step,val_accuracy\n0,1,0.5\n") == 0.0


def test_nothing_is_assumed_about_epochs_that_the_format_lays_down(tmp_path):
    reading = read_log(FORMAT, tmp_path / "summary.csv", SUMMARY, wanted=TOP5)
    assert reading.run.facts.epochs_from_zero
    assert "epochs count from 0" not in reading.said("guessed")
