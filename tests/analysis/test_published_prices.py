"""The 21 trends of the price of a language model at a fixed level, as published, from the points behind each.

Epoch AI, *LLM inference prices have fallen rapidly but unequally across tasks*, 12 March 2025
(epoch.ai/data-insights/llm-inference-price-trends), with prices of Artificial Analysis and its own. The
points (day and price of the cheapest model at or above a level) and the published figures are those of its
repository epoch-research/llm-benchmark-efficiency at 34b9233, in the folder
results/default/lowest_price_models_above_previous_frontier. Its year has 365 days.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from effsite.analysis.frontier import frontier
from effsite.analysis.trend import Trend, fit_trend
from effsite.units import DAYS_PER_MONTH
from tests.builders import make_result, make_target

PUBLISHED = Path(__file__).parent / "published"
EPOCH_DAYS_PER_YEAR = 365


class Published(NamedTuple):
    """A trend as it was published: how many points, how many times cheaper a year, and R squared."""

    benchmark: str
    level: str
    n: int
    factor_per_year: float
    r_squared: float


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TRENDS = [
    Published(r["benchmark"], r["level"], int(r["n"]), float(r["factor_per_year"]), float(r["r_squared"]))
    for r in rows("llm_price_trends.csv")
]
NAMES = [f"{t.benchmark} at {t.level}" for t in TRENDS]


def points(trend: Published) -> list[tuple[str, float]]:
    """The day and the price in USD per million tokens of each point behind a trend."""
    return [
        (r["published"], float(r["usd_per_million_tokens"]))
        for r in rows("llm_prices.csv")
        if (r["benchmark"], r["level"]) == (trend.benchmark, trend.level)
    ]


def fitted(trend: Published) -> Trend:
    found = points(trend)
    return fit_trend([date.fromisoformat(day) for day, _ in found], [usd for _, usd in found], rising=False)


def cheaper_a_year(trend: Published) -> float:
    days = fitted(trend).doubling_time_months * DAYS_PER_MONTH
    return float(2 ** (EPOCH_DAYS_PER_YEAR / days))


def test_there_are_21_trends_over_119_points() -> None:
    assert len(TRENDS) == len(set(TRENDS)) == 21
    assert len(rows("llm_prices.csv")) == sum(t.n for t in TRENDS) == 119


@pytest.mark.parametrize("trend", TRENDS, ids=NAMES)
def test_a_trend_is_as_published(trend: Published) -> None:
    found = fitted(trend)

    assert found.n == trend.n
    assert cheaper_a_year(trend) == pytest.approx(trend.factor_per_year, abs=5e-5)  # at four decimals
    assert found.r_squared == pytest.approx(trend.r_squared, abs=0.005)  # at two


@pytest.mark.parametrize("trend", TRENDS, ids=NAMES)
def test_every_point_of_a_trend_is_a_record(trend: Published) -> None:
    prices = [
        make_result(f"{n}", day, training_flop=None, cost_usd=usd)
        for n, (day, usd) in enumerate(points(trend))
    ]

    assert len(frontier(make_target(measure="cost_usd"), prices).results) == trend.n


def test_the_published_range_is_9x_to_900x_with_40x_for_gpt_4_on_hard_questions_of_science() -> None:
    factors = {name: cheaper_a_year(trend) for name, trend in zip(NAMES, TRENDS, strict=True)}

    # printed as 9x to 900x a year: 9.24 and 851 at one digit; and as 40x: 42.0
    assert (
        min(factors.values())
        == factors["HumanEval at GPT-3.5-Turbo-2023-06"]
        == pytest.approx(9.24, abs=0.005)
    )
    assert (
        max(factors.values()) == factors["GPQA Diamond at GPT-4o-2024-05"] == pytest.approx(851.2, abs=0.05)
    )
    assert factors["GPQA Diamond at GPT-4-0314"] == pytest.approx(42.0, abs=0.05)
    assert median(factors.values()) == pytest.approx(46.2, abs=0.05)
