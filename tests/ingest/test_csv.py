from __future__ import annotations

import pytest

from effsite.ingest.csv_table import FORMAT
from effsite.ingest.points import LIMIT
from effsite.ingest.report import LogError
from tests.ingest.reading import ACCURACY, read_log, sniffed


def test_columns_are_found_by_their_names_in_any_order(tmp_path):
    table = "val_acc;lr;Global Step;Elapsed (ms)\n0.5;0.1;100;2500\n"
    (e,) = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY).evaluations
    assert (e.step, e.seconds, e.values, e.line) == (100, 2.5, {"val_acc": 0.5}, 2)


@pytest.mark.parametrize(
    "table",
    [
        b"\xef\xbb\xbfstep,acc\r\n1,0.5\r\n2,0.9",
        "step,acc\n1,0.5\n2,0.9\n".encode("utf-16"),
        b'\n"step" , acc\n 1 , 0.5 \n\n"2","0.9"\n',
        b"step\tacc\n1\t.5\n2\t9e-1\n",
    ],
    ids=["BOM, CRLF and no last newline", "UTF-16", "quotes and padding", "tabs"],
)
def test_table_is_read_however_it_was_saved(tmp_path, table):
    evaluations = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY).evaluations
    assert [(e.step, *e.values.values()) for e in evaluations] == [(1, 0.5), (2, 0.9)]


def test_thousands_commas_are_numbers_and_empty_cells_are_no_evaluations(tmp_path):
    table = 'step,val_acc,loss\n"1,000",,2.5\n"2,000",0.75,2.0\n'
    (e,) = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY).evaluations
    assert (e.step, e.values, e.line) == (2000, {"val_acc": 0.75}, 3)


def test_a_cell_that_is_no_number_is_refused_with_its_line_and_the_rest_is_read(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.csv", "step,acc\n1,0.5\n2,bad\n3,0.7\n", wanted=ACCURACY)
    (note,) = [n for n in read.report.lines if n.verdict == "refused"]
    assert note.line == 3
    assert len(read.evaluations) == 2


def test_a_percent_sign_says_that_values_are_percent(tmp_path):
    run = read_log(FORMAT, tmp_path / "a.csv", "step,acc\n1,0.5%\n2,93.1 %\n", wanted=ACCURACY).run
    assert [e.values["acc"] for e in run.evaluations] == [0.5, 93.1]
    assert run.forms == {"acc": "percent"}


@pytest.mark.parametrize("cell", ["nan", "inf", "None", "-"])
def test_a_value_that_is_missing_is_ignored(tmp_path, cell):
    read = read_log(FORMAT, tmp_path / "a.csv", f"step,acc\n1,{cell}\n2,0.5\n", wanted=ACCURACY)
    assert [e.step for e in read.evaluations] == [2]
    assert "missing or not finite" in read.said("ignored")
    assert not read.said("refused")


def test_a_row_that_is_cut_off_is_refused(tmp_path):
    read = read_log(FORMAT, tmp_path / "a.csv", "step,lr,acc\n1,0.1,0.5\n2,0.1", wanted=ACCURACY)
    assert "too few cells" in read.said("refused")


def test_columns_may_change_in_the_middle(tmp_path):
    table = "step,acc\n1,0.5\nstep,loss,acc\n2,0.1,0.6\n"
    read = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert [e.values["acc"] for e in read.evaluations] == [0.5, 0.6]
    assert "columns change" in read.said("understood")


def test_a_time_without_a_unit_is_left_out_and_asked_for(tmp_path):
    table = "step,time,acc\n1,60,0.5\n"
    read = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert read.evaluations[0].seconds is None
    assert "--column seconds=time" in read.said("ignored")
    told = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY, columns={"minutes": "time"})
    assert told.evaluations[0].seconds == 3600


def test_a_column_of_seeds_makes_several_runs(tmp_path):
    table = "seed,step,acc\n0,1,0.5\n1,1,0.6\n0,2,0.7\n"
    read = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert [(run.facts.seed, len(run.evaluations)) for run in read.found] == [(0, 2), (1, 1)]


