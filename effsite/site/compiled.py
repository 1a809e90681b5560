"""Templates compiled once for an installation: Jinja's code for them stands beside them, as Python's does.

That code is run as it is, so it is kept with the program, where nothing that a project brings can put any,
and never in the project's own folder. It counts for that very program alone: constants in a template are
worked out when it is compiled, by filters that are the program's.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

from effsite.site.kept import program

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

FOLDER = Path(__file__).parent / "templates" / "__pycache__"
"""By its name everyone knows what has been compiled: it is in no wheel, and no part of the program."""


class Compiled(FileSystemBytecodeCache):
    """Keeps the code of templates in `folder`; where it cannot be written, they are compiled each time."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Nothing is read or written yet."""
        super().__init__(str(folder))

    def get_source_checksum(self, source: str) -> str:
        """What the code follows from: the source, and the program that compiles it."""
        return super().get_source_checksum(f"{program()}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read the code of a template, where it is there and whole."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the code of a template, unless Python is told to write none."""
        if sys.dont_write_bytecode:
            return
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
