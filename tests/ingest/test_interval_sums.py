"""What a log gives for each epoch is added up where none is missing; what may be either is asked about."""

from __future__ import annotations

import pytest

from effsite.ingest import csv_table, jsonl, tensorboard
from effsite.ingest.report import LogError
from tests.ingest.curves import curve_of
from tests.ingest.event_files import simple, version
from tests.ingest.reading import LOSS


def seconds(found):
    return [p.seconds for p in found.curve.points]


def table(tmp_path, text, **options):
    return curve_of(csv_table.FORMAT, tmp_path / "a.csv", text, **options)


@pytest.mark.parametrize("column", ["seconds", "train_seconds", "epoch_seconds", "sec/epoch"])
def test_the_seconds_of_every_epoch_are_added_up(tmp_path, column):
    log = f"epoch,{column},val_acc\n1,30.2,0.5\n2,29.8,0.8\n3,30.1,0.9\n4,30.0,0.95\n"
    found, said = table(tmp_path, log)
    # 30.2 + 29.8 = 60.0, + 30.1 = 90.1, + 30.0 = 120.1
    assert seconds(found) == [30.2, 60.0, 90.1, 120.1]
    assert "added up" in said
    assert len(found.remarks) == 1


def test_the_seconds_of_a_first_epoch_with_compilation_are_no_clock_that_begins_anew(tmp_path):
    log = "epoch,seconds,val_acc\n1,60,0.5\n2,25,0.6\n3,28,0.7\n4,31,0.8\n5,33,0.9\n6,35,0.95\n"
    # 60 + 25 + 28 + 31 + 33 + 35
    assert seconds(table(tmp_path, log)[0])[-1] == 212


def test_the_clock_of_a_resumed_run_is_still_taken_for_one(tmp_path):
    log = "epoch,seconds,val_acc\n1,30,0.5\n2,60,0.6\n3,90,0.7\n4,31,0.8\n5,62,0.9\n6,93,0.95\n"
    assert seconds(table(tmp_path, log)[0]) == [30, 60, 90, 121, 152, 183]


@pytest.mark.parametrize(
    "log",
    [
        # the epochs before the third are not in the log
        "epoch,seconds,val_acc\n3,30.2,0.5\n4,29.8,0.8\n5,30.1,0.95\n",
        # every other epoch is not evaluated
        "epoch,seconds,val_acc\n1,30.2,0.5\n3,29.8,0.8\n5,30.1,0.95\n",
        # lines of training with seconds of their own stand between
        "epoch,seconds,loss,val_acc\n1,30.2,1,\n1,2,,0.5\n2,29.8,1,\n2,2.1,,0.8\n3,30.1,1,\n3,1.9,,0.95\n",
        # what a step took, with one line for each epoch
        "epoch,train_seconds_per_step,val_acc\n1,0.31,0.5\n2,0.29,0.8\n3,0.3,0.95\n",
    ],
)
def test_what_is_not_evidently_of_every_epoch_is_set_aside(tmp_path, log):
    columns = {"seconds": "train_seconds_per_step"} if "per_step" in log else {}
    found, said = table(tmp_path, log, columns=columns)
    assert seconds(found) == [None] * 3
    assert "set aside" in said
    assert found.remarks == ()


def test_seconds_that_grow_a_little_with_every_epoch_are_asked_about_however_many(tmp_path):
    rows = "".join(f"{n},{30 + n / 10},{0.5 + n / 20}\n" for n in range(1, 10))
    found, said = table(tmp_path, f"epoch,seconds,val_acc\n{rows}")
    assert seconds(found) == [None] * 9
    assert "the time hardly rises (30.1 to 30.9)" in said
    assert seconds(table(tmp_path, f"epoch,elapsed_seconds,val_acc\n{rows}")[0])[-1] == 30.9


