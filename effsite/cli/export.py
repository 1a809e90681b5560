"""`effsite export`: the rows of the collection for other programs."""

from __future__ import annotations

import sys

from effsite import workflows
from effsite.cli.console import print_note
from effsite.cli.options import command
from effsite.errors import UsageError
from effsite.words import counted
from effsite.workflows.options import ExportOptions


@command
def export(options: ExportOptions) -> None:
    """Write all results, one row each, as CSV, JSON, Parquet or Croissant.

    The columns are those of the data dictionary, then what follows from the collection: figures' ends,
    factor, whether a row is a record and if not, why.
    """
    binary = options.format == "parquet" and options.output is None
    if binary and sys.stdout.isatty():
        raise UsageError("Parquet is no text for a terminal", "name a file: --output results.parquet")
    made = workflows.export.export(options)
    if not made.files:
        sys.stdout.buffer.write(made.content)
        return
    print_note(f"{counted(made.rows, 'row')}: {', '.join(map(str, made.files))}")
