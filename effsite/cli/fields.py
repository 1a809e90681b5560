"""`effsite fields`: every column of the collection, what it holds and what it takes."""

from __future__ import annotations

from effsite import workflows
from effsite.cli.console import print_json, print_line, print_table
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import FieldsOptions


@command
def fields(options: FieldsOptions, json: JsonOption = False) -> None:
    """List the columns of a CSV file or the keys of task.toml; with --json, as a JSON Schema."""
    report = workflows.fields.fields(options)
    for path in report.written:
        print_line(str(path))
    if report.written:
        return
    if json:
        print_json(report.json_schema)
    else:
        print_table(options.name, ("name", "kind", "need", "meaning"), report.rows)