@pytest.mark.parametrize(
    ("log", "quantity"),
    [
        ("epoch,seconds,val_acc\n20,30,0.95\n", "seconds"),
        ("step,tokens,val_acc\n500,524288,0.95\n", "examples"),
        ("step,train_flops,val_acc\n500,1e15,0.95\n", "training_flop"),
    ],
)
def test_one_evaluation_tells_no_total_from_an_interval(tmp_path, log, quantity):
    found, said = table(tmp_path, log)
    assert getattr(found.curve.points[0], quantity) is None
    assert "stands at one evaluation alone, which does not tell a total from" in said
    total, said = table(tmp_path, log, extents={quantity: "total"})
    assert getattr(total.curve.points[0], quantity) == {"seconds": 30, "examples": 524288}.get(quantity, 1e15)
    assert f"as --counts {quantity}=total says" in said


@pytest.mark.parametrize(
    "log",
    [
        "epoch,total_seconds,val_acc\n20,30,0.95\n",
        "step,timestamp,val_acc\n20,30,0.95\n",
        "epoch,seconds,val_acc\n1,30,0.95\n",
    ],
)
def test_one_evaluation_counts_where_the_name_or_the_first_epoch_tells(tmp_path, log):
    found, _ = table(tmp_path, log)
    assert seconds(found) == [0 if "timestamp" in log else 30]


def test_intervals_are_added_up_as_the_user_says(tmp_path):
    log = "step,seconds,tokens,val_loss\n100,30,1000,4\n200,31,1000,3.5\n300,32,1000,3\n"
    extents = {"seconds": "interval", "examples": "interval"}
    found, _ = table(tmp_path, log, wanted=LOSS, level=3.2, extents=extents)
    assert [(p.seconds, p.examples) for p in found.curve.points] == [(30, 1000), (61, 2000), (93, 3000)]
    lines = '{"step": 100, "seconds": 30, "val_acc": 0.5}\n{"step": 200, "seconds": 31, "val_acc": 0.95}\n'
    found, _ = curve_of(jsonl.FORMAT, tmp_path / "a.jsonl", lines, extents={"seconds": "interval"})
    assert seconds(found) == [30, 61]


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ("step,seconds,val_acc\n900,30,0.5\n1000,31,0.95\n", "does not begin with the first"),
        ("step,seconds,val_acc\n1,9,\n100,30,0.5\n150,9,\n200,31,0.95\n", "lines between the evaluations"),
        ("step,seconds,val_acc\n100,30,0.5\n200,,0.95\n", "some evaluations have none"),
        ("epoch,seconds,val_acc\n20,30,0.95\n", "does not begin with the first"),
    ],
)
def test_intervals_with_something_missing_are_refused(tmp_path, log, why):
    with pytest.raises(LogError, match=why):
        table(tmp_path, log, extents={"seconds": "interval"})


def test_intervals_of_a_format_without_lines_are_refused(tmp_path):
    events = [simple(tag, n, v) for n in (1, 2) for tag, v in (("seconds", 30.0), ("val_acc", 0.5 * n))]
    content = version() + b"".join(events)
    path = tmp_path / "events.out.tfevents.1"
    with pytest.raises(LogError, match="does not show what stands between"):
        curve_of(tensorboard.FORMAT, path, content, extents={"seconds": "interval"})


def test_of_two_columns_of_time_the_one_that_the_user_names_counts(tmp_path):
    log = "step,seconds,train_hours,val_acc\n100,50,0.01,0.5\n200,100,0.02,0.95\n"
    assert seconds(table(tmp_path, log)[0]) == [50, 100]
    found, said = table(tmp_path, log, columns={"hours": "train_hours"})
    assert seconds(found) == [36, 72]
    assert "hours is read from train_hours" in said
    assert "columns that are not used: seconds" in said


def test_seconds_that_are_alike_in_a_log_that_begins_later_are_asked_about(tmp_path):
    log = "epoch,{},val_acc\n5,0.938,0.5\n6,1.0,0.6\n7,1.062,0.95\n"
    assert seconds(table(tmp_path, log.format("seconds"))[0]) == [None] * 3
    assert seconds(table(tmp_path, log.format("elapsed_seconds"))[0]) == [0.938, 1.0, 1.062]


def test_a_total_that_began_with_a_slow_epoch_is_no_matter_of_doubt(tmp_path):
    log = "epoch,seconds,val_acc\n1,60,0.5\n2,85,0.6\n3,110,0.7\n4,135,0.95\n"
    assert seconds(table(tmp_path, log)[0]) == [60, 85, 110, 135]
