"""When the time that a person gives is over."""

from __future__ import annotations

import math

from effsite.errors import UsageError
from effsite.units import seconds_in


def deadline(limit: str | None, began: float) -> float:
    """The end of a length of time such as 1h30m from `began` on, of `time.monotonic`; infinity without one.

    Raises UsageError for no length of time.
    """
    if limit is None:
        return math.inf
    try:
        return began + seconds_in(limit)
    except ValueError as error:
        raise UsageError(str(error), "write hours, minutes and seconds: 90s, 9m, 1h30m") from None
