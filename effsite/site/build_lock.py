"""The lock that keeps two builds of one project apart."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import Timeout

from effsite.errors import EffsiteError, UsageError
from effsite.files import sort_of
from effsite.locks import file_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.site.project import Project

SECONDS_TO_WAIT = 600.0
"""For another build of the project."""


@contextmanager
def build_lock(project: Project) -> Iterator[None]:
    """Within: no other program builds the project, and its folder for work is there.

    Raises UsageError when another one still builds after ten minutes, or when something else stands in
    the place of that folder, and EffsiteError where no lock can be made.
    """
    work = project.work
    if work.is_symlink() or sort_of(work) not in ("", "a folder") or work.is_file():
        hint = "move it away: effsite keeps a cache and locks in a folder there"
        raise UsageError(f"{work} is no folder", hint)
    work.mkdir(exist_ok=True)
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
