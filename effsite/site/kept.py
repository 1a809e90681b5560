"""What builds keep for the next one: pieces of work under the fingerprint of all that they were made of.

Nothing here is needed: a piece that is gone, torn or altered is made anew. A piece is never changed in
place, so a build that is killed leaves none half-written under a name that counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from effsite.files import read_regular, write_atomically
from effsite.site.swap import remove

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_BYTES = 256 * 1024 * 1024
"""Of what the last build did not use; the oldest goes first."""

_SEAL = 64


def fingerprint(*parts: object) -> str:
    """64 hexadecimal digits that differ where any of the parts does: texts, bytes, or what JSON can hold.

    Raises TypeError for anything else.
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True).encode()
        digest.update(f"{type(part).__name__} {len(raw)}\n".encode())
        digest.update(raw)
    return digest.hexdigest()


@cache
def program() -> str:
    """The fingerprint of the program that builds: effsite's own files, and the versions of all installed."""
    own = Path(__file__).parents[1]
    files = sorted(path for path in own.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    contents = [[str(path.relative_to(own)), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files]
    return fingerprint(sys.version, contents, sorted(_installed()))


def _installed() -> Iterable[str]:
    """The folders that say of each installed package which version it has."""
    for folder in sys.path:
        with contextlib.suppress(OSError):
            names = os.listdir(folder or ".")  # noqa: PTH208 - names are all that is wanted
            yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


class Kept:
    """Pieces of work in a folder. `used` has the names that this build asked for or gave."""

    def __init__(self, folder: Path) -> None:
        """Keeps in `folder`, which is made when something is given."""
        self._folder = folder
        self.used: set[str] = set()

    def get(self, name: str) -> bytes | None:
        """What is kept under a fingerprint; None where it is not there as it was given."""
        self.used.add(name)
        try:
            stored = read_regular(self._folder / name)
        except OSError:
            return None
        seal, piece = stored[:_SEAL], stored[_SEAL:]
        return piece if seal == _seal(piece) else None

    def put(self, name: str, piece: bytes) -> None:
        """Keep a piece. Nothing is kept, and nothing is lost, where there is no room for it."""
        self.used.add(name)
        with contextlib.suppress(OSError):
            if (self._folder / name).is_dir():
                remove(self._folder / name)
            write_atomically(self._folder / name, _seal(piece) + piece, lasting=False)

    def drop_the_oldest(self, most_bytes: int = MOST_BYTES) -> None:
        """Delete what this build did not use, the oldest first, until no more than so many bytes are left."""
        left = 0
        for path, status in self._by_age():
            if path.name in self.used:
                continue
            left += status.st_size
            if left > most_bytes or path.name.startswith("."):
                with contextlib.suppress(OSError):
                    remove(path)

    def _by_age(self) -> list[tuple[Path, os.stat_result]]:
        """What is in the folder, the newest first."""
        found = []
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                found.append((path, path.lstat()))
        return sorted(found, key=lambda one: (-one[1].st_mtime_ns, one[0].name))


def _seal(piece: bytes) -> bytes:
    return hashlib.sha256(piece).hexdigest().encode()
