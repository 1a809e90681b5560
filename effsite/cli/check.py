"""`effsite check`: everything that is wrong with the collection, and what a submission changes."""

from __future__ import annotations

from dataclasses import asdict

import typer

from effsite import workflows
from effsite.cli import compare_report
from effsite.cli.console import print_form, print_json, print_line
from effsite.cli.findings import as_json, print_findings, rendered
from effsite.cli.options import JsonOption, command
from effsite.errors import CouldNotCheckError, UsageError, totals
from effsite.workflows.options import CheckOptions, FindingsFormat


@command
def check(options: CheckOptions, json: JsonOption = False) -> None:
    """Check results/: form, arithmetic and sense of every row; with PATHS, say what those rows change.

    With --against REV, say what the whole branch changes: each target's record, factor and halving time
    before and after.

    Exits with 0 when all is well, 1 when something is wrong, 2 when it could not be checked.
    """
    form = _form(options, json=json)
    if options.against is not None:
        compare_report.show(workflows.compare.compare(options), form, options.project)
        return
    if options.pictures or options.summary:
        raise UsageError(
            "--pictures and --summary are of a comparison", "name what to compare with: --against main"
        )
    try:
        report = workflows.check.check(options)
    except OSError as error:
        raise CouldNotCheckError.of(error) from error
    if form == "json":
        changes = [asdict(change) for change in report.changes]
        print_json({"ok": report.ok, "findings": as_json(report.findings), "changes": changes})
    elif form == "text":
        print_findings(report.findings)
        for change in report.changes:
            print_line(change.text)
        print_line(totals(report.findings))
    else:
        print_form(rendered(report.findings, form, options.project))
    raise typer.Exit(0 if report.ok else 1)


def _form(options: CheckOptions, *, json: bool) -> FindingsFormat:
    if json and options.format not in ("text", "json"):
        raise UsageError(f"--json and --format {options.format} are two forms", "ask for one of them")
    return "json" if json else options.format
