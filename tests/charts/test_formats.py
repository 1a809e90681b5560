from __future__ import annotations

from datetime import date

import pytest

from effsite.records import PublicationDate
from effsite.site import formats
from tests.builders import LOSS, TOP5


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.0, "1x"), (2.244, "2.2x"), (9.97, "10x"), (44.35, "44x"), (0.724, "0.72x"), (316_543.0, "317,000x")],
)
def test_a_factor_for_people_has_two_or_three_figures(value, shown):
    assert formats.factor(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.1, "1.1x"), (1.0993, "1.1x"), (1.0214, "1.02x"), (1.0019, "1.002x"), (1.00004, "1.00004x")],
)
def test_a_factor_near_1_is_told_from_1(value, shown):
    assert formats.factor(value) == shown


@pytest.mark.parametrize(
    ("flop", "shown"),
    [
        (5.322e17, "532 PFLOP"),
        (1.198e16, "12 PFLOP"),
        (9.999e17, "1 EFLOP"),
        (8.64e5, "864 kFLOP"),
        (0.5, "0.5 FLOP"),
        (3e31, "30 QFLOP"),
    ],
)
def test_compute_for_people_has_an_si_prefix(flop, shown):
    assert formats.compute(flop) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5.32224e17, "5.322e17"),
        (5e17, "5e17"),
        (2700.0, "2700"),
        (0.39, "0.39"),
        (1.236e8, "1.236e8"),
        (0, "0"),
    ],
)
def test_an_exact_number_has_four_figures(value, shown):
    assert formats.exact(value) == shown


def test_exact_compute_comes_with_both_day_units():
    # 5.322e17 / 8.64e16 = 6.16 tfs-days, a thousandth of it in pfs-days.
    assert formats.compute_exact(5.322e17) == "5.322e17 FLOP (6.16 tfs-days, 0.00616 pfs-days)"


def test_a_month_without_a_day_is_shown_as_a_month():
    month = PublicationDate.parse("2016-11")
    shown = (formats.long_date(month), formats.month_year(month), formats.iso(month))
    assert shown == ("November 2016", "November 2016", "2016-11")


def test_a_day_is_shown_in_full_or_as_its_month():
    day = date(2019, 5, 28)
    shown = (formats.long_date(day), formats.month_year(day), formats.iso(day))
    assert shown == ("28 May 2019", "May 2019", "2019-05-28")


def test_a_fraction_is_shown_in_percent_and_other_metrics_in_their_unit():
    assert (formats.metric(TOP5, 0.791), formats.metric(LOSS, 3.28)) == ("79.1 %", "3.28")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("seconds", 2700.0, "45 min"),
        ("seconds", 9870.5, "2.74 h"),
        ("cost_usd", 12.6, "12.60 USD"),
        ("cost_usd", 2323.0, "2,323 USD"),
        ("price_usd", 0.07, "0.07 USD per million tokens"),
        ("price_usd", 0.1225, "0.122 USD per million tokens"),
        ("energy_kwh", 1.25, "1.25 kWh"),
        ("examples", 115_200_000.0, "115 M"),
        ("inference_flop", 1.44e9, "1.44 GFLOP"),
    ],
)
def test_each_measure_is_shown_in_its_own_unit(name, value, shown):
    assert formats.measure(name, value) == shown


def test_times_in_months_are_shown_as_doubling_times_spans_and_intervals():
    shown = (
        formats.months(15.71),
        formats.span(84),
        formats.span(7.7),
        formats.span(1),
        formats.span(0.066),
        formats.span(0.04),
        formats.interval(13.52, 18.9),
    )
    assert shown == ("15.7 months", "7.0 years", "7.7 months", "1 month", "2 days", "1 day", "13.5 to 18.9")
