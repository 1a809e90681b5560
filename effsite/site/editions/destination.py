"""Where editions go: the branch here and, with a push, at the remote, changed in one step or not at all."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from filelock import Timeout

from effsite.errors import PublishError
from effsite.locks import file_lock
from effsite.site.editions.contents import Contents
from effsite.site.editions.naming import check_branch
from effsite.site.editions.objects import Objects
from effsite.site.repository import BranchMovedError, GitCommandError, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")
MOST_TRIES = 6
"""How often a change is made anew because others changed the branch meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchState:
    """The branch as it is: the commit to build on, None where it is new, and where each side has it.

    `here` and `there` are the local branch and the remote's, None where there is none. `notes` are for the
    publisher.
    """

    commit: str | None
    here: str | None
    there: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A branch of a repository and of one of its remotes.

    With a `trial`, which is the same repository in which nothing stays, neither is changed.
    """

    repository: Repository
    remote: str = "origin"
    branch: str = "gh-pages"
    push: bool = False
    trial: Repository | None = None

    @property
    def written(self) -> Repository:
        """Where commits are put together."""
        return self.trial or self.repository

    @property
    def objects(self) -> Objects:
        """The objects that commits are put together of."""
        return Objects(self.written)

    def check(self) -> None:
        """Raise PublishError where git or the branch's name stands in the way, before any work is done."""
        check_branch(self.branch)
        self.repository.check_identity()
        self.repository.check_not_checked_out(self.branch)

    def standing(self) -> BranchState:
        """The branch as it is now, with what the remote has.

        Raises PublishError where there is no such remote or no way to it and something is to be pushed, and
        where the branch and the remote's have different editions.
        """
        here = self.repository.commit(f"refs/heads/{self.branch}")
        if not self.repository.has_remote(self.remote):
            if self.push:
                raise PublishError(
                    f"there is no remote named {self.remote}",
                    f"git remote add {self.remote} ADDRESS, or --remote",
                )
            return BranchState(commit=here, here=here, there=None)
        try:
            there = self.repository.fetch(self.remote, self.branch)
        except GitCommandError:
            if self.push:
                raise
            there = self.repository.commit(f"refs/remotes/{self.remote}/{self.branch}")
            notes = (f"{self.remote} cannot be reached; built on what is known here",)
            return BranchState(commit=self._later(here, there), here=here, there=there, notes=notes)
        return BranchState(commit=self._later(here, there), here=here, there=there)

    def _later(self, here: str | None, there: str | None) -> str | None:
        if here is None or there is None:
            return here or there
        if self.repository.holds(there, here):
            return there
        if self.repository.holds(here, there):
            return here
        if self.repository.was_on(self.remote, self.branch, here):
            return there  # rewritten there since, as `--delete` does; nothing is here alone
        raise PublishError(
            f"{self.branch} and {self.remote}/{self.branch} hold different editions",
            f"`git branch -f {self.branch} {self.remote}/{self.branch}` takes theirs;"
            " then publish yours again",
        )

    def contents(self, standing: BranchState) -> Contents:
        """What the branch holds as it stands."""
        return Contents.at(self.objects, standing.commit)

    def move(self, commit: str, standing: BranchState, *, rewritten: bool = False) -> tuple[str, ...]:
        """Make the branch `commit`, at the remote first where it is to be pushed; what is to be said of it.

        The remote's takes it without force or, where history is `rewritten`, only as long as it is still what
        `standing` says. Raises BranchMovedError where it is not.
        """
        if self.push:
            instead_of = standing.there if rewritten else None
            self.written.push(
                self.remote, commit, self.branch, instead_of=instead_of, trial=self.trial is not None
            )
        if self.trial:
            return ()
        try:
            self.repository.point(self.branch, commit, standing.here)
        except BranchMovedError:
            if not self.push:
                raise
            return (f"{self.branch} was changed here meanwhile, and only {self.remote}'s holds this",)
        return ()


def tried(change: Callable[[], T]) -> T:
    """What `change` gives, made anew where others changed the branch meanwhile; at last their error."""
    for number in range(1, MOST_TRIES):
        with suppress(BranchMovedError):
            return change()
        time.sleep(random.uniform(0.1, 0.3) * number)  # noqa: S311 - so that two do not meet again
    return change()


@contextmanager
def alone(repository: Repository) -> Iterator[None]:
    """Within: no other publish is at work in this clone; raises PublishError where one is."""
    place: Path = repository.folder
    lock = file_lock(place / "effsite-publish.lock", 0)
    try:
        lock.acquire()
    except Timeout as taken:
        raise PublishError("another publish is at work here", "wait until it is done") from taken
    except OSError as error:
        raise PublishError(
            f"no lock can be made in {place}: {error}",
            "work where you may write, on a file system with locks",
        ) from error
    try:
        yield
    finally:
        lock.release()
