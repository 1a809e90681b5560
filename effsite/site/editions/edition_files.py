"""The files of an edition, and those of a built site that all editions share.

BokehJS and the theme's scripts, styles and icons are the same in edition after edition. They stand once, in a
folder at the branch's root that is named by their content, and each page of an edition names them there: by a
relative address, so that it holds under a sub-path and under an alias too.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from effsite.files import read_regular
from effsite.site.built_site import MARKER
from effsite.site.charts.chart_assets import FOLDER as ASSETS
from effsite.site.charts.chart_assets import WORKERS, bokeh_asset
from effsite.site.pages.theme import theme_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHARED = "_shared"
"""The folder at the branch's root; no alias and no edition can be called that."""

SHARED_LIST = ".shared"
"""The file of an edition that lists the shared folders it uses: as long as it stands, they do."""

LEFT_OUT = frozenset({MARKER, "sitemap.xml.gz"})
"""What a built site holds that is of no use to a reader of the edition."""

_ADDRESS = re.compile(
    rb"""(?P<before>["'](?:(?:\.{1,2}/)*|/(?:[^"'<>\s/]+/)*))(?P<name>assets/[^"'?#<>\s]+)(?=["'?#])"""
)
"""A file of assets/ in the HTML of a page, by an address on the site, and what stands before its name."""

_CHART_SCRIPT = re.compile(rb"""(?<=\bdata-bokeh=")([^"/]+)(?=")""")
"""The script that charts load, by its address from the folder assets/."""


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """Contents by path: `own` in the edition's folder, `shared` by the name of the folder they share."""

    own: Mapping[str, bytes]
    shared: Mapping[str, Mapping[str, bytes]]


def edition_files(site: Path) -> EditionFiles:
    """What is to be committed of a built site, with pages that name the shared files where they are to be.

    A file is shared when it is BokehJS or, byte for byte, the installed theme's; one that the project put in
    the place of the theme's stays the edition's own.
    """
    files = dict(_files(site))
    groups = {"bokeh": _bokeh(files), "theme": _theme(files)}
    shared: dict[str, dict[str, bytes]] = {}
    moved: dict[bytes, bytes] = {}
    for kind, names in groups.items():
        group = {name.removeprefix(f"{ASSETS}/"): files.pop(name) for name in names}
        if group:
            folder = f"{kind}-{_digest(group)}"
            shared[folder] = group
            moved |= {f"{ASSETS}/{name}".encode(): f"{SHARED}/{folder}/{name}".encode() for name in group}
    own = {
        path: _led(content, moved) if path.endswith(".html") else content for path, content in files.items()
    }
    if shared:
        own[SHARED_LIST] = "".join(f"{folder}\n" for folder in sorted(shared)).encode()
    return EditionFiles(own, shared)


def shared_folders(listed: bytes) -> tuple[str, ...]:
    """The shared folders that an edition uses, from the content of its SHARED_LIST."""
    return tuple(listed.decode("utf-8", "replace").split())


def _files(site: Path) -> Iterator[tuple[str, bytes]]:
    for root, folders, names in os.walk(site):
        folders[:] = sorted(folder for folder in folders if folder != ".git")
        for name in sorted(names):
            path = Path(root, name)
            shown = path.relative_to(site).as_posix()
            if shown not in LEFT_OUT:
                yield shown, read_regular(path)


def _bokeh(files: Mapping[str, bytes]) -> list[str]:
    return [name for name in (bokeh_asset(),) if name in files]


def _theme(files: Mapping[str, bytes]) -> list[str]:
    """Not its search: the edition's own, which loads it, looks for it beside itself."""
    theme = theme_folder()
    return [
        name
        for name, content in files.items()
        if name.startswith(f"{ASSETS}/")
        and not name.startswith(f"{WORKERS}/")
        and (theme / name).is_file()
        and (theme / name).read_bytes() == content
    ]


def _digest(group: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(group.items()):
        digest.update(b"%s\0%d\0%s" % (name.encode(), len(content), content))
    return digest.hexdigest()[:10]


def _led(page: bytes, moved: Mapping[bytes, bytes]) -> bytes:
    """The page with the addresses of moved files changed: they are beside the edition's folder now."""

    def address(found: re.Match[bytes]) -> bytes:
        place = moved.get(found["name"])
        return found[0] if place is None else found["before"] + b"../" + place

    def script(found: re.Match[bytes]) -> bytes:
        place = moved.get(f"{ASSETS}/".encode() + found[1])
        return found[0] if place is None else b"../../" + place

    return _CHART_SCRIPT.sub(script, _ADDRESS.sub(address, page))
