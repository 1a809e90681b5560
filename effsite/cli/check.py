"""`effsite check`: everything that is wrong with the collection, and what a submission changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from effsite import workflows
from effsite.cli.compare_report import print_comparison
from effsite.cli.console import print_findings, print_form, print_json, print_line
from effsite.cli.options import JsonOption, command
from effsite.errors import CouldNotCheckError, UsageError, totals
from effsite.workflows.options import CheckOptions, FindingsFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.workflows.check import CheckReport


@command
def check(options: CheckOptions, json: JsonOption = False) -> None:
    """Check results/: form, arithmetic and sense of every row; with PATHS, say what those rows change.

    With --against REV, say what the whole branch changes: each target's record, factor and halving time
    before and after.

    Exits with 0 when all is well, 1 when something is wrong, 2 when it could not be checked.
    """
    form = _form(options, json=json)
    if options.against is None:
        checked = _checked(options)
        _show(checked, form, options, lambda: _print(checked))
    else:
        compared = workflows.compare.compare(options)
        _show(compared, form, options, lambda: print_comparison(compared))


def _checked(options: CheckOptions) -> CheckReport:
    if options.pictures or options.summary:
        raise UsageError(
            "--pictures and --summary are of a comparison", "name what to compare with: --against main"
        )
    try:
        return workflows.check.check(options)
    except OSError as error:
        raise CouldNotCheckError.of(error) from error


def _show(
    report: CheckReport, form: FindingsFormat, options: CheckOptions, as_text: Callable[[], None]
) -> None:
    """Print the report in that form, and leave: with 0 when all is well, 1 when something is wrong."""
    if form == "json":
        print_json(report.as_json())
    elif form == "text":
        as_text()
    else:
        print_form(report.rendered(form, options.project))
    raise typer.Exit(0 if report.ok else 1)


def _print(report: CheckReport) -> None:
    print_findings(report.findings)
    for change in report.changes:
        print_line(change.text)
    print_line(totals(report.findings))


def _form(options: CheckOptions, *, json: bool) -> FindingsFormat:
    if json and options.format not in ("text", "json"):
        raise UsageError(f"--json and --format {options.format} are two forms", "ask for one of them")
    return "json" if json else options.format
