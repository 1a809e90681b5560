"""Another state of a project's results: what a commit holds of them, and which files differ since."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from effsite.errors import UsageError, did_you_mean
from effsite.escape import printable
from effsite.names import LOGS
from effsite.site.repository import GitCommandError, Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FileState = Literal["added", "changed", "removed"]
FILE, EXECUTABLE = "100644", "100755"
_STATES: dict[str, FileState] = {"A": "added", "D": "removed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """A file of the work tree that differs from a commit; `path` is relative to the project."""

    path: str
    state: FileState


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The commit that a work tree is held against: where its branch left that of `name`.

    `commit` is the merge base of `name` and HEAD.
    """

    repository: Repository
    name: str
    commit: str

    @classmethod
    def left(cls, project: Path, name: str) -> Revision:
        """The commit where HEAD left the branch, tag or commit of that name.

        Raises UsageError where the project is not under git, there is no such commit, or the two have
        none in common.
        """
        if shutil.which("git") is None:
            raise UsageError("git is not installed", "install it: --against reads another state from git")
        repository = Repository(project.resolve())
        try:
            repository.git("rev-parse", "--git-dir")
        except GitCommandError as failed:
            said = printable(failed.stderr.strip().partition("\n")[0].removeprefix("fatal: "))
            raise UsageError(
                f"{project} cannot be compared: {said}", "check it without --against, or clone it with git"
            ) from failed
        # No name of a commit begins so, and git would take it for an option.
        there = None if name.startswith("-") else repository.commit(name)
        if there is None:
            raise UsageError(f"there is no commit {printable(name)!r}", _way_out(repository, name))
        base = repository.try_git("merge-base", there, "HEAD")
        if not base:
            raise UsageError(
                f"HEAD and {printable(name)!r} have no commit in common",
                _deepen(repository) or "name the branch that this one was made from",
            )
        return cls(repository=repository, name=name, commit=base.splitlines()[0])

    def changed(self, folder: str) -> tuple[ChangedFile, ...]:
        """The files below that folder of the project that are not as in the commit, in order.

        Committed or not; what git ignores is left out.
        """
        told = self.repository.raw(
            *("diff", "-z", "--name-status", "--no-renames", "--no-ext-diff", "--relative"),
            *(self.commit, "--", folder),
        )
        states, paths = told.split(b"\0")[:-1:2], told.split(b"\0")[1::2]
        found = {
            os.fsdecode(p): _STATES.get(s.decode(), "changed") for s, p in zip(states, paths, strict=True)
        }
        new = self.repository.raw("ls-files", "-z", "--others", "--exclude-standard", "--", folder)
        for path in map(os.fsdecode, new.split(b"\0")[:-1]):
            found[path] = "changed" if found.get(path) == "removed" else "added"
        return tuple(ChangedFile(path=path, state=state) for path, state in sorted(found.items()))

    def write(self, folders: Iterable[str], out: Path) -> None:
        """Write the files below those folders of the project, as the commit has them, below `out`.

        Links, submodules and logs are left out: no figure comes from them.
        """
        wanted = list(self._files(folders))
        said = "".join(f"{blob}\n" for _, blob in wanted).encode()
        told = memoryview(self.repository.raw("cat-file", "--batch", given=said))
        for path, _ in wanted:
            head, told = _line(told)
            size = int(head.split()[2])
            at = out / path
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(told[:size])
            told = told[size + 1 :]

    def _files(self, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Path and content's id of each plain file below those folders."""
        known = list(folders)
        if not known:
            return
        told = self.repository.raw("ls-tree", "-r", "-z", self.commit, "--", *known)
        for entry in told.split(b"\0")[:-1]:
            about, _, name = entry.partition(b"\t")
            mode, _, blob = about.decode().split()
            path = PurePosixPath(os.fsdecode(name))
            if mode in (FILE, EXECUTABLE) and LOGS not in path.parts and ".." not in path.parts:
                yield str(path), blob


def _line(told: memoryview) -> tuple[str, memoryview]:
    """The first line, and what follows it."""
    end = bytes(told[:200]).index(b"\n")
    return bytes(told[:end]).decode(), told[end + 1 :]


def _way_out(repository: Repository, name: str) -> str:
    known = repository.git(
        "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"
    )
    return (
        _deepen(repository)
        or did_you_mean(name, known.splitlines())
        or "fetch it, or name it as in origin/main"
    )


def _deepen(repository: Repository) -> str:
    """The way out of a clone without the history; empty for one that has it."""
    try:
        shallow = repository.git("rev-parse", "--is-shallow-repository") == "true"
    except GitCommandError:
        return ""
    return "this clone has a part of the history only: git fetch --unshallow" if shallow else ""
