"""The lock that keeps two builds of one project apart."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import Timeout

from effsite.errors import EffsiteError, UsageError
from effsite.files import sort_of
from effsite.locks import file_lock
from effsite.work_folder import refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from effsite.site.project import Project

SECONDS_TO_WAIT = 600.0
"""For another build of the project."""


@contextmanager
def build_lock(project: Project) -> Iterator[None]:
    """Within: no other program builds the project, and its folder for work is there.

    Raises UsageError when another one still builds after ten minutes, or when something else stands in
    the place of that folder or a link in it, and EffsiteError where no lock can be made.
    """
    work = project.work
    _refuse_other_than_a_folder(work)
    refuse_foreign(work)
    work.mkdir(exist_ok=True)
    _refuse_links(work)
    _refuse_other_than_a_folder(project.cache)
    _refuse_links(project.cache)
    try:
        held = file_lock(work / "lock", SECONDS_TO_WAIT).acquire()
    except Timeout:
        raise UsageError(
            f"another effsite builds {project.root}", "wait until it is done, or end it"
        ) from None
    except OSError as error:
        raise EffsiteError(
            f"no lock on {project.root} can be made: {error}",
            f"work where you may write to {work}, on a file system with locks",
        ) from error
    with held:
        yield


def _refuse_other_than_a_folder(path: Path) -> None:
    """Raise UsageError where something else stands in the place of a folder for work."""
    if path.is_symlink() or sort_of(path) not in ("", "a folder") or path.is_file():
        hint = "move it away: effsite keeps a cache and locks in a folder there"
        raise UsageError(f"{path} is no folder", hint)


def _refuse_links(folder: Path) -> None:
    """Raise UsageError for a link in a folder whose content a build deletes when it is old."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_symlink():
            raise UsageError(f"{path} is a link, which effsite did not make", "remove it")
