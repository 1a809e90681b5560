from __future__ import annotations

import pytest

from effsite.ingest.numbers import finite, number, scaled, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        (" -2.5 ", -2.5),
        (".5", 0.5),
        ("3.", 3),
        ("4.7e+17", 4.7e17),
        ("1,014.45", 1014.45),
        ('"7"', 7),
    ],
)
def test_numbers_as_logs_write_them(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "1_000", "٣", "76.5%", "1,00", "0x10", "1e999", "1" * 100, "1 2", "True"]
)
def test_what_is_no_number_of_a_log(text):
    assert number(text) is None


def test_whole_numbers_may_be_written_with_a_point():
    assert (whole("12.0"), whole("1,200"), whole("1.5"), whole("x")) == (12, 1200, None, None)


@pytest.mark.parametrize("value", [True, None, "1", float("nan"), float("inf"), 10**400])
def test_json_values_that_are_no_finite_numbers(value):
    assert finite(value) is None


def test_percent_is_taken_off_without_rounding_errors():
    # 79.1 / 100 and 55.1 / 100 in binary are not always the nearest to 0.791 and 0.551
    assert [scaled(x, -2) for x in (79.1, 55.1, 94.0, 93.11)] == [0.791, 0.551, 0.94, 0.9311]
