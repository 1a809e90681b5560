"""What stands on the branch: editions with their aliases, shared files, and files of somebody's own.

The branch is laid out as mike lays it out, and `mike list` reads it: a folder for each edition, a link for
each alias, `versions.json` for the version selector and a front page that leads to one of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mike.versions import Versions

from effsite.errors import PublishError
from effsite.site.editions.edition_files import SHARED, SHARED_LIST, shared_folders
from effsite.site.editions.naming import LATEST
from effsite.site.editions.objects import FOLDER
from effsite.site.editions.root_files import FRONT_PAGE, REDIRECT, RootFiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.site.editions.objects import Objects, TreeEntry

EDITIONS_FILE = "versions.json"
BESIDE_EDITIONS = frozenset(
    {".nojekyll", "CNAME", "README.md", "LICENSE", ".gitignore", ".gitattributes", "robots.txt", "404.html"}
)
"""What may stand on a branch before its first edition does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchEdition:
    """An edition on the branch. `properties` say of which commit it was made and of which day that is."""

    version: str
    title: str
    aliases: frozenset[str] = frozenset()
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Every name that the edition stands under."""
        return self.aliases | {self.version}


@dataclass(frozen=True, slots=True)
class Contents:
    """All that stands on the branch: what is at its root by name, and the editions, newest first."""

    objects: Objects
    root: Mapping[str, TreeEntry]
    editions: tuple[BranchEdition, ...]

    @classmethod
    def at(cls, objects: Objects, commit: str | None) -> Contents:
        """What a commit of the branch holds; nothing where there is none.

        Raises PublishError where its list of editions cannot be read, or names one that is not there.
        """
        if commit is None:
            return cls(objects, {}, ())
        root = objects.entries(commit)
        editions = _editions(objects.read(root[EDITIONS_FILE].id) if EDITIONS_FILE in root else b"[]")
        for edition in editions:
            if edition.version not in root or root[edition.version].mode != FOLDER:
                raise PublishError(
                    f"{EDITIONS_FILE} on the branch lists {edition.version}, of which there is no folder",
                    f"take it out of {EDITIONS_FILE}, or restore the folder from the commit before",
                )
        return cls(objects, root, editions)

    @property
    def leading(self) -> BranchEdition | None:
        """The edition that the front page leads to: the latest by its alias, else the newest."""
        return self.called(LATEST) or (self.editions[0] if self.editions else None)

    @property
    def leads(self) -> str:
        """The name to which the front page leads: `latest`, or a version; empty where there is no edition."""
        leading = self.leading
        if leading is None:
            return ""
        return LATEST if LATEST in leading.aliases else leading.version

    def called(self, name: str) -> BranchEdition | None:
        """The edition of that version or alias."""
        return next((edition for edition in self.editions if name in edition.names), None)

    def foreign(self, version: str, aliases: tuple[str, ...]) -> str | None:
        """Something that effsite did not make, where an edition of those names may not be put; else None."""
        there = set(self.root)
        if EDITIONS_FILE in there:
            known = {name for edition in self.editions for name in edition.names}
            versions = {edition.version for edition in self.editions}
            found = sorted((({version, *aliases} & there) - known) | ({*aliases} & versions))
        else:
            found = sorted(there - BESIDE_EDITIONS)
        if FRONT_PAGE in there and REDIRECT not in self.objects.read(self.root[FRONT_PAGE].id):
            found.append(FRONT_PAGE)
        return found[0] if found else None

    def known(self, version: str) -> set[str]:
        """The ids of files that the branch has already, as far as an edition is likely to have them too."""
        near = {name for e in (self.leading, self.called(version)) if e for name in [e.version]}
        trees = [self.root[name].id for name in sorted({*near, SHARED} & set(self.root))]
        return {entry.id for tree in trees for entry in self.objects.files(tree).values()}

    def with_edition(
        self, edition: BranchEdition, tree: TreeEntry, shared: Mapping[str, TreeEntry]
    ) -> Contents:
        """The same with one more edition, or with another one under its name; its aliases move to it."""
        before = self.called(edition.version)
        if before and self.root.get(edition.version) == tree:
            edition = replace(edition, properties=before.properties or edition.properties)
        taken = edition.aliases
        aliases = taken | (before.aliases if before else frozenset())
        others = [
            replace(e, aliases=e.aliases - edition.names)
            for e in self.editions
            if e.version != edition.version
        ]
        root = {**self.root, edition.version: tree}
        root |= {f"{SHARED}/{name}": entry for name, entry in shared.items()}
        return Contents(self.objects, root, _sorted([replace(edition, aliases=aliases), *others]))

    def without(self, versions: frozenset[str]) -> Contents:
        """The same without some editions; `latest` passes on to the newest one that is left."""
        left = [edition for edition in self.editions if edition.version not in versions]
        gone = {name for e in self.editions if e.version in versions for name in e.names}
        if LATEST in gone and left:
            left[0] = replace(left[0], aliases=left[0].aliases | {LATEST})
        root = {name: entry for name, entry in self.root.items() if name not in gone}
        return Contents(self.objects, root, tuple(left))

    def tree(self, site_url: str) -> str:
        """The id of the branch's tree: all editions, and the files at its root that follow from them."""
        objects = self.objects
        root = {name: entry for name, entry in self.root.items() if name.partition("/")[0] != SHARED}
        if shared := self._shared():
            root[SHARED] = objects.folder_of(shared)
        root |= {alias: objects.link(e.version) for e in self.editions for alias in sorted(e.aliases)}
        root[EDITIONS_FILE] = objects.write(_listed(self.editions))
        if leading := self.leading:
            here = RootFiles(objects, leading.version, self.leads, site_url, root[leading.version])
            root |= here.made(root)
        return objects.tree(root)

    def _shared(self) -> dict[str, TreeEntry]:
        """The shared folders that an edition still uses."""
        there = self.objects.entries(self.root[SHARED].id) if SHARED in self.root else {}
        there |= {n.partition("/")[2]: e for n, e in self.root.items() if n.startswith(f"{SHARED}/")}
        used = set()
        for edition in self.editions:
            listed = self.objects.entries(self.root[edition.version].id).get(SHARED_LIST)
            used |= set(shared_folders(self.objects.read(listed.id))) if listed else set()
        return {name: entry for name, entry in there.items() if name in used}


def _editions(listed: bytes) -> tuple[BranchEdition, ...]:
    try:
        found = Versions.loads(listed.decode("utf-8"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PublishError(
            f"{EDITIONS_FILE} on the branch cannot be read: {error!r}", "restore it from the commit before"
        ) from error
    return tuple(
        BranchEdition(
            version=str(one.version),
            title=str(one.title),
            aliases=frozenset(one.aliases),
            properties=one.properties if isinstance(one.properties, dict) else {},
        )
        for one in found
    )


def _sorted(editions: list[BranchEdition]) -> tuple[BranchEdition, ...]:
    """The editions in mike's order, the newest first."""
    return _editions(_listed(tuple(editions)))


def _listed(editions: tuple[BranchEdition, ...]) -> bytes:
    """The list of editions as mike writes it, but with sorted aliases: equal lists are equal bytes."""
    listed = [
        {"version": e.version, "title": e.title, "aliases": sorted(e.aliases)}
        | ({"properties": dict(e.properties)} if e.properties else {})
        for e in editions
    ]
    return (json.dumps(listed, indent=2) + "\n").encode()
