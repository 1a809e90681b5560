"""Why a run ended before its time; what it had measured until then is kept."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from effsite.errors import EffsiteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class MeasureError(EffsiteError):
    """A run could not go on."""


class OutOfMemoryError(MeasureError):
    """The model, its gradients and a batch do not fit into the device's memory."""


class OtherRunError(MeasureError):
    """The log in a run's folder is of another recipe, other data or another device."""


@contextmanager
def disk_errors(path: Path, hint: str) -> Iterator[None]:
    """Turn a full disk, or one that may not be written to, into a MeasureError that names `path`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise MeasureError(f"the disk is full: {path} could not be written", hint) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise MeasureError(f"{path} could not be written: {error.strerror}", hint) from error
        raise
