"""Ways to an interval of a rate, nominally at 90 %: its two ends in doublings a month, or None."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from effsite.analysis.interval import IntervalRefusedError, step_interval
from effsite.units import DAYS_PER_MONTH
from tests.coverage.histories import NOISE, History, Numbers

DRAWS = 300
START = date(2000, 1, 1)
Ends = tuple[float, float]


def steps(history: History, rng: np.random.Generator) -> Ends | None:
    """The interval that the site prints; None where it prints none."""
    found = history.records()
    # days a thousand times as long, so that records of one day of the simulation keep apart
    days = [START + timedelta(days=round(1000 * m)) for m in history.months[found]]
    values = [2.0 ** float(c) for c in history.costs[found]]
    try:
        interval = step_interval(days, values, [str(s) for s in history.sources[found]], history.doubt())
    except IntervalRefusedError:
        return None
    scale = 1000 / DAYS_PER_MONTH
    return 0.0 if interval.high is None else scale / interval.high, scale / interval.low


def records_resampled(history: History, rng: np.random.Generator) -> Ends | None:
    """Records drawn with replacement and least squares of each draw (the pairs bootstrap)."""
    found = history.records()
    chosen = rng.choice(found, (DRAWS, len(found)))
    return _ends(_slopes(history.months[chosen], history.costs[chosen], np.ones(chosen.shape)))


def sources_resampled(history: History, rng: np.random.Generator) -> Ends | None:
    """Sources drawn, each figure from its own error, the frontier found again, and refitted.

    Each record weighs as long as it stood.
    """
    names, source = np.unique(history.sources, return_inverse=True)
    drawn = np.zeros((DRAWS, len(names)), bool)
    drawn[np.arange(DRAWS)[:, None], rng.integers(0, len(names), (DRAWS, len(names)))] = True
    costs = history.costs + rng.normal(0, NOISE / 2, (DRAWS, len(source)))
    costs = np.where(drawn[:, source], costs, np.inf)
    before = np.c_[np.full(DRAWS, np.inf), np.minimum.accumulate(costs, axis=1)[:, :-1]]
    records = costs < before
    upcoming = np.where(records, history.months, np.inf)
    following = np.minimum.accumulate(upcoming[:, ::-1], axis=1)[:, ::-1]
    following = np.c_[following[:, 1:], np.full(DRAWS, np.inf)]
    end = history.months[-1] * (1 + 1 / len(source))
    stood = np.where(records, np.minimum(following, end) - history.months, 0.0)
    return _ends(_slopes(history.months, np.where(records, costs, 0.0), stood))


def _slopes(months: Numbers, costs: Numbers, weights: Numbers) -> Numbers:
    """The gain a month of the weighted line of each row; rows on one date are left out."""
    total = weights.sum(axis=1, keepdims=True)
    centred = months - (weights * months).sum(axis=1, keepdims=True) / np.where(total > 0, total, 1)
    squares = (weights * centred**2).sum(axis=1)
    kept = squares > 1e-9
    return -(weights * centred * costs).sum(axis=1)[kept] / squares[kept]


def _ends(rates: Numbers) -> Ends | None:
    if len(rates) < DRAWS / 2:
        return None
    low, high = np.quantile(rates, (0.05, 0.95))
    return float(low), float(high)


PROCEDURES: dict[str, Callable[[History, np.random.Generator], Ends | None]] = {
    "records resampled": records_resampled,
    "sources resampled": sources_resampled,
    "steps": steps,
}
