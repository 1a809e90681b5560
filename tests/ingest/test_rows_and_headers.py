"""Rows that do not fit their header, headers that change, words that tell systems apart, written times."""

from __future__ import annotations

import pytest

from effsite.ingest import jsonl
from effsite.ingest.csv_table import FORMAT
from effsite.ingest.report import LogError
from tests.ingest.reading import ACCURACY, LOSS, TOP5, read_log


@pytest.mark.parametrize(
    ("table", "said", "way_out"),
    [
        ("epoch,acc\n1,0,80\n2,0,95\n", "3 cells under 2 headings", "decimal commas"),
        ("epoch\ttop1\ttop5\n1\t\t40\t\t60\n2\t\t50\t\t70\n", "5 cells under 3 headings", "two tabs"),
        ("epoch;acc\n1;0.5;x\n2;0.6;y\n", "3 cells under 2 headings", "quote it"),
    ],
)
def test_a_row_longer_than_its_header_is_refused_with_its_line(tmp_path, table, said, way_out):
    wanted = TOP5 if "top5" in table else ACCURACY
    with pytest.raises(LogError, match="no row with a value"):
        read_log(FORMAT, tmp_path / "a.csv", table, wanted=wanted)
    good = table.partition("\n")[0].replace("epoch", "1").replace("acc", "0.5").replace("top", "")
    reading = read_log(FORMAT, tmp_path / "b.csv", f"{table}{good}\n", wanted=wanted)
    (note,) = [note for note in reading.report.lines if note.verdict == "refused"]
    assert said in note.message
    assert way_out in note.hint
    assert (note.line, note.count) == (2, 2)


def test_empty_cells_after_the_last_are_no_cells(tmp_path):
    reading = read_log(FORMAT, tmp_path / "a.csv", "epoch,acc\n1,0.5,\n2,0.6,,\n", wanted=ACCURACY)
    assert [e.values["acc"] for e in reading.evaluations] == [0.5, 0.6]
    assert not reading.said("refused")


def test_a_longer_row_is_refused_also_where_rows_are_passed_over(tmp_path):
    rows = "".join(f"{n},0.5\n" for n in range(1, 30_000)) + "30000,0,95\n30001,0.6\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", f"step,acc\n{rows}", wanted=ACCURACY, level=0.9)
    assert "3 cells under 2 headings" in reading.said("refused")
    assert reading.evaluations[-1].step == 30_001


def test_headings_doubled_with_their_tabs_and_rows_that_are_not_do_not_shift(tmp_path):
    table = "epoch\t\ttop1\t\ttop5\n1\t40\t60\n"
    with pytest.raises(LogError):
        read_log(FORMAT, tmp_path / "a.csv", table, wanted=TOP5)


@pytest.mark.parametrize("cell", ["0,953", "3,214", "0,95"])
def test_a_decimal_comma_is_no_number_between_semicolons(tmp_path, cell):
    table = f"epoch;val_loss\n1;4.5\n2;{cell}\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=LOSS)
    assert [e.values["val_loss"] for e in reading.evaluations] == [4.5]
    (note,) = [note for note in reading.report.lines if note.verdict == "refused"]
    assert "decimal commas" in note.hint


@pytest.mark.parametrize(
    ("again", "said"),
    [
        ("epoch,acc\n2,0.6\n", "the header is repeated"),
        ("acc,epoch,lr\n0.6,2,0.1\n", "the columns change"),
        ("iteration,lr,val_accuracy\n2,0.1,0.6\n", "the columns change"),
    ],
)
def test_a_header_in_mid_file_is_followed(tmp_path, again, said):
    reading = read_log(FORMAT, tmp_path / "a.csv", f"epoch,acc\n1,0.5\n{again}", wanted=ACCURACY)
    assert [next(iter(e.values.values())) for e in reading.evaluations] == [0.5, 0.6]
    assert said in reading.said("understood")


def test_a_clock_goes_on_under_a_header_that_is_repeated(tmp_path):
    table = "epoch,timestamp,acc\n1,1700000000,0.5\nepoch,timestamp,acc\n2,1700000060,0.6\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert [e.seconds for e in reading.evaluations] == [0, 60]


def test_rows_under_a_header_without_the_metric_are_named(tmp_path):
    table = "epoch,acc\n1,0.5\nepoch,step,lr\n1,7,0.1\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert len(reading.evaluations) == 1
    assert "rows under a header without the metric" in reading.said("ignored")


STACKED = "model,epoch,acc\nA,1,0.5\nA,2,0.6\nB,1,0.7\nB,2,0.8\n"
INTERLEAVED = "epoch,optimiser,acc\n1,sgd,0.5\n1,adam,0.7\n2,sgd,0.6\n2,adam,0.8\n"


@pytest.mark.parametrize(("table", "names"), [(STACKED, ["A", "B"]), (INTERLEAVED, ["sgd", "adam"])])
def test_a_column_of_words_that_tells_systems_apart_splits_the_table(tmp_path, table, names):
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert [run.facts.system for run in reading.found] == names
    assert [[e.values["acc"] for e in run.evaluations] for run in reading.found] == [[0.5, 0.6], [0.7, 0.8]]
    assert "tells 2 systems apart" in reading.said("guessed")


@pytest.mark.parametrize(
    "table",
    [
        "epoch,best,acc\n1,yes,0.5\n2,no,0.4\n3,yes,0.6\n4,no,0.6\n",
        "phase,epoch,acc\nwarmup,1,0.5\nwarmup,2,0.6\ndecay,3,0.7\ndecay,4,0.8\n",
        "step,job,acc\n100,a,0.5\n200,a,0.6\n300,a,0.7\n200,b,0.6\n300,b,0.7\n",
    ],
    ids=["a flag", "phases of one run", "a resumed run"],
)
def test_words_along_one_run_do_not_split_it(tmp_path, table):
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert len(reading.evaluations) == table.count("\n") - 1
    assert "columns that are not used" in reading.said("ignored")


