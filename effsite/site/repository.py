"""The git repository an edition is published from: what may go wrong with it, said before any work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import PublishError

if TYPE_CHECKING:
    from pathlib import Path

_PASSWORD = re.compile(r"(://)[^/@\s]+@")
"""A name and password in an address, which git repeats in what it says."""

RECORD = ("results", "docs", "mkdocs.yml")
"""What an edition is built from, relative to the project folder: it must be committed."""


class GitCommandError(PublishError):
    """A git command ended with an error; `stderr` is what it said."""

    def __init__(self, args: tuple[str, ...], stderr: str) -> None:
        said = _PASSWORD.sub(r"\1", stderr.strip()) or "no message"
        super().__init__(f"git {' '.join(args)} failed: {said}", "run it by hand to see more")
        self.stderr = stderr


class PushRejectedError(PublishError):
    """The remote branch has moved on since it was fetched; nothing was pushed."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, seen from the project folder `root` (its top or a folder in it)."""

    root: Path

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
        return self.git_bytes(*args).decode("utf-8", "replace").rstrip("\n")

    def git_bytes(self, *args: str, said: bytes = b"") -> bytes:
        """What the git command printed, byte for byte, having been told `said`; raises GitCommandError."""
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            ["git", *args],  # noqa: S607 - the user's own git
            cwd=self.root,
            env={**os.environ, "LC_ALL": "C"},
            input=said,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            raise GitCommandError(args, (done.stderr or done.stdout).decode("utf-8", "replace"))
        return done.stdout

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
        self.git("fetch", "--quiet", *depth, remote, f"+refs/heads/{branch}:{tracking}")
        return self.commit(tracking)

    def holds(self, commit: str, ancestor: str) -> bool:
        """Whether `ancestor` is `commit` or one of the commits before it."""
        return self.try_git("merge-base", "--is-ancestor", ancestor, commit) is not None

    def point(self, branch: str, commit: str | None) -> None:
        """Make the local `branch` point at `commit`, or remove it (None): one atomic step."""
        ref = f"refs/heads/{branch}"
        if commit is not None:
            self.git("update-ref", ref, commit)
        elif self.commit(ref) is not None:
            self.git("update-ref", "-d", ref)

    def push(self, remote: str, commit: str, branch: str) -> None:
        """Push `commit` to the remote's `branch`, never by force.

        Raises PushRejectedError where the remote has commits that `commit` does not build on, and
        GitCommandError where the push failed for another reason.
        """
        try:
            self.git("push", "--quiet", remote, f"{commit}:refs/heads/{branch}")
        except GitCommandError as failed:
            if any(sign in failed.stderr for sign in ("fetch first", "non-fast-forward", "cannot lock ref")):
                raise PushRejectedError(
                    f"{remote}/{branch} changed while this edition was being published",
                    "publish again; it starts from what is there now",
                ) from failed
            raise
