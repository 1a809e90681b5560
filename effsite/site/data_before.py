"""The data of the edition before, read from the branch of published editions without touching the branch."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site.pages.edition import edition_before, edition_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.site.pages.edition_before import EarlierEdition
    from effsite.site.project import Project

TARGET_FILE = re.compile(r"data/[a-z0-9-]+/[a-z0-9-]+\.json")
EDITIONS_FILE = "versions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedData:
    """Where the data of an edition lies: `tree` is git's name for what is in its data/ folder."""

    project: Project
    edition: str
    tree: str

    def read(self) -> EarlierEdition:
        """The edition with its targets."""
        from effsite.site.pages.edition_before import earlier  # not needed to tell that nothing changed

        names = _git(self.project, "ls-tree", "-r", "-z", "--name-only", self.tree).decode().split("\0")
        paths = [path for name in sorted(names) if TARGET_FILE.fullmatch(path := f"data/{name}")]
        texts = _blobs(self.project, [f"{self.tree}:{path.removeprefix('data/')}" for path in paths])
        return earlier(self.edition, dict(zip(paths, texts, strict=True)))


def published_before(project: Project, branch: str) -> PublishedData | None:
    """The edition before the one that is built, on that branch here or as last fetched; None without one.

    Of the two the branch with the newer commit counts.
    """
    refs = (f"refs/heads/{branch}", f"refs/remotes/*/{branch}")
    listed = ("for-each-ref", "--sort=-committerdate", "--format=%(objectname)", *refs)
    commit = _git(project, *listed).decode().partition("\n")[0]
    if not commit:
        return None
    versions = _git(project, "show", f"{commit}:{EDITIONS_FILE}").decode("utf-8", "replace")
    name = edition_before(versions, edition_name())
    tree = _git(project, "rev-parse", "--verify", "--quiet", f"{commit}:{name}/data").decode().strip()
    return PublishedData(project=project, edition=name, tree=tree) if name and tree else None


def _git(project: Project, *args: str, given: bytes = b"") -> bytes:
    """What git answers; nothing where it is not installed or says no: there is then nothing to read."""
    command = ["git", "-C", str(project.root), *args]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
    try:
        done = subprocess.run(command, capture_output=True, input=given, check=False, env=environment)  # noqa: S603 - no shell
    except FileNotFoundError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _blobs(project: Project, names: Sequence[str]) -> list[str]:
    """The texts of files by git's names for them, all by one command; empty for one that is not there."""
    answer = _git(project, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
    texts, at = [], 0
    for _ in names:
        end = answer.find(b"\n", at)
        head = answer[at:end].split(b" ")
        at = end + 1
        if len(head) == 3 and head[1] == b"blob":
            size = int(head[2])
            texts.append(answer[at : at + size].decode("utf-8", "replace"))
            at += size + 1
        else:
            texts.append("")
    return texts
