"""The git repository an edition is published from: what may go wrong with it, said before any work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from effsite.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PASSWORD = re.compile(r"(://)[^/@\s]+@")
"""A name and password in an address, which git repeats in what it says."""

_LEFT_LOCK = re.compile(r"Unable to create '([^']+\.lock)': File exists")
_EXISTS = "reference already exists"
"""What git says since 2.50 of a branch that is locked as well as of one that should not be there yet."""

_MOVED = (
    *("fetch first", "non-fast-forward", "stale info", "cannot lock ref", "failed to update ref"),
    *("incorrect old value", _EXISTS),
)
"""What git says of a push that came too late."""

SECONDS_OF_A_LOCK = 3.0
"""How long a branch may be locked before the lock counts as left behind."""

_PAUSE = 0.1

RECORD = ("results", "docs", "mkdocs.yml")
"""What an edition is built from, relative to the project folder: it must be committed."""


class GitCommandError(PublishError):
    """A git command ended with an error; `stderr` is what it said."""

    def __init__(self, args: tuple[str, ...], stderr: str) -> None:
        self.stderr = stderr
        self.said = _PASSWORD.sub(r"\1", stderr.strip()) or "no message"
        super().__init__(f"git {' '.join(args)} failed: {self.said}", "run it by hand to see more")


class BranchMovedError(PublishError):
    """The branch has moved on since it was looked at, here or at the remote; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, seen from the project folder `root` (its top or a folder in it)."""

    root: Path
    settings: tuple[tuple[str, str], ...] = ()
    """Variables of the environment that every git command here is given."""

    @classmethod
    def at(cls, project: Path) -> Repository:
        """The repository that holds `project`.

        Raises PublishError where git is not installed, the folder is not under git, or there is
        no commit to publish from.
        """
        if shutil.which("git") is None:
            raise PublishError("git is not installed", "install it: publishing commits to a branch")
        repository = cls(project.resolve())
        if repository.try_git("rev-parse", "--git-dir") is None:
            raise PublishError(
                f"{project} is not in a git repository",
                "run `git init`, commit the project, and publish again",
            )
        if repository.commit("HEAD") is None:
            raise PublishError("there is no commit to publish from", "commit the project first")
        return repository

    def git(self, *args: str) -> str:
        """What the git command printed, without the last line break; raises GitCommandError."""
        return self.raw(*args).decode("utf-8", "replace").rstrip("\n")

    def raw(self, *args: str, given: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
        """The bytes that the git command printed, `given` what it reads; raises GitCommandError."""
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            ["git", *args],  # noqa: S607 - the user's own git
            cwd=self.root,
            env={**self._environment(), **(env or {})},
            input=given,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise GitCommandError(args, (done.stderr or done.stdout).decode("utf-8", "replace"))
        return done.stdout

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "LC_ALL": "C", **dict(self.settings)}

    @contextmanager
    def trying(self) -> Iterator[Repository]:
        """The same repository, in which nothing that is written within stays: for a trial."""
        objects = str((self.root / self.git("rev-parse", "--git-path", "objects")).resolve())
        with tempfile.TemporaryDirectory(prefix="effsite-trial-") as place:
            others = os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES")
            known = os.pathsep.join(filter(None, [objects, others]))
            yield Repository(
                self.root,
                (("GIT_OBJECT_DIRECTORY", place), ("GIT_ALTERNATE_OBJECT_DIRECTORIES", known)),
            )

    def try_git(self, *args: str) -> str | None:
        """What the git command printed, or None where it failed: for questions, not for actions."""
        try:
            return self.git(*args)
        except GitCommandError:
            return None

    def commit(self, name: str) -> str | None:
        """The id of the commit that a branch, tag or reference names; None when there is none."""
        return self.try_git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")

    @property
    def folder(self) -> Path:
        """The `.git` folder that all work trees of the repository share."""
        return (self.root / self.git("rev-parse", "--git-common-dir")).resolve()

    def check_identity(self) -> None:
        """Raise PublishError unless git knows under which name and address to commit."""
        for variable, key in (("GIT_COMMITTER_NAME", "user.name"), ("GIT_COMMITTER_EMAIL", "user.email")):
            if not os.environ.get(variable) and not self.try_git("config", "--get", key):
                raise PublishError(f"git has no {key} to commit with", f"git config --global {key} ...")

    def check_committed(self) -> None:
        """Raise PublishError where what an edition is built from differs from the last commit."""
        present = [name for name in RECORD if (self.root / name).exists() or self._tracks(name)]
        if not present:
            return
        changed = self.git("status", "--porcelain", "--untracked-files=all", "--", *present).splitlines()
        if changed:
            more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
            names = ", ".join(line[3:] for line in changed[:3])
            raise PublishError(
                f"not committed: {names}{more}",
                "commit or undo these changes; an edition must be what its commit says",
            )

    def _tracks(self, name: str) -> bool:
        return bool(self.git("ls-files", "--", name))

    def check_not_checked_out(self, branch: str) -> None:
        """Raise PublishError where a work tree stands on `branch`: moving it would confuse that tree."""
        if f"branch refs/heads/{branch}" in self.git("worktree", "list", "--porcelain").splitlines():
            raise PublishError(
                f"{branch} is checked out", "switch that work tree to another branch and publish again"
            )

    def has_remote(self, remote: str) -> bool:
        """Whether a remote of that name is configured."""
        return remote in self.git("remote").splitlines()

    def fetch(self, remote: str, branch: str) -> str | None:
        """The id of the remote's `branch` as it is now, fetched; None when the remote has no such branch.

        A shallow clone that never saw the branch fetches its last commit only. Raises GitCommandError
        where the remote cannot be reached.
        """
        tracking = f"refs/remotes/{remote}/{branch}"
        if not self.git("ls-remote", "--heads", remote, f"refs/heads/{branch}"):
            return None
        known = self.commit(tracking) or self.commit(f"refs/heads/{branch}")
        shallow = self.git("rev-parse", "--is-shallow-repository") == "true"
        depth = ["--depth=1"] if shallow and not known else []
        self._past_locks(tracking, "fetch", "--quiet", *depth, remote, f"+refs/heads/{branch}:{tracking}")
        return self.commit(tracking)

    def holds(self, commit: str, ancestor: str) -> bool:
        """Whether `ancestor` is `commit` or one of the commits before it."""
        return self.try_git("merge-base", "--is-ancestor", ancestor, commit) is not None

    def was_on(self, remote: str, branch: str, commit: str) -> bool:
        """Whether the remote's `branch` is known to have held `commit`, though it may not any more.

        Git notes in a clone what a remote's branch was each time that it looked, for some months.
        """
        tracking = f"refs/remotes/{remote}/{branch}"
        seen = (self.try_git("log", "--walk-reflogs", "--format=%H", tracking, "--") or "").split()
        before_all = self.commit(f"{tracking}@{{{len(seen)}}}") if seen else None
        return any(self.holds(each, commit) for each in dict.fromkeys([*seen, before_all]) if each)

    def point(self, branch: str, commit: str, before: str | None) -> None:
        """Make the local `branch` point at `commit` in one step, where it still points at `before`.

        Raises BranchMovedError where it does not.
        """
        try:
            ref = f"refs/heads/{branch}"
            self._past_locks(ref, "update-ref", ref, commit, before or "0" * len(commit))
        except GitCommandError as failed:
            if self.commit(f"refs/heads/{branch}") != before:
                raise BranchMovedError(
                    f"{branch} changed here while this was being published", "publish again"
                ) from failed
            raise

    def push(
        self, remote: str, commit: str, branch: str, *, instead_of: str | None = None, trial: bool = False
    ) -> None:
        """Push `commit` to the remote's `branch`: without force, or `instead_of` exactly that commit.

        In a `trial` the remote is asked, and stays as it is. Raises BranchMovedError where the remote has
        other commits than those that `commit` builds on or replaces, and PublishError where the push failed
        for another reason.
        """
        lease = [f"--force-with-lease=refs/heads/{branch}:{instead_of}"] if instead_of else []
        dry = ["--dry-run"] if trial else []
        try:
            self.git("push", "--quiet", *dry, *lease, remote, f"{commit}:refs/heads/{branch}")
        except GitCommandError as failed:
            if self._is_locked_there(failed, remote, branch):
                raise PublishError(
                    f"{remote}/{branch} is locked there: {failed.said}",
                    "publish again when no other push is under way; one that was killed leaves"
                    f" refs/heads/{branch}.lock behind, and it may then be removed",
                ) from failed
            if any(sign in failed.stderr for sign in _MOVED):
                raise BranchMovedError(
                    f"{remote}/{branch} changed while this was being published",
                    "publish again; it starts from what is there now",
                ) from failed
            raise

    def _is_locked_there(self, failed: GitCommandError, remote: str, branch: str) -> bool:
        """Whether a push failed at a lock: git names it, or the branch there is what was last fetched."""
        if _EXISTS not in failed.stderr:
            return _LEFT_LOCK.search(failed.stderr) is not None
        there = self.git("ls-remote", "--heads", remote, f"refs/heads/{branch}").partition("\t")[0]
        return there == (self.commit(f"refs/remotes/{remote}/{branch}") or "")

    def _past_locks(self, ref: str, *args: str) -> None:
        """Run a git command that moves `ref`, a branch of ours, past a lock that a killed git has left on it.

        Git holds such a lock for a moment. One that stays for seconds, while no other publish is at work
        here, was left behind.
        """
        until = time.monotonic() + SECONDS_OF_A_LOCK
        while True:
            try:
                self.git(*args)
            except GitCommandError as failed:
                named = _LEFT_LOCK.search(failed.stderr)
                if not named and _EXISTS not in failed.stderr:
                    raise
                if time.monotonic() > until:
                    self._remove_lock(Path(named[1]) if named else self.folder / f"{ref}.lock", failed)
                    until += SECONDS_OF_A_LOCK
                time.sleep(_PAUSE)
            else:
                return

    def _remove_lock(self, lock: Path, failed: GitCommandError) -> None:
        """Remove a lock on a branch; where it is on something else, raise the error that it was behind."""
        if not lock.is_relative_to(self.folder / "refs") or not lock.exists():
            raise failed
        lock.unlink(missing_ok=True)
