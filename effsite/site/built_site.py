"""The folder called site: what effsite made of it, so that nothing else is ever replaced."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from effsite.errors import UsageError
from effsite.escape import printable
from effsite.files import read_regular, sort_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from effsite.site.project import Project

MARKER = ".effsite"
TITLE = "Made by `effsite build`, which replaces this folder as a whole. Its files:"
AWAY = "move it away, then build again"
OLDER = "assets/effsite.*.js"
"""What a site has that was made before there were markers."""

NOT_WRITTEN_BY_PEOPLE = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def write_marker(site: Path) -> None:
    """Note in a finished site that effsite made it, and of which files it is made."""
    names = "\n".join(sorted(_files(site)))
    (site / MARKER).write_text(f"{TITLE}\n{names}\n", encoding="utf-8", errors="surrogateescape")


def check_own_site(place: Path, project: Project) -> None:
    """Raise UsageError where something stands at `place` that effsite did not make and must not replace.

    That is a file, a link, a folder without the marker, or a folder in which a file of somebody's own
    stands as well. In the folder for work everything is effsite's.
    """
    if not os.path.lexists(place) or place.is_relative_to(project.work):
        return
    if place.is_symlink() or (sort := sort_of(place)) != "a folder":
        what = "a link" if place.is_symlink() else sort or "a file"
        raise UsageError(f"{place} is {what}, and no folder that effsite made", AWAY)
    there = set(_files(place)) - {MARKER}
    if not there:
        return
    if not os.path.lexists(place / MARKER):
        if any(place.glob(OLDER)):
            return
        raise UsageError(f"{place} was not made by effsite", AWAY)
    listed = read_regular(place / MARKER).decode("utf-8", "surrogateescape").split("\n")
    if listed[0] != TITLE:
        raise UsageError(f"{place / MARKER} is not as effsite wrote it", f"{place.name}/: {AWAY}")
    if foreign := sorted(there.difference(listed[1:])):
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise UsageError(
            f"{place / printable(foreign[0])}{more}: effsite did not make it, and would remove it",
            "move it to docs/, which is built into the site, or away",
        )


def _files(folder: Path) -> Iterator[str]:
    """Everything below a folder that is no folder, by its path in it; links are not followed."""
    for root, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]  # noqa: PTH114, PTH118 - thousands of texts
        for name in (*files, *links):
            if name not in NOT_WRITTEN_BY_PEOPLE:
                yield os.path.relpath(os.path.join(root, name), folder)  # noqa: PTH118 - thousands of texts
