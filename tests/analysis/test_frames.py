from __future__ import annotations

import pandas as pd
import pytest

from effsite.analysis.frames import results_frame, summary_frame
from effsite.analysis.loaded import LoadedCollection
from effsite.analysis.summary import summarise
from effsite.records import Result, columns
from tests.builders import make_result, make_results, make_target, make_task, make_task_collection


def test_a_frame_has_the_columns_of_the_data_dictionary():
    frame = results_frame([make_result()])

    assert list(frame.columns) == ["task", "submission", *columns(Result), "published_precision"]


def test_a_frame_of_no_results_keeps_its_columns_and_types():
    frame = results_frame([])

    assert len(frame) == 0
    assert frame["training_flop"].dtype == "float64"
    assert frame["runs"].dtype == "float64"
    assert frame["published"].dtype == "datetime64[s]"


def test_dates_are_timestamps_with_their_precision_beside_them():
    frame = results_frame([make_result(published="2016-11"), make_result(published="2012-06-01")])

    assert list(frame["published"]) == [pd.Timestamp("2016-11-15"), pd.Timestamp("2012-06-01")]
    assert list(frame["published_precision"]) == ["month", "day"]


def test_a_number_that_is_not_known_is_missing_and_never_zero():
    frame = results_frame([make_result(parameters=None), make_result(parameters=6e7)])

    assert list(frame["parameters"].isna()) == [True, False]


def test_text_that_is_not_known_is_empty_and_a_method_that_is_not_given_is_missing():
    frame = results_frame([make_result(device="", training_flop=None, seconds=60.0)])

    assert frame["device"][0] == ""
    assert frame["flop_method"].isna()[0]
    assert frame["seconds"][0] == 60


def test_a_summary_frame_adds_the_measure_the_factor_and_the_standing():
    rows = make_results(("A", "2012-01-01", 8e17), ("B", "2013-01-01", 2e17), ("C", "2014-01-01", 4e17))

    frame = summary_frame(summarise(make_task_collection(rows), make_target()))

    assert list(frame.columns[-8:-4]) == ["measure_value", "figure_low", "figure_high", "figure_ends"]
    assert list(frame.columns[-4:]) == ["factor", "on_frontier", "competes", "why_not"]
    # stated totals: 0.33 to 2.1 times each
    assert list(frame["figure_low"]) == [2.64e17, 6.6e16, 1.32e17]
    assert list(frame["figure_high"]) == [1.68e18, 4.2e17, 8.4e17]
    assert list(frame["figure_ends"]) == ["derived"] * 3
    assert list(frame["measure_value"]) == [8e17, 2e17, 4e17]
    assert list(frame["factor"]) == [1, 4, 2]
    assert list(frame["on_frontier"]) == [True, True, False]


def test_a_summary_frame_of_a_measure_without_ends_has_none():
    rows = [make_result("A", "2012-01-01", seconds=60.0)]

    frame = summary_frame(summarise(make_task_collection(rows), make_target(), "seconds"))

    assert frame["figure_low"].isna()[0]
    assert frame["figure_high"].isna()[0]
    assert list(frame["figure_ends"]) == [""]


def test_a_summary_frame_keeps_the_value_of_the_metric_that_was_reached():
    rows = make_results(("A", "2012-01-01", 8e17), value=0.8)

    frame = summary_frame(summarise(make_task_collection(rows), make_target()))

    assert list(frame["value"]) == [0.8]


def test_a_row_that_does_not_compete_says_why_and_has_no_place():
    row = make_result("A", "2012-01-01", status="withdrawn")

    frame = summary_frame(summarise(make_task_collection([row]), make_target()))

    assert list(frame["competes"]) == [False]
    assert frame["why_not"][0] == "withdrawn"
    assert frame["factor"].isna()[0]


def test_a_loaded_collection_gives_a_row_for_each_result_of_one_task_or_of_all():
    text = make_task_collection([make_result("BERT", task="text")], task=make_task(name="text"))
    loaded = LoadedCollection(tasks=(make_task_collection([make_result("AlexNet")]), text))

    assert list(loaded.frame()["system"]) == ["AlexNet", "BERT"]
    assert list(loaded.frame("text")["system"]) == ["BERT"]
    with pytest.raises(KeyError):
        loaded.frame("none")
