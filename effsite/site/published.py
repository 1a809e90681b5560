"""The editions that stand on the branch, and how large it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import PublishError
from effsite.site.editions.destination import Destination
from effsite.site.editions.naming import check_branch
from effsite.site.editions.size import BUDGET_MEGABYTES, MEGABYTE, branch_size
from effsite.site.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.editions.size import BranchSize


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


def published_editions(
    project: Path, *, remote: str = "origin", branch: str = "gh-pages", budget: int = BUDGET_MEGABYTES
) -> ListedEditions:
    """The editions on `branch`, with those of `remote`; nothing is changed, `budget` is in megabytes.

    Raises PublishError where there is no repository, no such branch, or one that has diverged.
    """
    check_branch(branch)
    repository = Repository.at(project)
    at = Destination(repository=repository, remote=remote, branch=branch)
    standing = at.standing()
    if standing.commit is None:
        raise PublishError(
            f"there is no branch {branch}", "`effsite publish 2026.11 --alias latest` makes it"
        )
    contents = at.contents(standing)
    size = branch_size(repository, standing.commit, contents, budget * MEGABYTE)
    editions = tuple(
        ListedEdition(
            version=edition.version,
            aliases=tuple(sorted(edition.aliases)),
            published=str(edition.properties.get("published", "")),
            commit=str(edition.properties.get("commit", "")),
            bytes=size.editions[edition.version],
            leads=edition is contents.leading,
        )
        for edition in contents.editions
    )
    notes = (*standing.notes, *filter(None, [size.warning]))
    return ListedEditions(branch=branch, commit=standing.commit, editions=editions, size=size, notes=notes)
