from __future__ import annotations

import pytest

from effsite.ingest.report import LogError
from effsite.ingest.wandb import FORMAT
from tests.ingest.reading import ACCURACY, read_log, sniffed

CHART = (
    '"Step","sunny-1 - val_acc","sunny-1 - val_acc__MIN","sunny-1 - val_acc__MAX",'
    '"two - words - val_acc","two - words - val_acc__MIN","two - words - val_acc__MAX"\n'
    '"0","0.1","0.1","0.1","0.2","0.2","0.2"\n'
    '"100","0.91","0.91","0.91","","",""\n'
    '"200","0.95","0.95","0.95","0.93","0.93","0.93"\n'
)
RUNS = (
    '"Name","State","Notes","User","Tags","Created","Runtime","Sweep","arch","seed","epoch","val_acc"\n'
    '"sunny-1","finished","-","somebody","","2024-01-01T00:00:00.000Z","3605","","resnet18","1","30","0.951"\n'
    '"cloudy-2","crashed","-","somebody","","2024-01-02T00:00:00.000Z","15","","resnet18","2","3","0.2"\n'
)
HISTORY = ",_step,_runtime,_timestamp,val_acc\n0,10,12.5,1700000012.5,0.5\n1,20,22.5,1700000022.5,0.94\n"


def read(tmp_path, text: str, **options):
    return read_log(FORMAT, tmp_path / "wandb_export.csv", text, **({"wanted": ACCURACY} | options))


def test_a_chart_gives_one_curve_for_each_run(tmp_path):
    first, second = read(tmp_path, CHART).found
    assert [(e.step, e.values["val_acc"]) for e in first.evaluations] == [(0, 0.1), (100, 0.91), (200, 0.95)]
    assert [(e.step, e.values["val_acc"]) for e in second.evaluations] == [(0, 0.2), (200, 0.93)]


def test_a_runs_name_may_hold_the_separator(tmp_path):
    assert [run.name for run in read(tmp_path, CHART).found] == ["sunny-1", "two - words"]


def test_a_chart_is_said_to_be_thinned_and_its_step_to_be_wandbs_own(tmp_path):
    guessed = read(tmp_path, CHART).said("guessed")
    assert "thinned" in guessed
    assert "count of log calls" in guessed


def test_columns_whose_least_and_most_differ_are_said_to_be_means(tmp_path):
    chart = '"epoch","g - val_acc","g - val_acc__MIN","g - val_acc__MAX"\n"1","0.5","0.4","0.6"\n'
    assert "means of several runs" in read(tmp_path, chart).said("guessed")


@pytest.mark.parametrize(
    ("axis", "count"),
    [
        ("trainer/global_step", "step"),
        ("epoch", "epoch"),
        ("Relative Time (Process)", "seconds"),
        ("tokens_seen", "examples"),
    ],
)
def test_the_first_column_counts_what_its_name_says(tmp_path, axis, count):
    chart = f'"{axis}","a - val_acc","a - val_acc__MIN","a - val_acc__MAX"\n"7","0.5","0.5","0.5"\n'
    assert getattr(read(tmp_path, chart).evaluations[0], count) == 7


def test_a_runs_own_steps_beside_another_axis_are_its_steps(tmp_path):
    names = [
        "a - _step",
        "a - _step__MIN",
        "a - _step__MAX",
        "a - val_acc",
        "a - val_acc__MIN",
        "a - val_acc__MAX",
    ]
    chart = ",".join(f'"{name}"' for name in ["epoch", *names]) + '\n"1","40","40","40","0.5","0.5","0.5"\n'
    (evaluation,) = read(tmp_path, chart).evaluations
    assert (evaluation.epoch, evaluation.step) == (1, 40)


def test_a_table_of_runs_gives_last_values_with_what_the_whole_run_spent(tmp_path):
    finished, crashed = read(tmp_path, RUNS).found
    assert [(e.epoch, e.seconds, e.values) for e in finished.evaluations] == [(30, 3605, {"val_acc": 0.951})]
    assert (finished.finished, crashed.finished) == (True, False)
    assert "last values alone" in read(tmp_path, RUNS).said("guessed")


