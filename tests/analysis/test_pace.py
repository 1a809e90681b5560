from __future__ import annotations

from datetime import date, timedelta

import pytest

from effsite.analysis.frontier import frontier
from effsite.analysis.pace import average_interval, average_months, recent
from effsite.analysis.summary import summarise
from effsite.analysis.summary_json import summary_json
from tests.builders import make_result, make_results, make_target, make_task_collection

FIVE = make_results(
    ("A", "2014-01-01", 64e17),
    ("B", "2016-01-01", 32e17),
    ("C", "2017-01-01", 16e17),
    ("D", "2017-07-01", 8e17),
    ("E", "2018-01-01", 2e17),
)


def records(rows):
    return frontier(make_target(), rows)


def test_the_average_is_the_span_over_the_doublings_of_the_factor():
    # 2014-01-01 to 2018-01-01 are 1461 days, 48 months; 64 / 2 = 32 = 2 ** 5
    assert average_months(records(FIVE)) == pytest.approx(48 / 5)


def test_three_records_have_an_average():
    # 2014-01-01 to 2017-01-01 are 1096 days, 36.008 months; 64 / 16 = 2 ** 2
    assert average_months(records(FIVE[:3])) == pytest.approx(1096 / 30.4375 / 2)


def test_the_record_of_the_day_on_which_the_recent_rate_begins_is_not_counted_in_it():
    rows = make_results(
        *((r.system, str(r.published).replace("2016-01-01", "2016-01-02"), r.training_flop) for r in FIVE)
    )
    found = recent(records(rows), "least")

    assert (found.since, found.n) == (date(2016, 1, 2), 3)


def test_two_records_have_no_average():
    assert average_months(records(FIVE[:2])) is None
    assert average_months(records([])) is None


def test_the_recent_rate_runs_from_the_record_that_stood_two_years_before_the_latest():
    # 24 months are 730.5 days, 730 in whole ones: since 2016-01-02, when B stood; 32 / 2 = 2 ** 4
    found = recent(records(FIVE), "least")

    assert (found.since, found.n) == (date(2016, 1, 2), 3)
    assert found.months == pytest.approx(730 / 30.4375 / 4)
    assert (found.low, found.high) == (None, None)


def test_fewer_than_three_records_in_two_years_are_no_recent_rate():
    assert recent(records(FIVE[:3]), "least") is None  # B and C alone since January 2015


def test_a_record_younger_than_two_years_has_no_recent_rate_besides_its_average():
    assert recent(records(FIVE[2:]), "least") is None
    assert recent(records([]), "least") is None


def test_the_recent_rate_is_published_with_its_ends_and_since_when():
    found = summary_json(summarise(make_task_collection(FIVE), make_target()))["recent"]

    assert found == {
        "months": pytest.approx(730 / 30.4375 / 4),
        "low": None,
        "high": None,
        "n": 3,
        "since": "2016-01-02",
    }
    assert summary_json(summarise(make_task_collection(FIVE[:3]), make_target()))["recent"] is None


def test_the_doubt_of_the_first_figure_widens_the_interval_towards_less():
    # A halving every 100 days, r = 0.01 a day; the first figure may be half of that: one doubling in 400
    # days, 0.0025, towards less, and nothing towards more.
    rows = [
        make_result(
            f"S{n}",
            str(date(2020, 1, 1) + timedelta(days=100 * n)),
            training_flop=16e17 / 2**n,
            training_flop_low=(8e17 if n == 0 else 16e17 / 2**n),
            training_flop_high=16e17 / 2**n,
            source_url=f"https://example.org/{n}",
        )
        for n in range(5)
    ]

    found = average_interval(records(rows), "least")

    assert found.high == pytest.approx(1 / 0.0075 / 30.4375)
    assert found.low == pytest.approx(1 / 0.01 / 30.4375)


def test_a_recent_rate_has_the_interval_of_its_own_steps():
    # A halving every 146 days, of which 730 have five: equal steps of figures without doubt leave no width.
    rows = [
        make_result(
            f"S{n}",
            str(date(2020, 1, 1) + timedelta(days=146 * n)),
            training_flop=1e18 / 2**n,
            training_flop_low=1e18 / 2**n,
            training_flop_high=1e18 / 2**n,
            source_url=f"https://example.org/{n}",
        )
        for n in range(10)
    ]

    found = recent(records(rows), "least")

    assert found.n == 5
    assert (found.low, found.months, found.high) == pytest.approx([146 / 30.4375] * 3)


def test_the_doubt_of_the_last_figure_widens_the_interval_of_a_recent_rate():
    # A halving every 146 days, five in 730; the last figure may be twice as high, which leaves four.
    rows = [
        make_result(
            f"S{n}",
            str(date(2020, 1, 1) + timedelta(days=146 * n)),
            training_flop=1e18 / 2**n,
            training_flop_low=1e18 / 2**n,
            training_flop_high=1e18 / 2**n * (2 if n == 9 else 1),
            source_url=f"https://example.org/{n}",
        )
        for n in range(10)
    ]

    found = recent(records(rows), "least")

    assert (found.low, found.months) == pytest.approx([146 / 30.4375] * 2)
    assert found.high == pytest.approx(730 / 4 / 30.4375)
