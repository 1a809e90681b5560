from __future__ import annotations

import pytest

from effsite.site.charts.packed import packed
from tests.charts.conftest import unpacked


def test_a_column_that_says_the_same_in_most_rows_says_it_once():
    column = ["circle"] * 20 + ["square"]
    assert packed({"mark-result.marker": column}) == {
        "mark-result.marker": {"of": ["circle", "square"], "at": [0] * 20 + [1]}
    }


def test_addresses_share_what_stands_between_their_slashes():
    rows = [f"https://example.org/results/of-the-round/{n}" for n in range(9)]
    column = packed({"mark-result.url": rows})["mark-result.url"]
    assert column["by"] == "/"
    assert column["of"][:5] == ["https:", "", "example.org", "results", "of-the-round"]
    assert column["at"][8] == [0, 1, 2, 3, 4, "8"]


def test_texts_of_several_lines_share_their_lines():
    rows = [f"2021-06-30\n{n} FLOP\nreported: MLPerf Training v1.0" for n in range(9)]
    column = packed({"mark-result.values": rows})["mark-result.values"]
    assert column["of"] == ["2021-06-30", "reported: MLPerf Training v1.0"]
    assert column["at"][1] == [0, "1 FLOP", 1]


def test_of_pieces_a_number_stands_for_what_is_told_elsewhere():
    rows = [(-1, "44x", "same", -3), (-1, "8x", "same")]
    column = packed({"mark-result.values": rows})["mark-result.values"]
    assert column == {"of": ["same"], "at": [[-1, "44x", 0, -3], [-1, "8x", 0]], "by": "\n"}
    lines = [("2012", "79 %", "a paper"), ("2014", "", "")]
    assert unpacked(column, lines) == ["2012\n44x\nsame\na paper", "2014\n8x\nsame"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("mark-result.x", [1.0, 2.0, 3.0]),
        ("mark-result.url", ["https://example.org/a"]),
        ("mark-result.values", ["one line", "another"]),
        ("path-trend.xs", [[1, 1, 1, 1], [1, 1, 1, 1]]),
        ("ticks_labels", [[10.0, "10"], [10.0, "10"]]),
    ],
)
def test_what_would_not_be_shorter_stays_a_list(name, column):
    assert packed({name: column}) == {name: column}


def test_a_column_without_rows_is_left_out_and_a_scalar_is_not():
    assert packed({"mark-result.x": [], "x_low": 0.0, "title": ""}) == {"x_low": 0.0, "title": ""}


@pytest.mark.parametrize(
    "column",
    [[*["https://example.org/of/many/parts"] * 9, "", "/", "a//b/"], ["https://example.org/"] * 30],
)
def test_a_packed_column_is_read_as_it_was(column):
    found = packed({"mark-result.url": column})["mark-result.url"]
    assert isinstance(found, dict)
    assert unpacked(found) == column
