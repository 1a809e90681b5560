"""The date that a build carries, so that equal input gives equal bytes."""

from __future__ import annotations

import calendar
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import UsageError

if TYPE_CHECKING:
    from effsite.records import Collection
    from effsite.site.project import Project

NOT_UNDER_GIT = ("not a git repository (or any", "does not have any commits")
"""What git says where there is no commit to take a date from, which is no fault."""


@dataclass(frozen=True, slots=True)
class BuildDate:
    """The date that a build carries, in seconds since 1970, and what is to be said of it."""

    seconds: int
    warnings: tuple[str, ...] = ()


def build_date(project: Project, collection: Collection) -> BuildDate:
    """The date that a build carries, so that equal input gives equal bytes.

    SOURCE_DATE_EPOCH when set, else the last commit's, else that of the newest result. Where git
    refuses for another reason than that there is no repository or no commit (a folder of another
    owner, say), a warning has its words. Raises UsageError when SOURCE_DATE_EPOCH is no number.
    """
    stated = stated_date(project)
    if stated.seconds is not None:
        return BuildDate(stated.seconds)
    newest = max((r.published.day for t in collection.tasks for r in t.results), default=None)
    return BuildDate(0 if newest is None else calendar.timegm(newest.timetuple()), stated.warnings)


@dataclass(frozen=True, slots=True)
class StatedDate:
    """The date that the environment or git gives, in seconds since 1970; None, perhaps with a warning."""

    seconds: int | None
    warnings: tuple[str, ...] = ()


def stated_date(project: Project) -> StatedDate:
    """SOURCE_DATE_EPOCH when set, else the last commit's date; raises UsageError as `build_date` does."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        if not given.isascii() or not given.isdigit():
            raise UsageError(
                f"SOURCE_DATE_EPOCH is {given!r}", "set it to whole seconds since 1970, or unset it"
            )
        return StatedDate(int(given))
    log = ["git", "-C", str(project.root), "log", "-1", "--format=%ct"]
    english = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(log, capture_output=True, text=True, check=False, env=english)  # noqa: S603 - no shell
    except FileNotFoundError:
        return StatedDate(None)
    if done.returncode == 0 and done.stdout.strip():
        return StatedDate(int(done.stdout))
    if any(words in done.stderr for words in NOT_UNDER_GIT):
        return StatedDate(None)
    said = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
    return StatedDate(
        None,
        (
            f"the site carries the date of its newest result, because git refused: {said} "
            f"(to see it again: git -C {project.root} log -1)",
        ),
    )
