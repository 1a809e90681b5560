"""Put a finished folder in the place of another, so that nobody ever sees half of either."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2


def replace_folder(new: Path, place: Path) -> None:
    """Move the folder `new` to `place`; what stood there is then at `new`, for the caller to delete.

    Both must be on one file system. On Linux and macOS the two change places in one step of the
    kernel, so that a crash at any moment leaves the old folder or the new one. Where the kernel or
    the file system cannot do that, two renames follow each other at once: a crash exactly between
    them leaves no folder at `place`, and the old one whole beside `new`, with `.old` at its name's end.
    """
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        old = aside(new)
        place.rename(old)
        try:
            new.rename(place)
        except OSError:
            old.rename(place)
            raise
        old.rename(new)


def aside(new: Path) -> Path:
    """Where the old folder stands for a moment, where the two cannot change places in one step."""
    return new.with_name(f"{new.name}.old")


def remove(path: Path) -> None:
    """Remove a folder with all that is in it, or whatever else stands there; a link is not followed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _exchange(one: Path, other: Path) -> bool:
    """Whether the kernel made the two change places; only Linux and macOS have a call for it."""
    if sys.platform not in ("linux", "darwin"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        done = library.renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        done = library.renamex_np(first, second, RENAME_SWAP)
    else:
        return False
    return bool(done == 0)
