"""Lengths of time on the command line: 90s, 9m, 1h30m."""

from __future__ import annotations

import re

from effsite.errors import UsageError

PATTERN = re.compile(r"(?=[0-9])(?:([0-9]{1,4})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,8})s)?", re.ASCII)


def seconds_in(text: str) -> int:
    """The seconds in a length of time such as `90s`, `9m` or `1h30m`.

    Raises UsageError for anything else and for no time at all.
    """
    match = PATTERN.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    total = 3600 * hours + 60 * minutes + seconds
    if not total:
        raise UsageError(f"{text!r} is no length of time", "write hours, minutes and seconds: 90s, 9m, 1h30m")
    return total


def clock(seconds: float) -> str:
    """Seconds as a clock shows them: 9:05, 1:30:00; 0:00 for less than nothing."""
    minutes, rest = divmod(max(round(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
