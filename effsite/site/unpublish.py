"""Delete editions from the branch so that it really shrinks.

A commit that takes files away leaves them in the branch's history, which every clone fetches. Here the
editions that are left become one commit without a history: it is the one case in which effsite pushes by
force, and then only over exactly the commit that it has looked at.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.errors import PublishError, did_you_mean
from effsite.site.editions.destination import Destination, alone, tried
from effsite.site.editions.naming import LATEST
from effsite.site.editions.reports import DeletedEditions
from effsite.site.editions.size import BUDGET_MEGABYTES, MEGABYTE, branch_size, stored_bytes
from effsite.site.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from effsite.site.editions.contents import Contents


def unpublish(
    project: Path,
    versions: Iterable[str],
    *,
    push: bool = False,
    remote: str = "origin",
    branch: str = "gh-pages",
    trial: bool = False,
    site_url: str = "",
    budget: int = BUDGET_MEGABYTES,
) -> DeletedEditions:
    """Delete editions, and all history, from `branch`; with `push`, from `remote` too.

    An alias goes with its edition, but `latest` passes on to the newest one that is left. A `trial` says what
    would be, and changes nothing.

    Raises PublishError, with the branch as it was, where there is no such edition, none would be left, the
    remote has the branch and nothing is to be pushed, and for the reasons of `publish`.
    """
    repository = Repository.at(project)
    to = Destination(repository=repository, remote=remote, branch=branch, push=push)
    to.check()
    names = frozenset(versions)
    with alone(repository), repository.trying() if trial else nullcontext() as within:
        to = replace(to, trial=within)
        return tried(lambda: _remove(names, to, site_url, budget * MEGABYTE))


def _remove(names: frozenset[str], to: Destination, site_url: str, budget: int) -> DeletedEditions:
    standing = to.standing()
    before = to.contents(standing)
    _check(names, before, to)
    if standing.there and not (to.push or to.trial):
        raise PublishError(
            f"{to.remote} has {to.branch} too, and would keep all that is deleted here",
            "delete there as well: the same command with --push",
        )
    after = before.without(names)
    kept = tuple(edition.version for edition in after.editions)
    message = f"Keep {', '.join(kept)}\n\nDeleted, with all history: {', '.join(sorted(names))}"
    commit = to.objects.commit(after.tree(site_url), None, message)
    old = branch_size(to.written, str(standing.commit), before, budget)
    size = branch_size(to.written, commit, after, budget)
    freed_in_git = stored_bytes(to.written, str(standing.commit), f"^{commit}")
    said = to.move(commit, standing, rewritten=True)
    leading, led = after.called(LATEST), before.called(LATEST)
    left = {name for edition in after.editions for name in edition.aliases}
    aliases = {name for edition in before.editions for name in edition.aliases}
    return DeletedEditions(
        deleted=tuple(sorted(names)),
        kept=kept,
        dropped=tuple(sorted(aliases - left)),
        latest=leading.version if leading and led and led.version in names else "",
        branch=to.branch,
        commit=commit,
        pushed=to.push and to.trial is None,
        freed_served=old.served - size.served,
        freed_in_git=freed_in_git,
        size=size,
        trial=to.trial is not None,
        notes=(*standing.notes, *said, *filter(None, [size.warning])),
    )


def _check(names: frozenset[str], before: Contents, to: Destination) -> None:
    versions = [edition.version for edition in before.editions]
    if not versions:
        raise PublishError(f"there are no editions on {to.branch}", "`effsite publish 2026.11` makes one")
    for name in sorted(names - set(versions)):
        named = before.called(name)
        hint = (
            f"it is another name of {named.version}: delete that" if named else did_you_mean(name, versions)
        )
        raise PublishError(f"there is no edition {name} on {to.branch}", hint)
    if names >= set(versions):
        raise PublishError(
            "no edition would be left",
            f"to take the site off line, delete the branch: `git push {to.remote} --delete {to.branch}` and"
            f" `git branch -D {to.branch}`",
        )
