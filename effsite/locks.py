"""Locks between programs: held by the system, so that they end with the program, however it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    from pathlib import Path


def file_lock(path: Path, seconds: float) -> FileLock:
    """The lock of that file, not taken yet; taking it waits for that long, then raises filelock's Timeout.

    Taking it raises OSError on a file system without locks. A lock that is a file's existence alone, to which
    filelock would turn there, is none: a killed program leaves it behind, and all others would wait for it.
    """
    return FileLock(path, timeout=seconds, fallback_to_soft=False)
