"""`effsite fields`: every column of the record, what it holds and what it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from effsite.cli.console import print_json, print_line, print_table
from effsite.cli.options import JsonOption
from effsite.errors import UsageError, did_you_mean


def fields(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[TYPE]", help="result, attempt, task, metric, target, curve, statement, rate, device."
        ),
    ] = "result",
    json: JsonOption = False,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write", metavar="DIR", help="Write README.md and the JSON Schemas of results/ there."
        ),
    ] = None,
) -> None:
    """List the columns of a CSV file or the keys of task.toml; with --json, as a JSON Schema."""
    from effsite.files import write_atomically
    from effsite.store import dictionary

    if write is not None:
        for file, text in dictionary.files().items():
            write_atomically(write / file, text)
            print_line(str(write / file))
    elif name not in dictionary.TYPES:
        raise UsageError(f"unknown type {name!r}", did_you_mean(name, dictionary.TYPES))
    elif json:
        print_json(dictionary.json_schema(name))
    else:
        print_table(name, ("name", "kind", "need", "meaning"), dictionary.rows(name))
