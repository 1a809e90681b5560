"""Blobs, trees and commits of git, written without a work tree, an index or a branch of their own.

What is written here is out of sight until a branch points at it: a program killed between leaves nothing
but objects that git's own cleaning takes away.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from effsite.site.repository import Repository

FILE, LINK, FOLDER = "100644", "120000", "040000"
"""Modes of the entries of a tree, as git writes them."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One entry of a tree of git: its mode and the id of its object."""

    mode: str
    id: str

    @property
    def kind(self) -> str:
        """The type of the object, as git calls it."""
        return "tree" if self.mode == FOLDER else "blob"


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of a repository."""

    repository: Repository

    def entries(self, tree: str) -> dict[str, TreeEntry]:
        """The entries of a tree by name; the tree is a commit's or `commit:folder`."""
        return self._listed("ls-tree", "-z", "--full-tree", tree)

    def files(self, tree: str) -> dict[str, TreeEntry]:
        """Every file below a tree, by its path in it."""
        return self._listed("ls-tree", "-r", "-z", "--full-tree", tree)

    def _listed(self, *args: str) -> dict[str, TreeEntry]:
        found = {}
        listed = self.repository.raw(*args).decode("utf-8", "surrogateescape")
        for line in filter(None, listed.split("\0")):
            about, _, name = line.partition("\t")
            mode, _, id_ = about.split(" ")
            found[name] = TreeEntry(mode, id_)
        return found

    def read(self, id_: str) -> bytes:
        """The content of a blob, by its id or as `commit:path`."""
        return self.repository.raw("cat-file", "blob", id_)

    def write_all(self, contents: Iterable[bytes], known: Iterable[str] = ()) -> list[TreeEntry]:
        """Files of those contents, in their order. Those whose id is among the `known` are there already."""
        algorithm = self.repository.try_git("rev-parse", "--show-object-format") or "sha1"
        there, ids, lacking = set(known), [], []
        for content in contents:
            id_ = hashlib.new(algorithm, b"blob %d\0" % len(content) + content).hexdigest()
            ids.append(id_)
            if id_ not in there:
                there.add(id_)
                lacking.append(content)
        if lacking:
            self._import(lacking)
        return [TreeEntry(FILE, id_) for id_ in ids]

    def write(self, content: bytes) -> TreeEntry:
        """A file of that content."""
        return self.write_all([content])[0]

    def link(self, to: str) -> TreeEntry:
        """A symbolic link."""
        return TreeEntry(LINK, self.write(to.encode()).id)

    def folder(self, files: Mapping[str, TreeEntry]) -> TreeEntry:
        """A folder of those files, by their paths in it, in folders of their own where these say so."""
        listed = "".join(f"{entry.mode} {entry.id}\t{path}\0" for path, entry in sorted(files.items()))
        with tempfile.TemporaryDirectory(prefix="effsite-publish-") as place:
            index = {"GIT_INDEX_FILE": str(Path(place, "index"))}
            given = listed.encode("utf-8", "surrogateescape")
            self.repository.raw("update-index", "-z", "--index-info", given=given, env=index)
            return TreeEntry(FOLDER, self.repository.raw("write-tree", env=index).decode().strip())

    def folder_of(self, entries: Mapping[str, TreeEntry]) -> TreeEntry:
        """A folder in which those entries stand under those names, none of which leads further down."""
        return TreeEntry(FOLDER, self.tree(entries))

    def tree(self, entries: Mapping[str, TreeEntry]) -> str:
        """The id of a tree in which those entries stand under those names."""
        listed = "".join(f"{e.mode} {e.kind} {e.id}\t{name}\0" for name, e in entries.items())
        given = listed.encode("utf-8", "surrogateescape")
        return self.repository.raw("mktree", "-z", given=given).decode().strip()

    def commit(self, tree: str, parent: str | None, message: str) -> str:
        """The id of a commit of that tree, after `parent`, or with no history before it."""
        parents = ["-p", parent] if parent else []
        author = {}
        for part, key in (("NAME", "user.name"), ("EMAIL", "user.email")):
            committer = os.environ.get(f"GIT_COMMITTER_{part}") or self.repository.try_git("config", key)
            author[f"GIT_AUTHOR_{part}"] = os.environ.get(f"GIT_AUTHOR_{part}") or committer or ""
        said = self.repository.raw("commit-tree", tree, *parents, "-m", message, env=author)
        return said.decode().strip()

    def _import(self, contents: Iterable[bytes]) -> None:
        """Write blobs in one stream: a process for each of hundreds would take longer than the build.

        Each is stored whole. As the difference from whatever came before it in the stream, which is what git
        does unless told otherwise, it would be kept like that by every push and cleaning after; so they find
        the same page in the edition before, from which it differs by a line.
        """
        blobs = [b"blob\ndata %d\n%s\n" % (len(content), content) for content in contents]
        given = b"".join([*blobs, b"done\n"])
        self.repository.raw("fast-import", "--quiet", "--done", "--depth=0", given=given)
