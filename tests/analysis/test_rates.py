from __future__ import annotations

import pytest

from effsite.analysis.rates import (
    MOORE,
    comparable,
    factor_per_year,
    growth_over,
    is_of_price,
    stated_effective_compute,
)
from tests.builders import make_rate


def test_moores_law_gives_1_41_a_year():
    assert factor_per_year(MOORE) == pytest.approx(1.4142, abs=0.0001)  # 2 ** (12 / 24)


def test_a_halving_counts_as_a_gain_like_a_doubling():
    assert factor_per_year(make_rate(6.0, direction="halving")) == 4


def test_growth_over_a_span():
    assert growth_over(make_rate(24.0), 72.0) == 8


def test_a_total_without_a_rate_has_no_factor():
    total = make_rate(None)

    assert (factor_per_year(total), growth_over(total, 12.0)) == (None, None)


def test_the_published_effective_compute_is_told_by_its_quantity():
    total = make_rate(None, quantity="training compute x algorithmic efficiency")

    assert stated_effective_compute([make_rate(24.0), total]) is total
    assert stated_effective_compute([make_rate(24.0)]) is None


def test_rates_are_compared_fastest_first_and_totals_left_out():
    rates = [make_rate(24.0, name="slow"), make_rate(None, name="total"), make_rate(3.4, name="fast")]

    assert [c.rate.name for c in comparable(rates)] == ["fast", "slow"]


def test_a_comparable_rate_keeps_the_interval_of_its_source():
    (only,) = comparable([make_rate(8.0, low=5.0, high=14.0)])

    assert (only.low, only.doubling_time_months, only.high) == (5, 8, 14)


def test_moores_law_says_what_it_is_and_where_it_is_from():
    assert (MOORE.name, MOORE.group, MOORE.direction) == ("Moore's law", "reference", "doubling")
    assert (MOORE.doubling_time_months, MOORE.as_printed) == (24, "doubling every 2 years")
    assert MOORE.quantity == "transistors per chip, read as compute per dollar"
    assert (MOORE.source_kind, MOORE.source, MOORE.source_url) == (
        "reported",
        "Hernandez & Brown 2020, Measuring the Algorithmic Efficiency of Neural Networks",
        "https://arxiv.org/abs/2005.04305",
    )


def test_a_comparable_rate_has_its_factor_in_a_year():
    (only,) = comparable([make_rate(6.0)])

    assert only.factor_per_year == 4  # 2 ** (12 / 6)


@pytest.mark.parametrize(
    ("quantity", "of_price"),
    [
        ("FLOP/s per dollar", True),
        ("price-performance", True),
        ("cost efficiency of DNA sequencing", True),
        ("transistor density", False),
        ("GPU FLOP/s", False),
        ("memory bandwidth", False),
        ("energy efficiency", False),
    ],
)
def test_only_a_rate_of_what_money_buys_makes_anything_cheaper(quantity, of_price):
    assert is_of_price(make_rate(quantity=quantity)) is of_price
