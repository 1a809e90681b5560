"""What a build of the pages left behind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What was written: every file by its path in the docs folder, and the pages of the targets.

    `target_pages` go into the navigation below the page of all targets, in the order of the
    collection. `pages` and `charts` count what was written; `warnings` and `notes` are for whoever builds;
    of the two only a warning fails a strict build.
    """

    files: tuple[str, ...]
    target_pages: tuple[str, ...]
    pages: int
    charts: int
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
