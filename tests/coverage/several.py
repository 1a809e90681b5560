"""Sets of made-up targets whose true rates are spread about a known mean: how often the intervals hold it."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from effsite.analysis.interval import IntervalRefusedError, step_interval
from effsite.analysis.pooling import pooled
from tests.coverage.histories import HISTORIES, History

TARGETS = (3, 4, 6, 10)
SPREADS = (0.0, 0.3, 0.6, 1.0)
"""Standard deviations of the logarithm of the true rates: up to a factor of 2.7."""

FEWEST_RECORDS, MOST_RECORDS = 5, 14
START = date(2000, 1, 1)
FINELY = 1000
"""Days are that many times as long, so that records of one day of the simulation keep apart."""


class Shown(NamedTuple):
    """A target as the site knows it: the logarithm of its rate, with the standard error of that."""

    log_rate: float
    error: float


class Held(NamedTuple):
    """Of how many sets the interval held the mean, the one of a further target held what that showed."""

    mean: float
    further: float
    rates_themselves: float
    """The first of the two for a mean of the rates instead of their logarithms, each with its error."""


def held(targets: int, spread: float, sets: int, seed: int) -> Held:
    """The shares among that many sets of targets whose mean rate is 1."""
    rng = np.random.default_rng([seed, targets, round(10 * spread)])
    counts = np.zeros(3)
    for _ in range(sets):
        shown = [target(rng, spread) for _ in range(targets)]
        found = pooled([s.log_rate for s in shown], [s.error for s in shown])
        rates = [math.exp(s.log_rate) for s in shown]
        plain = pooled(rates, [r * s.error for r, s in zip(rates, shown, strict=True)])
        assert found is not None
        assert plain is not None
        further = target(rng, spread).log_rate
        middle = math.exp(spread**2 / 2)  # the mean of what has a logarithm of mean 0 and that deviation
        counts += (
            found.low <= 0 <= found.high,
            found.next_low <= further <= found.next_high,
            plain.low <= middle <= plain.high,
        )
    return Held(*(counts / sets).tolist())


def target(rng: np.random.Generator, spread: float) -> Shown:
    """A target of any kind of history, its time stretched so that it has a true rate of the spread."""
    kinds = list(HISTORIES.values())
    while True:
        history = kinds[rng.integers(len(kinds))](rng, int(rng.integers(FEWEST_RECORDS, MOST_RECORDS + 1)))
        stretch = history.rate / math.exp(rng.normal(0, spread))
        shown = _shown(history, stretch)
        if shown is not None:
            return shown


def _shown(history: History, stretch: float) -> Shown | None:
    found = history.records()
    months, costs = history.months[found] * stretch, history.costs[found]
    days = [START + timedelta(days=round(FINELY * month)) for month in months]
    sources = [str(s) for s in history.sources[found]]
    try:
        interval = step_interval(days, [2.0 ** float(c) for c in costs], sources, history.doubt())
    except IntervalRefusedError:
        return None
    rate = float(costs[0] - costs[-1]) / ((days[-1] - days[0]).days / FINELY)
    return Shown(log_rate=math.log(rate), error=interval.relative_error)
