"""What came of publishing, deleting or listing editions: types that need neither git nor a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.editions.size import BranchSize


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEdition:
    """What was published: `commit` is the branch's commit, on the remote too when `pushed`.

    `changed` is False when the branch held exactly this edition already; `replaced` is True when
    it held another edition under this name. `leads` is the name to which the front page leads. `notes` are
    things the publisher should know. Of a `trial` all this is what would be.
    """

    version: str
    aliases: tuple[str, ...]
    branch: str
    commit: str
    site: Path
    pushed: bool
    changed: bool
    replaced: bool
    leads: str
    size: BranchSize
    trial: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedEditions:
    """What was deleted: `commit` is the branch's only commit now, on the remote too when `pushed`.

    `freed_served` is what a host has less to serve, in bytes; `freed_in_git` what a clone of the branch has
    less to fetch, None where git is too old to tell. `dropped` aliases are gone; `latest` is the edition that
    has this alias now, where another had it before. Of a `trial` all this is what would be.
    """

    deleted: tuple[str, ...]
    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    latest: str
    branch: str
    commit: str
    pushed: bool
    freed_served: int
    freed_in_git: int | None
    size: BranchSize
    trial: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEdition:
    """One edition: its other names, the day and the commit that it was made of, its size in bytes.

    `published` and `commit` are empty for an edition that says nothing of it. `leads` is True of the one that
    the front page leads to.
    """

    version: str
    aliases: tuple[str, ...]
    published: str
    commit: str
    bytes: int
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEditions:
    """All editions, the newest first, as they are at the remote where that can be reached."""

    branch: str
    commit: str
    editions: tuple[ListedEdition, ...]
    size: BranchSize
    notes: tuple[str, ...] = ()
