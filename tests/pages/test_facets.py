"""What the table of results can be narrowed to."""

from __future__ import annotations

import json

from effsite.analysis.summary import summarise
from effsite.site.pages.facets import MOST_VALUES, Facet, as_attribute, facets, facets_json
from effsite.site.pages.table_rows import rows
from tests.builders import make_result, make_target, make_task_collection


def found(*results):
    return {f.label: f for f in facets(rows(summarise(make_task_collection(results), make_target())))}


MIXED = (
    make_result("A", "2012-01-01", device="V100", source_url="https://github.com/Lab/Logs/blob/main/a"),
    make_result(
        "B", "2013-01-01", device="a100", flop_method="counted", source_url="https://www.lab.example/b"
    ),
    make_result("C", "2014-01-01", status="withdrawn", source_kind="measured", submission="ours"),
    make_result("D", "2015-01-01", device="V100", source_url="https://github.com/lab/logs/blob/main/d"),
)


def test_each_list_has_its_values_in_order_and_of_each_row_which_it_has():
    lists = found(*MIXED)

    assert (lists["Method"].values, lists["Method"].places) == (("as reported", "counted"), (0, 1, 0, 0))
    assert (lists["Figures"].values, lists["Figures"].places) == (("measured", "reported"), (1, 1, 0, 1))
    assert (lists["Status"].values, lists["Status"].places) == (("claimed", "withdrawn"), (0, 0, 1, 0))


def test_what_a_row_does_not_state_is_a_value_too_and_stands_last():
    hardware = found(*MIXED)["Hardware"]

    assert hardware.values == ("a100", "V100", "not stated")
    assert hardware.places == (1, 0, 2, 1)


def test_files_of_one_repository_are_one_source_and_a_study_is_one():
    source = found(*MIXED)["Source"]

    assert source.values == ("lab.example/b", "lab/logs", "submission imagenet/ours")
    assert source.places == (1, 0, 2, 1)


def test_a_list_of_one_value_is_none():
    assert set(found(make_result("A"), make_result("B", device="V100"))) == {"Hardware"}


def test_a_list_that_is_too_long_to_choose_from_is_none():
    many = [make_result(f"S{n}", device=f"machine {n}") for n in range(MOST_VALUES + 1)]

    assert "Hardware" not in found(*many)
    assert len(found(*many[:-1])["Hardware"].values) == MOST_VALUES


def test_the_script_reads_them_as_json_and_nothing_where_there_is_none():
    alike = rows(summarise(make_task_collection([make_result("A")]), make_target()))
    mixed = rows(summarise(make_task_collection(MIXED), make_target()))

    assert facets_json(alike) == ""
    assert json.loads(facets_json(mixed))[0] == ["Method", ["as reported", "counted"], "0100"]


def test_places_among_more_values_than_base_36_has_digits_have_two_digits_each():
    lists = [
        Facet(label="Few", values=tuple(map(str, range(36))), places=(0, 35, 10)),
        Facet(label="Many", values=tuple(map(str, range(37))), places=(0, 36, 10)),
    ]

    assert [places for _, _, places in json.loads(as_attribute(lists))] == ["0za", "00100a"]