def test_models_without_counts_are_systems_of_their_own(tmp_path):
    reading = read_log(FORMAT, tmp_path / "a.csv", "model,acc\nA,0.5\nB,0.9\n", wanted=ACCURACY)
    assert [run.facts.system for run in reading.found] == ["A", "B"]


def test_seeds_of_two_models_are_runs_of_each(tmp_path):
    table = "model,seed,epoch,acc\nA,0,1,0.5\nA,1,1,0.6\nB,0,1,0.7\nB,1,1,0.8\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert [(run.facts.seed, run.facts.system) for run in reading.found] == [
        (0, "A"),
        (0, "B"),
        (1, "A"),
        (1, "B"),
    ]


def test_lines_of_training_are_not_taken_for_held_out_ones(tmp_path):
    table = "epoch,split,acc\n1,train,0.9\n1,val,0.5\n2,train,0.99\n2,val,0.6\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert [e.values["acc"] for e in reading.evaluations] == [0.5, 0.6]
    assert "lines that are not of validation data, as column split says" in reading.said("ignored")


@pytest.mark.parametrize(
    ("words", "said"), [(("train", "train"), "training alone"), (("val", "test"), "mixes")]
)
def test_lines_of_training_alone_and_of_two_kinds_are_refused(tmp_path, words, said):
    rows = "".join(f"{n},{word},0.5\n" for n, word in enumerate(words))
    with pytest.raises(LogError, match=said):
        read_log(FORMAT, tmp_path / "a.csv", f"epoch,split,acc\n{rows}", wanted=ACCURACY)


def test_a_column_of_notes_is_one_of_no_systems(tmp_path):
    rows = "".join(f"{n},checkpoint {n},{n / 1000}\n" for n in range(1, 500))
    reading = read_log(FORMAT, tmp_path / "a.csv", f"step,note,acc\n{rows}", wanted=ACCURACY)
    assert [e.step for e in reading.evaluations] == list(range(1, 500))


@pytest.mark.parametrize(
    ("name", "cells", "seconds"),
    [
        ("time", ("0:01:00", "1:02:03.5"), [60, 3723.5]),
        ("elapsed", ("23:59:00", "1 day, 0:00:01"), [86340, 86401]),
        ("timestamp", ("2026-01-01T00:00:00Z", "2026-01-01 01:00:00+00:00"), [0, 3600]),
        ("date", ("2026-01-01 00:00", "2026-01-02 00:00"), [0, 86400]),
        ("time", ("2026-01-01 00:00:00,500", "2026-01-01 00:00:02,000"), [0, 1.5]),
        ("train_seconds", ("0:00:10", "0:00:20"), [10, 20]),
    ],
)
def test_written_times_are_read(tmp_path, name, cells, seconds):
    table = f'epoch;{name};acc\n1;"{cells[0]}";0.5\n2;"{cells[1]}";0.6\n'
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert [e.seconds for e in reading.evaluations] == seconds


def test_minutes_and_seconds_may_be_hours_and_minutes_so_they_are_asked_about(tmp_path):
    reading = read_log(FORMAT, tmp_path / "a.csv", "epoch,time,acc\n1,4:39,0.5\n", wanted=ACCURACY)
    assert reading.evaluations[0].seconds is None
    assert "the unit of the time is not known" in reading.said("ignored")


def test_a_role_is_understood_only_where_its_column_was_read(tmp_path):
    table = "epoch,timestamp,acc\n1,yesterday,0.5\n2,today,0.6\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert "timestamp" not in reading.said("understood") + reading.said("guessed")
    assert "'today' is no number" in reading.said("ignored")


def test_columns_that_are_not_used_are_listed(tmp_path):
    table = "epoch,lr,acc,grad_norm\n1,0.1,0.5,3\n"
    reading = read_log(FORMAT, tmp_path / "a.csv", table, wanted=ACCURACY)
    assert "columns that are not used: lr, grad_norm" in reading.said("ignored")


def test_two_columns_of_one_name_that_differ_are_refused(tmp_path):
    with pytest.raises(LogError, match="2 columns named 'val_acc' with different values"):
        read_log(FORMAT, tmp_path / "a.csv", "step,val_acc,val_acc\n1,0.5,0.1\n2,0.9,0.2\n", wanted=ACCURACY)
    same = read_log(FORMAT, tmp_path / "b.csv", "step,val_acc,val_acc\n1,0.5,0.5\n", wanted=ACCURACY)
    assert [e.values for e in same.evaluations] == [{"val_acc": 0.5}]
    others = read_log(FORMAT, tmp_path / "c.csv", "step,val_acc,lr,lr\n1,0.5,1,2\n", wanted=ACCURACY)
    assert len(others.evaluations) == 1


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_the_range_told_of_a_log_leaves_its_lines_of_training_out(tmp_path, kind):
    rows = [(n, split, value) for n in (1, 2) for split, value in (("train", 0.99), ("val", 0.3 * n))]
    if kind == "csv":
        text = "epoch,split,acc\n" + "".join(f"{n},{split},{value}\n" for n, split, value in rows)
    else:
        text = "".join(f'{{"epoch": {n}, "split": "{split}", "acc": {value}}}\n' for n, split, value in rows)
    log = FORMAT if kind == "csv" else jsonl.FORMAT
    read = read_log(log, tmp_path / "a.log", text, wanted=ACCURACY)
    assert read.run.ranges == {"acc": (0.3, 0.6)}
    assert "not used" not in read.said("ignored")
