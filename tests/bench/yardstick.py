"""How slow the processor is now, so that limits in seconds judge the program and not the machine."""

from __future__ import annotations

import time

SECONDS = 0.008
"""What `work` takes on the processor on which the limits were set, undisturbed."""

ROUNDS = 25


def times_slower() -> float:
    """How many times as long the processor takes as the one of the limits; 1 where it is as fast or faster.

    By the least of several rounds: a limit is multiplied by it.
    """
    return max(1.0, min(work() for _ in range(ROUNDS)) / SECONDS)


def work() -> float:
    """CPU seconds for some work in plain Python that is none of effsite's."""
    before = time.process_time()
    rows = sorted((n * 7919 % 10007, float(n)) for n in range(20_000))
    totals: dict[int, float] = {}
    for key, value in rows:
        totals[key % 97] = totals.get(key % 97, 0.0) + value
    assert sum(totals.values()) == 199_990_000
    return time.process_time() - before
