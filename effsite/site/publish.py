"""Publish a dated edition of the site on a branch, beside the editions that are already there.

The branch is mike's: a folder per edition, aliases such as `latest`, `versions.json` for the version
selector and a front page that leads to the default edition. The work is done on a branch of its
own, and the published branch moves in one step at the end: interrupted anywhere, it is unchanged.
"""

from __future__ import annotations

import os
import re
from contextlib import chdir, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import Timeout
from mike import commands as mike
from mike.git_utils import Commit, FileInfo, GitEmptyCommit, GitError
from mike.mkdocs_utils import docs_version_var

from effsite.errors import PublishError
from effsite.locks import file_lock
from effsite.names import SLUG
from effsite.site.repository import GitCommandError, PushRejectedError, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

VERSION = re.compile(r"[0-9]{4}\.(?:0[1-9]|1[0-2])(?:\.[1-9][0-9]{0,3})?")
"""An edition is named by year and month, with a number for a second one in the same month."""

BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
"""What a branch may be called, of which git then refuses some more."""

DEFAULT_ALIAS = "latest"
WORKING_BRANCH = "effsite-publishing"
EDITIONS_FILE = "versions.json"
FRONT_PAGE = "index.html"
LOST_PAGE = "404.html"
LOST_MARK = "data-not-found"
"""What effsite's own page for lost addresses holds, and no other."""

REDIRECT = "window.location.replace("
"""What the front page of a published branch holds, which leads to an edition."""

