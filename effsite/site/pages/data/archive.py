"""Files as one zip, whose bytes follow from their names and contents and from nothing else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file in an archive, the earliest that a zip can tell."""

_UNIX, _MODE = 3, 0o100644 << 16


def archive(files: Mapping[str, bytes]) -> bytes:
    """The zip of those files by their path in it, in the order of the paths."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as packed:
        for path in sorted(files):
            info = ZipInfo(path, EPOCH)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, _UNIX, _MODE
            packed.writestr(info, files[path])
    return out.getvalue()
