"""What a build made, and the site that stands where another build would make the same."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site.unchanged import unchanged

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.order import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build made: `site` is the folder, `warnings` what a reader should know.

    `notes` say which pages of the project's own stand in place of pages that effsite would make. `changed` is
    False where nothing was to be built, because the site that stands was made from the same.
    """

    site: Path
    tasks: int
    targets: int
    results: int
    pages: int
    charts: int
    seconds: float
    warnings: tuple[str, ...]
    notes: tuple[str, ...] = ()
    changed: bool = True


def site_as_it_stands(order: Order, now: str, *, strict: bool = False) -> Build | None:
    """The build that made the site, where the sources `now` are still the same; else None.

    None also where a strict build would fail of its warnings, so that it fails again.
    """
    started = time.perf_counter()
    report = unchanged(order, now)
    if report is None or (strict and report["warnings"]):
        return None
    said = {name: tuple(report[name]) for name in ("warnings", "notes")}
    seconds = time.perf_counter() - started
    return Build(**{**report, **said, "site": order.place, "seconds": seconds, "changed": False})