def test_a_table_of_runs_names_the_model_and_the_seed_but_never_the_user(tmp_path):
    reading = read(tmp_path, RUNS)
    assert [(run.facts.system, run.facts.seed) for run in reading.found] == [("resnet18", 1), ("resnet18", 2)]
    assert "somebody" not in repr(reading)


def test_a_history_is_read_by_its_own_step_and_runtime(tmp_path):
    evaluations = read(tmp_path, HISTORY).evaluations
    assert [(e.step, e.seconds, e.values["val_acc"]) for e in evaluations] == [
        (10, 12.5, 0.5),
        (20, 22.5, 0.94),
    ]


def test_a_row_that_is_cut_off_is_refused(tmp_path):
    reading = read(tmp_path, CHART + '"300","0.99"\n')
    assert "too few cells" in reading.said("refused")


def test_a_metric_that_is_not_there_names_those_that_are(tmp_path):
    with pytest.raises(LogError) as error:
        read(tmp_path, CHART.replace("val_acc", "loss"))
    assert "loss" in error.value.hint


def test_another_table_is_refused(tmp_path):
    with pytest.raises(LogError, match="no export"):
        read(tmp_path, "a,b\n1,2\n")


@pytest.mark.parametrize(
    ("text", "sure"),
    [(CHART, 1.0), (RUNS, 0.9), (HISTORY, 0.95), ("epoch,step,val_acc\n0,1,0.5\n", 0.0)],
    ids=["chart", "runs", "history", "another table"],
)
def test_the_three_exports_are_known(tmp_path, text, sure):
    assert sniffed(FORMAT, tmp_path / "x.csv", text) == sure


def test_a_table_of_summaries_from_the_api_is_no_history(tmp_path):
    # each line is the end of another run, although it has the columns of a history
    table = (
        "epochs,_runtime,_step,_timestamp,_wandb,epoch,val_acc,name,id\n"
        "90,353.5,35,1700000353.5,{'runtime': 353},25,96.8,small-1,aa11\n"
        "90,307.9,37,1700000707.9,{'runtime': 307},27,95.2,large-2,bb22\n"
    )
    reading = read(tmp_path, table)
    assert [(run.name, run.facts.system) for run in reading.found] == [("small-1",) * 2, ("large-2",) * 2]
    assert [(e.step, e.epoch, e.seconds) for run in reading.found for e in run.evaluations] == [
        (35, 25, 353.5),
        (37, 27, 307.9),
    ]
    assert "last values alone" in reading.said("guessed")
    assert sniffed(FORMAT, tmp_path / "x.csv", table) == 0.95


def test_a_table_of_runs_may_hold_few_of_wandbs_own_columns(tmp_path):
    table = '"Name","ID","classes","epoch","val_acc"\n"calm-1","aa11","[""a"",""b""]","33","0.89"\n'
    (run,) = read(tmp_path, table).found
    assert (run.facts.system, run.evaluations[0].epoch) == ("calm-1", 33)
    assert sniffed(FORMAT, tmp_path / "x.csv", table) == 0.6


def test_steps_that_come_from_wandbs_own_column_are_said_to(tmp_path):
    header = [
        "games played",
        *(f"a - {name}{end}" for name in ("_step", "val_acc") for end in ("", "__MIN", "__MAX")),
    ]
    reading = read(tmp_path, ",".join(header) + "\n100,4,4,4,0.5,0.5,0.5\n")
    assert reading.evaluations[0].step == 4
    assert "step is read from _step" in reading.said("guessed")


def test_a_history_without_its_steps_is_read_by_the_counts_that_it_has(tmp_path):
    table = "step,_timestamp,val_acc\n100,1700000000,0.5\n200,1700000600,0.95\n"
    read = read_log(FORMAT, tmp_path / "history.csv", table, wanted=ACCURACY, level=0.9)
    assert [(e.step, e.seconds) for e in read.evaluations] == [(100, 0), (200, 600)]