def test_a_huge_table_keeps_its_crossing_and_its_last_row_exactly(tmp_path):
    rows = "".join(f"{n},{0.9 if n == 40_001 else 0.5}\n" for n in range(1, 60_002))
    read = read_log(FORMAT, tmp_path / "a.csv", f"step,acc\n{rows}", wanted=ACCURACY, level=0.9)
    kept = read.evaluations
    assert len(kept) <= LIMIT + 10
    assert [e.step for e in kept if e.values["acc"] == 0.9] == [40_001]
    assert kept[-1].step == 60_001
    assert read.run.thinned == 60_001 - len(kept)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "is empty"),
        (b"step,acc\n", "no row"),
        (b"step,acc\n1,\xff\n", "UTF-8"),
        (b"step,acc\n1,\0\n", "binary"),
        (b'step,acc\n1,"' + b"x" * 200_000, "quotation mark|field"),
        (b"x" * (5 << 20), "more than 4 Mi characters"),
    ],
    ids=["empty", "header alone", "Latin-1", "binary", "open quotation", "gigantic line"],
)
def test_what_is_no_table_is_refused_with_a_word(tmp_path, table, words):
    with pytest.raises(LogError) as caught:
        read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert any(word in f"{caught.value.message} {caught.value.hint}" for word in words.split("|"))


def test_a_table_of_very_many_columns_is_read_in_part(tmp_path):
    header = ",".join(["step", *(f"m{n}" for n in range(200))])
    read = read_log(FORMAT, tmp_path / "a.csv", f"{header}\n" + ",".join(["1"] * 201) + "\n")
    assert len(read.evaluations[0].values) == 64
    assert "first 64" in read.said("ignored")


def test_a_table_with_a_count_is_known(tmp_path):
    assert sniffed(FORMAT, tmp_path / "a.csv", "step,acc\n1,0.5\n") == 0.4
    assert sniffed(FORMAT, tmp_path / "a.txt", "some prose, and more\n") == 0.0


KERAS = "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.8,0.5,0.7,0.6\n1,0.9,0.4,0.95,0.3\n"


def test_epoch_0_stands_after_a_pass_where_its_line_has_values_of_training(tmp_path):
    reading = read_log(FORMAT, tmp_path / "log.csv", KERAS, metric="val_accuracy")
    assert reading.run.facts.epochs_from_zero
    assert [e.epoch for e in reading.evaluations] == [0, 1]
    assert "epochs count from 0" in reading.said("guessed")


@pytest.mark.parametrize(
    ("table", "after"),
    [
        ("epoch,train_loss,val_acc\n0,0.5,0.7\n1,0.4,0.8\n", True),
        ("epoch,step,val_acc\n0,390,0.7\n1,780,0.8\n", True),
        ("               epoch,      train/box_loss,  val_acc\n   0,   0.1,   0.5\n", True),
        ("epoch,val_acc\n0,0.1\n1,0.8\n", False),
        ("epoch,step,train_loss,val_acc\n0,0,9.5,0.1\n1,90,0.4,0.8\n", False),
        ("epoch,train_loss,val_acc\n0,,0.1\n1,0.4,0.8\n", False),
        ("epoch,train_loss,val_acc\n1,0.5,0.7\n2,0.4,0.8\n", False),
        ("epoch,train_loss,val_acc\n0,0.5,0.7\n0.5,0.4,0.8\n", False),
        ("epoch,step,val_acc\n0,100,0.7\n0,200,0.8\n", False),
    ],
    ids=[
        "training values",
        "steps behind it",
        "padded cells",
        "nothing but the metric",
        "step 0",
        "no training yet",
        "from 1",
        "fractions of an epoch",
        "twice in an epoch",
    ],
)
def test_what_epoch_0_stands_for(tmp_path, table, after):
    reading = read_log(FORMAT, tmp_path / "log.csv", table, metric="val_acc")
    assert reading.run.facts.epochs_from_zero is after
    assert ("epochs count from 0" in reading.said("guessed")) is after


def test_words_where_a_count_should_be_are_told(tmp_path):
    table = "epoch,accuracy,time\n1,0.5,04:39\n2,0.6,04:36\n"
    reading = read_log(FORMAT, tmp_path / "history.csv", table, columns={"seconds": "time"})
    assert [e.seconds for e in reading.evaluations] == [None, None]
    assert "time: '04:36' is no number" in reading.said("ignored")


def test_keras_training_accuracy_is_not_taken_for_held_out_accuracy(tmp_path):
    log = "epoch,accuracy,loss,val_loss\n0,0.80,0.5,0.6\n1,0.96,0.3,0.5\n"
    with pytest.raises(LogError, match="no row with a value of the metric"):
        read_log(FORMAT, tmp_path / "a.csv", log, wanted=ACCURACY)
    read = read_log(FORMAT, tmp_path / "a.csv", log, wanted=ACCURACY, metric="accuracy")
    assert "is of training, by the val_ before others" in read.said("guessed")
