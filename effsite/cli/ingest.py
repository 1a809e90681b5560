"""`effsite ingest`: logs that people already have become results, with a report of what was understood."""

from __future__ import annotations

import typer

from effsite import workflows
from effsite.cli.console import listener, print_json
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import IngestOptions


@command
def ingest(options: IngestOptions, json: JsonOption = False) -> None:
    """Read logs, find where they first reach a target, and write results with their learning curves.

    A bad file is refused and the others go on. Exits with 0 when nothing was refused, 1 when something
    was or nothing could be read, 2 when the command itself cannot be carried out.
    """
    with listener(quiet=json) as shown:
        report = workflows.ingest.ingest(options, shown)
    if json:
        print_json(report.as_json())
    else:
        from effsite.cli.ingest_report import (
            print_report,  # brings the formats, which --help must not wait for
        )

        print_report(report)
    raise typer.Exit(1 if report.refused else 0)
