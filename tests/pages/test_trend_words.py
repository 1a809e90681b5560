"""A halving time too long to have been seen is said in words wherever it would be written."""

from __future__ import annotations

import pytest

from effsite.analysis.choices import Choice
from effsite.site.charts import choices_picture
from effsite.site.pages.data.badge import badge
from effsite.site.pages.explained import explained
from effsite.site.trend_words import (
    average_words,
    choice_ends_sentence,
    choices_words,
    months_words,
    range_words,
    rate_sentences,
    recent_sentence,
    shape_sentence,
    span_words,
)
from tests.builders import make_result
from tests.charts.conftest import summary_of


def flat():
    """Four records in three years that fall by a thousandth: it would take some 2,100 years to halve."""
    return summary_of(
        make_result("One", "2019-01-01", training_flop=1.000e18),
        make_result("Two", "2020-06-01", training_flop=0.9995e18),
        make_result("Three", "2021-01-01", training_flop=0.9993e18),
        make_result("Four", "2022-01-01", training_flop=0.999e18),
    )


def test_fifty_years_is_the_longest_time_that_is_written_as_one() -> None:
    assert months_words(600.0) == "600.0 months"
    assert months_words(600.1) == "no measurable trend"


@pytest.mark.parametrize(
    ("low", "high", "bare", "whole"),
    [
        (8.1, 42.7, "8.1 to 42.7", "8.1 to 42.7 months"),
        (4.7, None, "from 4.7 on", "from 4.7 months on"),
        (7.9, 1290.5, "7.9 to no measurable trend", "7.9 months to no measurable trend"),
        (700.0, 1290.5, "no measurable trend", "no measurable trend"),
    ],
)
def test_an_interval_says_where_it_has_no_trend(
    low: float, high: float | None, bare: str, whole: str
) -> None:
    assert span_words(low, high) == bare
    assert range_words(low, high) == whole


def test_choices_end_in_no_measurable_trend() -> None:
    found = tuple(
        Choice(kind="results", name=name, halving_time_months=months)
        for name, months in (("a line", 145.7), ("another", 3342.0))
    )
    assert choices_words(found) == "145.7 months to no measurable trend"
    assert choice_ends_sentence(found) == (
        "The least, 145.7 months, is that of “a line”; the most, no measurable trend, that of “another”"
    )
    assert choices_words(found[1:] * 2) == "no measurable trend, too"


def test_a_record_that_hardly_moves_has_no_measurable_trend_in_any_sentence() -> None:
    summary = flat()
    assert average_words(summary) == "no measurable trend on average"
    assert shape_sentence(summary) == "The line fitted to 4 records shows no measurable trend"
    assert recent_sentence(summary) == (
        "In the last 24 months, up to January 2022, it showed no measurable trend"
    )
    assert rate_sentences(summary)[0].startswith("It showed no measurable trend on average (no interval")
    assert "no measurable trend</text>" in badge(summary)
    facts = {fact.label: fact.value for fact in explained(summary)["average"].facts}
    assert facts["How it was got"].endswith("= no measurable trend")


def test_the_picture_of_choices_says_it_too() -> None:
    picture = choices_picture(flat(), name="flat")
    assert "first to latest: no measurable trend</title>" in picture.svg_wide
    assert "The records: no measurable trend, no measurable trend" in picture.svg_wide
