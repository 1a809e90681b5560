"""What a build of the pages left behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from effsite.site.pages.systems import Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What was written: every file by its path in the docs folder, and the pages of the targets.

    `target_pages` go into the navigation below the page of all targets, in the order of the
    collection. `moved` are the systems without a page of their own. `pages` and `charts` count what was
    written; `warnings` and `notes` are for whoever builds;
    of the two only a warning fails a strict build.
    """

    files: tuple[str, ...]
    target_pages: tuple[str, ...]
    moved: tuple[Moved, ...]
    pages: int
    charts: int
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