BESIDE_EDITIONS = frozenset(
    {".nojekyll", "CNAME", "README.md", "LICENSE", ".gitignore", ".gitattributes", "robots.txt", "404.html"}
)
"""What may stand on a branch before its first edition does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEdition:
    """What was published: `commit` is the branch's commit, on the remote too when `pushed`.

    `changed` is False when the branch held exactly this edition already; `replaced` is True when
    it held another edition under this name. `notes` are things the publisher should know.
    """

    version: str
    aliases: tuple[str, ...]
    branch: str
    commit: str
    site: Path
    pushed: bool
    changed: bool
    replaced: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    version: str
    aliases: tuple[str, ...]
    site: Path
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Destination:
    repository: Repository
    remote: str
    branch: str
    push: bool


def publish(
    project: Path,
    version: str,
    *,
    aliases: Iterable[str] = (),
    push: bool = False,
    remote: str = "origin",
    branch: str = "gh-pages",
    build: Callable[[], Path],
) -> PublishedEdition:
    """Build the site as edition `version` and commit it to `branch`; with `push`, to `remote` too.

    `build` builds the site and returns its folder; while it runs, the environment tells MkDocs
    which edition it builds, so that canonical addresses are right. An alias held by another
    edition moves to this one. The front page leads to `latest` once an edition has that alias.

    Raises PublishError, with the branch as it was, when the version, an alias or the branch's name is
    malformed, the project is not committed, git has no identity, the branch holds something else, the
    remote cannot be pushed to, or local and remote editions have diverged. Never pushes by force.
    """
    check_version(version)
    check_branch(branch)
    names = tuple(dict.fromkeys(check_alias(alias) for alias in aliases))
    repository = Repository.at(project)
    repository.check_identity()
    repository.check_committed()
    repository.check_not_checked_out(branch)
    to = _Destination(repository=repository, remote=remote, branch=branch, push=push)
    with _alone(repository):
        _newest(to)
        edition = _Edition(
            version=version,
            aliases=names,
            site=_built_as(version, build),
            message=_message(repository, version, names),
        )
        try:
            return _add(edition, to)
        except PushRejectedError:
            return _add(edition, to)


def check_version(version: str) -> str:
    """The version itself; raises PublishError unless it reads like 2026.11 or 2026.11.1."""
    if not VERSION.fullmatch(version):
        raise PublishError(
            f"{version!r} does not name an edition", "write year and month: 2026.11, then 2026.11.1"
        )
    return version


def check_alias(alias: str) -> str:
    """The alias itself; raises PublishError unless it is a lower-case word such as `latest`."""
    if len(alias) > 64 or not SLUG.fullmatch(alias) or alias.replace("-", "").isdigit():
        raise PublishError(
            f"{alias!r} is not an alias", "use lower-case letters, digits and hyphens, such as latest"
        )
    return alias


def check_branch(branch: str) -> str:
    """The name itself; raises PublishError unless it is a plain one that git takes for a branch."""
    parts = branch.split("/")
    plain = BRANCH.fullmatch(branch) and ".." not in branch and branch not in ("HEAD", WORKING_BRANCH)
    if not plain or any(not p or p.startswith(".") or p.endswith((".", ".lock")) for p in parts):
        raise PublishError(
            f"{branch!r} is no name for the branch",
            "use letters, digits, hyphens and single dots and slashes, such as gh-pages",
        )
    return branch


def _check_ours(repository: Repository, commit: str, edition: _Edition, branch: str) -> None:
    """Raise PublishError where the edition would stand in place of something that effsite did not make."""
    there = set(repository.git("ls-tree", "--name-only", "-z", commit).split("\0")) - {""}
    if EDITIONS_FILE not in there:
        foreign = sorted(there - BESIDE_EDITIONS)
    else:
        listed = _names_of_editions(repository, commit)
        foreign = sorted(({edition.version, *edition.aliases} & there) - listed)
    if FRONT_PAGE in there and REDIRECT not in repository.git("show", f"{commit}:{FRONT_PAGE}"):
        foreign.append(FRONT_PAGE)
    if foreign:
        raise PublishError(
            f"{branch} holds {foreign[0]}, which effsite did not make",
            "publish to a branch of its own, --branch NAME, or remove that from this one",
        )


@contextmanager
def _alone(repository: Repository) -> Iterator[None]:
    lock = file_lock(repository.folder / "effsite-publish.lock", 0)
    try:
        lock.acquire()
    except Timeout as taken:
        raise PublishError("another publish is at work here", "wait until it is done") from taken
    except OSError as error:
        raise PublishError(
            f"no lock can be made in {repository.folder}: {error}",
            "work where you may write, on a file system with locks",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _newest(to: _Destination) -> tuple[str | None, tuple[str, ...]]:
    """The commit to build on (None: the branch is new), and what the publisher should know of it."""
    mine = to.repository.commit(f"refs/heads/{to.branch}")
    if not to.repository.has_remote(to.remote):
        if to.push:
            raise PublishError(
                f"there is no remote named {to.remote}", f"git remote add {to.remote} ADDRESS, or --remote"
            )
        return mine, ()
    try:
        theirs = to.repository.fetch(to.remote, to.branch)
    except GitCommandError:
        if to.push:
            raise
        theirs = to.repository.commit(f"refs/remotes/{to.remote}/{to.branch}")
        return _later(to, mine, theirs), (f"{to.remote} cannot be reached; built on what is known here",)
    return _later(to, mine, theirs), ()


def _later(to: _Destination, mine: str | None, theirs: str | None) -> str | None:
    if mine is None or theirs is None:
        return mine or theirs
    if to.repository.holds(theirs, mine):
        return theirs
    if to.repository.holds(mine, theirs):
        return mine
    raise PublishError(
        f"{to.branch} and {to.remote}/{to.branch} hold different editions",
        f"`git branch -f {to.branch} {to.remote}/{to.branch}` takes theirs; then publish yours again",
    )


def _built_as(version: str, build: Callable[[], Path]) -> Path:
    before = os.environ.get(docs_version_var)
    os.environ[docs_version_var] = version
    try:
        site = build()
    finally:
        os.environ.pop(docs_version_var, None)
        if before is not None:
            os.environ[docs_version_var] = before
    if not (site / "index.html").is_file():
        raise PublishError(f"the build left no index.html in {site}", "run `effsite build` to see why")
    return site.resolve()


def _message(repository: Repository, version: str, aliases: tuple[str, ...]) -> str:
    named = f" ({', '.join(aliases)})" if aliases else ""
    return f"Publish {version}{named} from {repository.git('rev-parse', '--short', 'HEAD')}"


def _add(edition: _Edition, to: _Destination) -> PublishedEdition:
    base, notes = _newest(to)
    if base is not None:
        _check_ours(to.repository, base, edition, to.branch)
    replaced = base is not None and edition.version in _editions(to.repository, base)
    commit = _commit_on(base, edition, to.repository)
    if to.push:
        to.repository.push(to.remote, commit, to.branch)
    to.repository.point(to.branch, commit)
    return PublishedEdition(
        version=edition.version,
        aliases=edition.aliases,
        branch=to.branch,
        commit=commit,
        site=edition.site,
        pushed=to.push,
        changed=commit != base,
        replaced=replaced and commit != base,
        notes=notes,
    )


def _editions(repository: Repository, commit: str) -> set[str]:
    with _mike_in(repository):
        return {str(info.version) for info in mike.list_versions(commit)}


def _names_of_editions(repository: Repository, commit: str) -> set[str]:
    """The editions on a commit, with their aliases."""
    with _mike_in(repository):
        known = list(mike.list_versions(commit))
    return {name for info in known for name in (str(info.version), *info.aliases)}


def _commit_on(base: str | None, edition: _Edition, repository: Repository) -> str:
    repository.point(WORKING_BRANCH, base)
    try:
        with _mike_in(repository):
            _deploy(edition)
            _set_default(edition, repository)
        return repository.git("rev-parse", "--verify", f"refs/heads/{WORKING_BRANCH}")
    finally:
        repository.point(WORKING_BRANCH, None)


@contextmanager
def _mike_in(repository: Repository) -> Iterator[None]:
    """Let mike, which works in the current folder, work in the repository; its errors become ours."""
    try:
        with chdir(repository.root):
            yield
    except (GitError, ValueError) as error:
        raise PublishError(f"mike could not publish: {error}", "the branch is as it was") from error


def _deploy(edition: _Edition) -> None:
    try:
        with mike.deploy(
            {"site_dir": str(edition.site)},
            edition.version,
            aliases=list(edition.aliases),
            update_aliases=True,
            branch=WORKING_BRANCH,
            message=edition.message,
        ):
            pass  # mike builds here; this site is built already
    except GitEmptyCommit:
        return


def _set_default(edition: _Edition, repository: Repository) -> None:
    """Lead the front page to `latest`, or, where it leads nowhere yet, to this edition."""
    leads = repository.try_git("cat-file", "-e", f"refs/heads/{WORKING_BRANCH}:index.html") is not None
    if leads and DEFAULT_ALIAS not in edition.aliases:
        return
    default = DEFAULT_ALIAS if DEFAULT_ALIAS in edition.aliases else edition.version
    with suppress(GitEmptyCommit):
        mike.set_default(default, branch=WORKING_BRANCH, message=f"Lead the front page to {default}")
    _answer_lost_addresses(edition, repository)


def _answer_lost_addresses(edition: _Edition, repository: Repository) -> None:
    """Put the edition's page for addresses that are not there where a host looks for it, at the root.

    Its own addresses are absolute ones in the edition. A page of somebody's own at the root stays.
    """
    page = edition.site / LOST_PAGE
    there = repository.try_git("show", f"refs/heads/{WORKING_BRANCH}:{LOST_PAGE}")
    if not page.is_file() or (there is not None and LOST_MARK not in there):
        return
    try:
        with Commit(WORKING_BRANCH, f"Answer lost addresses by {edition.version}") as commit:
            commit.add_file(FileInfo(LOST_PAGE, page.read_bytes()))
    except GitEmptyCommit:
        return
