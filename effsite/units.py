"""Units of compute and of time: the only conversions in effsite.

One convention everywhere: a fused multiply-add counts as two floating-point operations
(`FLOP_PER_MAC`). Every stored and shown figure follows it; a source that counts one operation
per multiply-add is converted on entry and its own convention is kept beside the value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

FLOP_PER_MAC = 2
"""FLOP in one multiply-accumulate: one multiplication and one addition."""

TRAINING_PASSES = 3
"""Forward passes' worth of compute in one training step: one forward, two for the backward.

The convention of Hernandez & Brown 2020 (arXiv 2005.04305, appendix B) and of OpenAI's AI and
Compute (2018).
"""

FLOP_PER_PARAMETER_AND_TOKEN = 6
"""FLOP per parameter and token of a dense transformer's training step (Kaplan et al. 2020,
arXiv 2001.08361, section 2.1): 2 for the forward pass and 4 for the backward."""

SECONDS_PER_DAY = 86_400
SECONDS_PER_HOUR = 3_600
SECONDS_PER_MINUTE = 60
JOULES_PER_KWH = 3.6e6
DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
FLOP_PER_TFS_DAY = 1e12 * SECONDS_PER_DAY
FLOP_PER_PFS_DAY = 1e15 * SECONDS_PER_DAY
RECENT_MONTHS = 24
"""The months up to the latest record over which the recent rate is taken."""

MOORE_DOUBLING_MONTHS = 24.0
"""Moore's law as AI and Efficiency uses it: a doubling every two years."""


def flop_from_macs(macs: float) -> float:
    """FLOP in that many multiply-accumulates."""
    return macs * FLOP_PER_MAC


def tfs_days(flop: float) -> float:
    """Teraflop/s-days: days of work at 1e12 FLOP per second. 1 is 8.64e16 FLOP."""
    return flop / FLOP_PER_TFS_DAY


def pfs_days(flop: float) -> float:
    """Petaflop/s-days: days of work at 1e15 FLOP per second. 1 is 8.64e19 FLOP."""
    return flop / FLOP_PER_PFS_DAY


def months_between(start: date, end: date) -> float:
    """Months of 365.25 / 12 days from `start` to `end`; negative when `end` is earlier."""
    return (end - start).days / DAYS_PER_MONTH


def years(months: float) -> float:
    """Years in that many months."""
    return months / 12


_LENGTH_OF_TIME = re.compile(r"(?=[0-9])(?:([0-9]{1,4})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,8})s)?", re.ASCII)


def seconds_in(text: str) -> int:
    """The seconds in a length of time such as `90s`, `9m` or `1h30m`.

    Raises ValueError for anything else and for no time at all.
    """
    match = _LENGTH_OF_TIME.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    total = SECONDS_PER_HOUR * hours + SECONDS_PER_MINUTE * minutes + seconds
    if not total:
        raise ValueError(f"{text!r} is no length of time")
    return total


def clock(seconds: float) -> str:
    """Seconds as a clock shows them: 9:05, 1:30:00; 0:00 for less than nothing."""
    minutes, rest = divmod(max(round(seconds), 0), SECONDS_PER_MINUTE)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
