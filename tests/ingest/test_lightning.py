from __future__ import annotations

from effsite.ingest.lightning import FORMAT
from tests.ingest.reading import ACCURACY, read_log, sniffed

METRICS = (
    "epoch,step,train_loss,val_accuracy\n0,49,0.63,\n0,99,0.20,\n0,109,,0.976\n1,149,0.09,\n1,219,,0.985\n"
)


def test_validation_stands_on_lines_of_its_own(tmp_path):
    evaluations = read_log(FORMAT, tmp_path / "metrics.csv", METRICS, wanted=ACCURACY).evaluations
    assert [(e.epoch, e.step, e.values) for e in evaluations] == [
        (0, 109, {"val_accuracy": 0.976}),
        (1, 219, {"val_accuracy": 0.985}),
    ]


def test_every_metric_is_read_where_none_is_asked_for(tmp_path):
    evaluations = read_log(FORMAT, tmp_path / "metrics.csv", METRICS).evaluations
    assert [next(iter(e.values)) for e in evaluations] == [
        *("train_loss", "train_loss", "val_accuracy", "train_loss", "val_accuracy")
    ]


def test_it_is_known_by_its_name_or_by_its_gaps(tmp_path):
    assert sniffed(FORMAT, tmp_path / "metrics.csv", METRICS) == 0.95
    assert sniffed(FORMAT, tmp_path / "other.csv", METRICS) == 0.7
    assert sniffed(FORMAT, tmp_path / "other.csv", "epoch,val_accuracy\n1,0.5\n") == 0.0
