"""Times as logs write them: a number, h:mm:ss, or a date with its time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

from effsite.ingest.numbers import number
from effsite.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE

TimeForm = Literal["number", "duration", "moment", ""]

DURATION = re.compile(
    r"(?:([0-9]{1,5}) days?,? )?([0-9]{1,5}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]{1,9})?)", re.ASCII
)
"""h:mm:ss as Python and most tools write it, with days before it where there are any."""

MOMENT = re.compile(
    r"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?"
    r"(?:Z|[+-][0-2][0-9]:?[0-5][0-9])?",
    re.ASCII,
)


def time_form(text: str) -> TimeForm:
    """How a time is written; empty where it is none. m:ss is none: it may be h:mm as well."""
    text = text.strip().strip('"')
    if number(text) is not None:
        return "number"
    if DURATION.fullmatch(text):
        return "duration"
    return "moment" if moment(text) is not None else ""


def seconds_of(text: str, form: TimeForm) -> float | None:
    """The number in a text, the seconds of h:mm:ss, or the seconds since 1970 of a date with its time.

    None where the text is not in that form. A time without a zone counts as UTC: only differences matter.
    """
    if form == "number":
        return number(text)
    text = text.strip().strip('"')
    return duration(text) if form == "duration" else moment(text)


def duration(text: str) -> float | None:
    """Seconds of h:mm:ss, or None."""
    found = DURATION.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = found.groups()
    whole = int(days or 0) * SECONDS_PER_DAY + int(hours) * SECONDS_PER_HOUR
    return whole + int(minutes) * SECONDS_PER_MINUTE + float(seconds)


def moment(text: str) -> float | None:
    """Seconds since 1970 of an ISO date with a time of day, or None."""
    if not MOMENT.fullmatch(text):
        return None
    try:
        when = datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
