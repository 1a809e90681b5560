"""The normal distribution far into its tail, where the share below a point is too small for a number."""

from __future__ import annotations

import math

FAR = -25.0
"""Standard deviations below which the share is taken by its series: it is 3e-138 there."""


def log_share(u: float) -> float:
    """The natural logarithm of the share of the normal distribution below u standard deviations.

    Below FAR by its series (Abramowitz & Stegun 1964, formula 26.2.12), to the second term.
    """
    if u > FAR:
        return math.log(math.erfc(-u / math.sqrt(2)) / 2)
    return -u * u / 2 - math.log(-u * math.sqrt(2 * math.pi)) - 1 / u**2


def hazard(u: float) -> float:
    """The density of the normal distribution at u over its share below u."""
    return math.exp(-u * u / 2 - math.log(2 * math.pi) / 2 - log_share(u))
