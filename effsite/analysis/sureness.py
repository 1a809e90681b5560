"""How sure the rate of a target is, in steps from an interval with two ends to a single record."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, get_args

from effsite.analysis.frontier import is_estimate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from effsite.analysis.summary import TargetSummary

Sureness = Literal["bounded", "open", "study", "rate", "factor", "single"]
"""How much the records of a target say of its rate, the most first.

bounded: a rate and an interval with both ends; open: an interval without an upper end, so that the records
may as well have hardly moved; study: an interval within one study, whose choices moved all of its records
alike; rate: a rate without an interval; factor: a factor and no rate, which takes three records; single: no
second record, and so no factor.
"""

SURENESS: tuple[Sureness, ...] = get_args(Sureness)

RATED: tuple[Sureness, ...] = ("bounded", "open", "study", "rate")
"""Those with a rate."""


def sureness(summary: TargetSummary) -> Sureness:
    """How sure the rate of the summary's records is."""
    if summary.factor is None:
        return "single"
    if summary.average_halving_time_months is None:
        return "factor"
    if summary.interval is None:
        return "rate"
    if summary.interval.within_one_study:
        return "study"
    return "open" if summary.interval.high is None else "bounded"


def rests_on_an_estimate(summary: TargetSummary) -> bool:
    """Whether the first or the latest record, from which factor and average rate follow, is an estimate."""
    records = summary.frontier.results
    return any(is_estimate(result, summary.measure) for result in (*records[:1], *records[-1:]))


def is_unsure(summary: TargetSummary) -> bool:
    """Whether the rate has no interval, or rests on an estimate."""
    return summary.interval is None or rests_on_an_estimate(summary)


def tally(summaries: Iterable[TargetSummary]) -> dict[Sureness, int]:
    """How many of the summaries there are of each sureness, the most sure first; 0 where there is none."""
    found = Counter(map(sureness, summaries))
    return {kind: found[kind] for kind in SURENESS}
