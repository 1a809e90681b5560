"""The editions that stand on the branch, and how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.errors import PublishError
from effsite.site.editions.destination import Destination
from effsite.site.editions.naming import check_branch
from effsite.site.editions.reports import ListedEdition, ListedEditions
from effsite.site.editions.size import BUDGET_MEGABYTES, MEGABYTE, branch_size
from effsite.site.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path


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
