"""Gains set beside one another: reference rates over the same span, and gains multiplied."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.frontier import improvement, measured
from effsite.analysis.trend import two_point_doubling_time
from effsite.errors import EffsiteError
from effsite.units import MOORE_DOUBLING_MONTHS, months_between

if TYPE_CHECKING:
    from datetime import date

    from effsite.analysis.frontier import Frontier
    from effsite.records import RecordIs, Result

MOST_DOUBLINGS = 1000.0


def factor_over(doubling_time_months: float, span_months: float) -> float:
    """The factor that a steady doubling time gives over that many months.

    Raises EffsiteError when it is larger than a float can hold.
    """
    doublings = span_months / doubling_time_months
    if doublings > MOST_DOUBLINGS:
        raise EffsiteError(
            f"{doublings:.4g} doublings are more than a number holds",
            f"a doubling time of {doubling_time_months:g} months is probably in the wrong unit",
        )
    return math.exp2(doublings)


def moore_factor(span_months: float) -> float:
    """What a doubling every 24 months gives over that many months.

    Over AlexNet to EfficientNet, 83.84 months, it is the 11x of Hernandez & Brown 2020.
    """
    return factor_over(MOORE_DOUBLING_MONTHS, span_months)


def combined_doubling_time(first_months: float, second_months: float) -> float:
    """The doubling time in months of two gains multiplied: 1 / (1 / first + 1 / second).

    Doublings per month add up when the factors multiply, as hardware price-performance and
    algorithmic efficiency do in the effective compute of Hernandez & Brown 2020 (arXiv
    2005.04305, section 4.2).
    """
    return 1 / (1 / first_months + 1 / second_months)


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedGain:
    """A measured algorithmic gain times what hardware gave for the same money over the same span.

    `doubling_time_months` is the two-point figure of `factor`, the product of the two factors.
    """

    span_months: float
    hardware_doubling_time_months: float
    hardware_factor: float
    algorithms_factor: float
    factor: float
    doubling_time_months: float


def combined_gain(
    *, algorithms_factor: float, span_months: float, hardware_doubling_time_months: float
) -> CombinedGain:
    """Algorithms x hardware over a span of months in which algorithms gained `algorithms_factor`.

    Raises ValueError when the product is no gain or the span is not positive.
    """
    hardware_factor = factor_over(hardware_doubling_time_months, span_months)
    factor = algorithms_factor * hardware_factor
    doubling = two_point_doubling_time(factor, span_months)
    if doubling is None:
        raise ValueError(f"a factor of {factor:g} over {span_months:g} months is no gain")
    return CombinedGain(
        span_months=span_months,
        hardware_doubling_time_months=hardware_doubling_time_months,
        hardware_factor=hardware_factor,
        algorithms_factor=algorithms_factor,
        factor=factor,
        doubling_time_months=doubling,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveCompute:
    """Growth of the largest training runs times algorithmic gain, both between two dates.

    `runs` and `algorithms` each hold the record that stood on `start` and the one on `end`;
    `compute_growth` and `algorithmic_gain` are what lies between them, `factor` their product.
    """

    start: date
    end: date
    span_months: float
    runs: tuple[Result, Result]
    algorithms: tuple[Result, Result]
    compute_growth: float
    algorithmic_gain: float
    factor: float
    doubling_time_months: float | None


def effective_compute(runs: Frontier, algorithms: Frontier) -> EffectiveCompute | None:
    """The effective compute of the largest run, over the time that both frontiers cover.

    Hernandez & Brown 2020 multiply a 300,000-fold growth of the largest runs (2012 to 2018) by
    a 25-fold algorithmic gain to 7.5 million; here both factors end on one date, the earlier of
    the two last records. `runs` must count the most of a measure, `algorithms` the least. None
    when the two frontiers share no span.
    """
    if not (runs.results and algorithms.results):
        return None
    start = max(runs.results[0].published.day, algorithms.results[0].published.day)
    end = min(runs.results[-1].published.day, algorithms.results[-1].published.day)
    if start >= end:
        return None
    runs_pair, growth = _between(runs, start, end, "most")
    algorithms_pair, gain = _between(algorithms, start, end, "least")
    span = months_between(start, end)
    return EffectiveCompute(
        start=start,
        end=end,
        span_months=span,
        runs=runs_pair,
        algorithms=algorithms_pair,
        compute_growth=growth,
        algorithmic_gain=gain,
        factor=growth * gain,
        doubling_time_months=two_point_doubling_time(growth * gain, span),
    )


def _between(
    frontier: Frontier, start: date, end: date, record_is: RecordIs
) -> tuple[tuple[Result, Result], float]:
    first = [r for r in frontier.results if r.published.day <= start][-1]
    last = [r for r in frontier.results if r.published.day <= end][-1]
    before, after = measured(first, frontier.measure), measured(last, frontier.measure)
    return (first, last), improvement(before, after, record_is)
