from __future__ import annotations

import pandas as pd

from effsite.analysis.frames import results_frame, summary_frame
from effsite.analysis.summary import summarise
from effsite.records import Result, columns
from tests.builders import make_result, make_results, make_target, make_task_record


def test_a_frame_has_the_columns_of_the_data_dictionary():
    frame = results_frame([make_result()])

    assert list(frame.columns) == ["task", "submission", *columns(Result), "published_precision"]


def test_a_frame_of_no_results_keeps_its_columns_and_types():
    frame = results_frame([])

    assert len(frame) == 0
    assert frame["training_flop"].dtype == "float64"


def test_dates_are_timestamps_with_their_precision_beside_them():
    frame = results_frame([make_result(published="2016-11"), make_result(published="2012-06-01")])

    assert list(frame["published"]) == [pd.Timestamp("2016-11-15"), pd.Timestamp("2012-06-01")]
    assert list(frame["published_precision"]) == ["month", "day"]


def test_a_number_that_is_not_known_is_missing_and_never_zero():
    frame = results_frame([make_result(parameters=None), make_result(parameters=6e7)])

    assert list(frame["parameters"].isna()) == [True, False]


def test_a_summary_frame_adds_value_factor_and_standing():
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 2e17))

    frame = summary_frame(summarise(make_task_record(rows), make_target()))

    assert list(frame["factor"]) == [1, 4]
    assert list(frame["on_frontier"]) == [True, True]


def test_a_summary_frame_says_of_each_row_what_it_is_worth_and_why_it_does_not_compete():
    rows = [*make_results(("A", "2012-01-01", 8e17)), make_result("B", "2013-01-01", status="withdrawn")]

    frame = summary_frame(summarise(make_task_record(rows), make_target()))

    assert list(frame.columns)[-4:] == ["factor", "on_frontier", "competes", "why_not"]
    assert list(frame["value"]) == [8e17, 1e18]
    assert list(frame["competes"]) == [True, False]
    assert list(frame["why_not"]) == ["", "withdrawn"]


def test_a_factor_that_there_is_not_is_missing_in_a_column_of_numbers():
    rows = [make_result("A", status="withdrawn")]

    frame = summary_frame(summarise(make_task_record(rows), make_target()))

    assert frame["factor"].dtype == "float64"
    assert list(frame["factor"].isna()) == [True]


def test_whole_numbers_that_may_be_missing_are_floats_like_the_others():
    frame = results_frame([make_result(devices=None)])

    assert frame["devices"].dtype == "float64"
