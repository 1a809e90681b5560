"""The made-up sites that are measured, and what each may cost."""

from __future__ import annotations

import os
from dataclasses import dataclass

from tests.made_up import Size

WHOLE = os.environ.get("EFFSITE_SCALE") == "1"
"""Whether the made-up sites are measured, for which the bench session has no time."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site of that size, and the most that it may cost: seconds by the clock, times MkDocs, megabytes.

    Without a size it is the committed collection.
    """

    size: Size | None
    seconds: float
    times_bare: float
    megabytes: float
    memory: float = 1500

    @property
    def name(self) -> str:
        """`100x1000`: tasks x results of each."""
        return "committed" if self.size is None else f"{self.size.tasks}x{self.size.results}"

    @property
    def title(self) -> str:
        """The same for people."""
        if self.size is None:
            return "this collection"
        return f"{self.size.tasks:,} x {self.size.results:,}"


COMMITTED = Site(size=None, seconds=8, times_bare=1.3, megabytes=40)
SITES = (
    Site(size=Size(tasks=5, results=2_000), seconds=5, times_bare=1.6, megabytes=20),
    Site(size=Size(tasks=100, results=1_000), seconds=20, times_bare=2, megabytes=90),
    Site(size=Size(tasks=20, results=10_000), seconds=25, times_bare=4, megabytes=120),
    Site(size=Size(tasks=1_000, results=10), seconds=12, times_bare=1.3, megabytes=60),
)
GROWING = (500, 1_000, 2_000, 4_000, 8_000)
"""Results of each of 5 tasks, for the exponent of time against results."""

STEEPEST = 0.9
CHANGED_AT, CHANGED_SECONDS = "100x1000", 2.0
SAME_SECONDS = 1.0
HEAVIEST_PAGE = 700_000
FIRST_DRAWN_SECONDS, WORST_FRAME = 0.6, 80.0
"""For the page of a target with 10,000 results; milliseconds for the frame."""
