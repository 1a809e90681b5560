"""Made-up histories of one target whose true rate is known, in the ways in which records come about.

Costs are in doublings (log2), time in months. Over 84 months the cost falls by 5 doublings, as at AlexNet
level. What a figure may be off by is known to the procedures, as it is to the site.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from effsite.analysis.compute import ASSUMED_UTILISATION
from effsite.analysis.interval import NO_DOUBT, Doubt
from effsite.analysis.method_spread import NORMAL
from effsite.analysis.uncertainty import SAME_MACHINE, SPREADS, UTILISATION

Numbers = NDArray[np.float64]

GAIN = 5.0
SPAN = 84.0
NOISE = 0.1
"""Standard deviation of a figure's own error, in doublings: 7 %."""

BY_6ND = Doubt(less=-math.log2(SPREADS["parameters"].low), more=math.log2(SPREADS["parameters"].high))
BY_TIME = Doubt(
    less=math.log2(ASSUMED_UTILISATION / UTILISATION.low),
    more=math.log2(UTILISATION.high / ASSUMED_UTILISATION),
)
ON_ONE_MACHINE = math.log2(SAME_MACHINE)

FINDING_TRIES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Every system of a target in date order: months, log2 of the cost, source, and the true average rate.

    `rate` is in doublings a month, over the time from the first record to the last. `doubts` are by how much
    each figure may be less or more than it says, in nine cases of ten; none where figures are exact.
    """

    months: Numbers
    costs: Numbers
    sources: NDArray[np.int64]
    rate: float
    doubts: tuple[Doubt, ...] = field(default=())

    def doubt(self) -> Doubt:
        """By how much the gain from the first record to the last may be off, for these two figures."""
        if not self.doubts:
            return NO_DOUBT
        found = self.records()
        first, last = self.doubts[found[0]], self.doubts[found[-1]]
        return Doubt(less=math.hypot(first.less, last.more), more=math.hypot(first.more, last.less))

    def records(self) -> NDArray[np.int64]:
        """The places of the records: each cheaper than all before."""
        before = np.minimum.accumulate(self.costs)[:-1]
        return np.flatnonzero(np.r_[True, self.costs[1:] < before])


def selected(
    rng: np.random.Generator, n: int, *, excess: float, bursts: bool = False, bend: bool = False
) -> History:
    """Systems come at random and lie above what could have been done; the n that beat all before are records.

    `excess` is the mean distance in doublings. In bursts, four systems come from a source within two weeks. A
    bend makes the first quarter of the time seven times as fast as the rest.
    """
    count = 2 * n
    for _ in range(FINDING_TRIES):
        group = 4 if bursts else 1
        sources = rng.integers(0, max(2, count // group), count) if bursts else np.arange(count)
        starts = rng.uniform(0, SPAN, sources.max() + 1)
        months = starts[sources] + (rng.uniform(0, 0.5, count) if bursts else 0.0)
        order = np.argsort(months)
        months, sources = months[order], sources[order]
        costs = _possible(months, bend) + rng.exponential(excess, count) + rng.normal(0, NOISE / 2, count)
        history = History(months=months, costs=costs, sources=sources, rate=0.0)
        found = history.records()[:n]
        if len(found) == n:
            break
        count = int(1.3 * count) + 1
    else:
        raise ValueError(f"no {n} records among {count} systems")
    ends = months[[found[0], found[-1]]]
    high, low = _possible(ends, bend)
    until = found[-1] + 1
    return History(
        months=months[:until],
        costs=costs[:until],
        sources=sources[:until],
        rate=float((high - low) / (ends[1] - ends[0])),
        doubts=_alike(NOISE / 2, until),
    )


def _alike(noise: float, count: int) -> tuple[Doubt, ...]:
    """The doubts of that many figures with errors of that standard deviation."""
    return (Doubt(less=NORMAL * noise, more=NORMAL * noise),) * count


def _possible(months: Numbers, bend: bool) -> Numbers:
    """The least cost that could have been had at each time."""
    rate = GAIN / SPAN
    if not bend:
        return -rate * months
    turn = SPAN / 4
    fast, slow = 2.8 * rate, 0.4 * rate
    return -np.where(months < turn, fast * months, fast * turn + slow * (months - turn))


def improved(
    rng: np.random.Generator,
    n: int,
    *,
    bursts: bool = False,
    bend: bool = False,
    heavy: bool = False,
    noise: float = 0.0,
) -> History:
    """Each system improves on the last by a random step after a random wait, as in a race.

    In bursts, seven waits in ten are thirty times shorter. With a bend, the first half of the steps comes
    five times as fast as the second. Heavy steps are log-normal: a few of them make up most of the gain.
    """
    steps = n - 1
    waits = rng.exponential(1.0, steps)
    if bursts:
        waits *= np.where(rng.random(steps) < 0.7, 0.1, 3.3) / (0.7 * 0.1 + 0.3 * 3.3)
    share = np.where(np.arange(steps) < steps / 2, 1 / 3, 5 / 3) if bend else np.ones(steps)
    waits *= share * SPAN / steps
    gains = rng.lognormal(-0.5, 1.0, steps) if heavy else rng.exponential(1.0, steps)
    return History(
        months=np.r_[0.0, np.cumsum(waits)],
        costs=-np.r_[0.0, np.cumsum(gains * GAIN / steps)] + rng.normal(0, noise, n),
        sources=np.arange(n),
        rate=GAIN / (SPAN * float(share.mean())),
        doubts=_alike(noise, n),
    )


def by_two_methods(rng: np.random.Generator, n: int) -> History:
    """A race whose first half is known by 6ND and whose second by the time of machines at an assumed share.

    What one method is off by is the same for all of its figures.
    """
    history = improved(rng, n)
    late = np.arange(n) >= n / 2
    costs = history.costs - np.where(late, _error(rng, BY_TIME), _error(rng, BY_6ND))
    return replace(history, costs=costs, doubts=tuple(BY_TIME if each else BY_6ND for each in late))


def on_one_machine(rng: np.random.Generator, n: int) -> History:
    """A race known by the time of one machine, of whose peak each system uses another share."""
    return improved(rng, n, noise=ON_ONE_MACHINE / NORMAL)


def _error(rng: np.random.Generator, doubt: Doubt) -> float:
    """How much more the true cost is than its figure, in doublings: normal on each side of it."""
    down = rng.random() < doubt.less / (doubt.less + doubt.more)
    return abs(rng.normal()) / NORMAL * (-doubt.less if down else doubt.more)


def in_series(rng: np.random.Generator, n: int) -> History:
    """A source sets several records in short order, by steps of much the same size."""
    history = _series(rng, n)
    return History(
        months=history.months, costs=history.costs, sources=history.sources, rate=_rate_of_series(n)
    )


def _series(rng: np.random.Generator, n: int) -> History:
    mean = 3.0 if n > 6 else 1.5
    wait = SPAN / (n - 1) * mean
    months, costs, sources = [0.0], [0.0], [0]
    while len(months) < n:
        size, month = rng.exponential(1.0), months[-1] + rng.exponential(0.85 * wait)
        source = sources[-1] + 1
        for _ in range(min(rng.geometric(1 / mean), n - len(months))):
            months.append(month)
            costs.append(costs[-1] - size * rng.uniform(0.5, 1.5) * GAIN / (n - 1))
            sources.append(source)
            month += rng.exponential(0.2 * wait / mean)
    return History(months=np.array(months), costs=np.array(costs), sources=np.array(sources), rate=0.0)


@cache
def _rate_of_series(n: int) -> float:
    """The long-run rate of such series: all gains over all time, of many of them."""
    rng = np.random.default_rng(5)
    many = [_series(rng, n) for _ in range(4000)]
    gained = sum(float(h.costs[0] - h.costs[-1]) for h in many)
    return gained / sum(float(h.months[-1] - h.months[0]) for h in many)


MOST_SELECTED = 20
"""Records that selection alone yields in reasonable time; more come about by improving on the last."""

HISTORIES: dict[str, Callable[[np.random.Generator, int], History]] = {
    "selected": lambda rng, n: selected(rng, n, excess=0.5),
    "selected, noisy": lambda rng, n: selected(rng, n, excess=1.0),
    "selected, bursts": lambda rng, n: selected(rng, n, excess=1.0, bursts=True),
    "selected, a bend": lambda rng, n: selected(rng, n, excess=0.5, bursts=True, bend=True),
    "improved": lambda rng, n: improved(rng, n),
    "improved, bursts": lambda rng, n: improved(rng, n, bursts=True),
    "improved, a few large steps": lambda rng, n: improved(rng, n, heavy=True),
    "improved, bursts of large steps": lambda rng, n: improved(rng, n, bursts=True, heavy=True),
    "improved, a bend": lambda rng, n: improved(rng, n, bend=True),
    "improved, a bend and noise": lambda rng, n: improved(rng, n, bend=True, bursts=True, noise=NOISE),
    "series of one source": in_series,
    "improved, figures by two methods": by_two_methods,
    "improved, times of one machine": on_one_machine,
}
