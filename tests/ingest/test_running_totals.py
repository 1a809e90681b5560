"""A quantity of each step, epoch or model is told from a total of the run by its values."""

from __future__ import annotations

import pytest

from effsite.ingest.csv_table import FORMAT
from effsite.ingest.log import Evaluation, LoggedRun
from effsite.ingest.log_format import ReadOptions
from effsite.ingest.report import Report
from effsite.ingest.running_totals import running_totals
from tests.ingest.reading import ACCURACY, read_log


def told(quantity: str, values: list[float], epochs: list[float] | None = None) -> tuple[list, Report]:
    """What is kept of a quantity at these epochs (1, 2, 3, ... unless given), and the report."""
    report = Report("log.csv")
    places = epochs or [float(n) for n, _ in enumerate(values, 1)]
    evaluations = [
        Evaluation(values={"accuracy": 0.5}, epoch=at, **{quantity: value})
        for at, value in zip(places, values, strict=True)
    ]
    kept, _ = running_totals(evaluations, LoggedRun(evaluations=()), ReadOptions(), report)
    return [getattr(e, quantity) for e in kept], report


@pytest.mark.parametrize(
    ("quantity", "values"),
    [
        ("seconds", [30, 30, 30, 30]),
        ("seconds", [30.2, 29.8, 30.1, 30.0]),
        ("seconds", [90, 30, 31, 30, 29]),
        ("seconds", [30.0, 30.1, 30.3]),
        ("seconds", [12, 9, 20, 8, 19, 11, 10]),
        ("examples", [524288, 524288, 524288]),
        ("examples", [1e5, 2e5, 4e5, 4e5, 4e5]),
        ("examples", [50000, 49984, 50000]),
        ("training_flop", [5.6e8, 5.6e8, 5.6e8]),
        ("training_flop", [4e15, 3e15, 5e15, 4e15]),
    ],
)
def test_what_is_of_each_epoch_is_set_aside_with_a_word(quantity, values):
    kept, report = told(quantity, values)
    assert kept == [None] * len(values)
    (said,) = report.lines
    assert said.verdict == "guessed"
    assert "set aside" in said.message


@pytest.mark.parametrize(
    ("quantity", "values"),
    [
        ("seconds", [30, 60, 90]),
        ("seconds", [601, 602, 603, 604, 605, 606]),
        ("seconds", [10, 20, 30, 5, 15, 25]),
        ("seconds", [100, 200, 90]),
        ("seconds", [360, 360, 720, 720]),
        ("seconds", [30]),
        ("examples", [1e5, 3e5, 7e5]),
        ("training_flop", [1e15, 2e15]),
    ],
)
def test_totals_stay_also_where_a_clock_begins_anew(quantity, values):
    kept, report = told(quantity, values)
    assert kept == values
    assert not report.lines


def test_two_values_of_one_epoch_say_nothing():
    kept, _ = told("examples", [1e5, 1e5, 2e5], [1, 1, 2])
    assert kept == [1e5, 1e5, 2e5]


def test_the_tokens_of_a_step_are_given_as_an_option():
    _, report = told("examples", [524288, 524288])
    assert "--examples-per-step 524288" in report.lines[0].hint


@pytest.mark.parametrize("name", ["flops", "FLOPs", "GFLOPs", "macs"])
def test_the_operations_of_a_model_are_no_training_compute(tmp_path, name):
    table = f"epoch,{name},accuracy\n1,5.6e8,0.5\n2,5.7e8,0.9\n"
    reading = read_log(FORMAT, tmp_path / "log.csv", table, wanted=ACCURACY, level=0.9)
    assert [e.training_flop for e in reading.evaluations] == [None, None]
    assert f"column {name}: taken to be of the model" in reading.said("ignored")


def test_a_column_of_operations_counts_when_the_user_says_so(tmp_path):
    table = "epoch,flops,accuracy\n1,5e15,0.5\n2,1e16,0.9\n"
    columns = {"training_flop": "flops"}
    reading = read_log(FORMAT, tmp_path / "log.csv", table, wanted=ACCURACY, level=0.9, columns=columns)
    assert [e.training_flop for e in reading.evaluations] == [5e15, 1e16]


def test_what_begins_at_epoch_0_is_no_total_either(tmp_path):
    kept, report = told("seconds", [1.0, 1.0, 1.062], [0, 1, 2])
    assert kept == [None] * 3
    assert "hardly rises (1 to 1.062)" in report.lines[0].message
    assert told("seconds", [3, 100, 200], [0, 1, 2])[0] == [3, 100, 200]
