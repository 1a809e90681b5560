"""Publish a dated edition of the site on a branch, beside the editions that are already there.

The new commit is put together out of sight, and the branch moves to it in one step at the end: interrupted
anywhere, it is unchanged.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from effsite.errors import PublishError
from effsite.site.editions.contents import BranchEdition
from effsite.site.editions.destination import Destination, alone, tried
from effsite.site.editions.edition_files import edition_files
from effsite.site.editions.naming import LATEST, check_alias, check_version
from effsite.site.editions.reports import PublishedEdition
from effsite.site.editions.size import BUDGET_MEGABYTES, MEGABYTE, branch_size
from effsite.site.pages.edition import CANONICAL_VARIABLE, EDITION_VARIABLE
from effsite.site.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from effsite.site.editions.contents import Contents
    from effsite.site.editions.edition_files import EditionFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """An edition that is built, and what its commit says."""

    edition: BranchEdition
    site: Path
    files: EditionFiles
    message: str
    site_url: str
    budget: int


def publish(
    project: Path,
    version: str,
    *,
    aliases: Iterable[str] = (),
    push: bool = False,
    remote: str = "origin",
    branch: str = "gh-pages",
    trial: bool = False,
    site_url: str = "",
    budget: int = BUDGET_MEGABYTES,
    build: Callable[[], Path],
) -> PublishedEdition:
    """Build the site as edition `version` and commit it to `branch`; with `push`, to `remote` too.

    `build` builds the site and returns its folder; while it runs, the environment tells MkDocs
    which edition it builds, so that canonical addresses are right. An alias held by another
    edition moves to this one. The front page leads to `latest`, or to the newest edition where none has that
    alias. `site_url` is the address of the branch's root; `budget` is in megabytes. A `trial` does all but
    change the branch here or there.

    Raises PublishError, with the branch as it was, when the version, an alias or the branch's name is
    malformed, the project is not committed, git has no identity, the branch holds something else, the
    remote cannot be pushed to, or local and remote editions have diverged. Never pushes by force.
    """
    check_version(version)
    names = tuple(dict.fromkeys(check_alias(alias) for alias in aliases))
    repository = Repository.at(project)
    to = Destination(repository=repository, remote=remote, branch=branch, push=push)
    to.check()
    repository.check_committed()
    with alone(repository), repository.trying() if trial else nullcontext() as within:
        to = replace(to, trial=within)
        latest = LATEST in names or to.contents(to.standing()).called(LATEST) is not None
        site = _built(version, LATEST if latest else version, build)
        day, short, whole = repository.git("log", "-1", "--format=%cs %h %H").split()
        named = f" ({', '.join(names)})" if names else ""
        made = _Made(
            edition=BranchEdition(
                version=version,
                title=version,
                aliases=frozenset(names),
                properties={"published": day, "commit": whole},
            ),
            site=site,
            files=edition_files(site),
            message=f"Publish {version}{named} from {short}",
            site_url=site_url,
            budget=budget * MEGABYTE,
        )
        return replace(tried(lambda: _add(made, to)), aliases=names)


def _built(version: str, canonical: str, build: Callable[[], Path]) -> Path:
    with _environment({EDITION_VARIABLE: version, CANONICAL_VARIABLE: canonical}):
        site = build()
    if not (site / "index.html").is_file():
        raise PublishError(f"the build left no index.html in {site}", "run `effsite build` to see why")
    return site.resolve()


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Within: those variables are set."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _add(made: _Made, to: Destination) -> PublishedEdition:
    standing = to.standing()
    before = to.contents(standing)
    version, aliases = made.edition.version, tuple(made.edition.aliases)
    if foreign := before.foreign(version, aliases):
        raise PublishError(
            f"{to.branch} holds {foreign}, which effsite did not make",
            "publish to a branch of its own, --branch NAME, or remove that from this one",
        )
    after = _with(made, before, to)
    tree = after.tree(made.site_url)
    changed = standing.commit is None or tree != to.repository.git("rev-parse", f"{standing.commit}^{{tree}}")
    commit = to.objects.commit(tree, standing.commit, made.message) if changed else str(standing.commit)
    size = branch_size(to.written, commit, after, made.budget)
    said = to.move(commit, standing)
    return PublishedEdition(
        version=version,
        aliases=aliases,
        branch=to.branch,
        commit=commit,
        site=made.site,
        pushed=to.push and to.trial is None,
        changed=changed,
        replaced=changed and before.called(version) is not None,
        leads=after.leads,
        size=size,
        trial=to.trial is not None,
        notes=(*standing.notes, *said, *filter(None, [size.warning])),
    )


def _with(made: _Made, before: Contents, to: Destination) -> Contents:
    """The branch's contents with the edition, whose files and shared files are written."""
    objects, files, version = to.objects, made.files, made.edition.version
    folders = {"": files.own, **files.shared}
    known = before.known(version)
    trees = {}
    for folder, contents in folders.items():
        entries = objects.write_all(contents.values(), known)
        trees[folder] = objects.folder(dict(zip(contents, entries, strict=True)))
    own = trees.pop("")
    return before.with_edition(made.edition, own, trees)
