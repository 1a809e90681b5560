"""`effsite check`: everything that is wrong with the collection, and what a submission changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import typer

from effsite import workflows
from effsite.cli import compare_report
from effsite.cli.console import print_json, print_line
from effsite.cli.options import JsonOption, command
from effsite.errors import Finding, UsageError
from effsite.words import counted
from effsite.workflows.options import CheckOptions


@command
def check(options: CheckOptions, json: JsonOption = False) -> None:
    """Check results/: form, arithmetic and sense of every row; with PATHS, say what those rows change.

    With --against REV, say what the whole branch changes: each target's record, factor and halving time
    before and after.

    Exits with 0 when all is well, 1 when something is wrong, 2 when a path is not there.
    """
    if options.against is not None:
        compare_report.show(workflows.compare.compare(options), json=json)
        return
    if options.pictures or options.summary:
        raise UsageError(
            "--pictures and --summary are of a comparison", "name what to compare with: --against main"
        )
    report = workflows.check.check(options)
    if json:
        found = [asdict(finding) for finding in report.findings]
        print_json({"ok": report.ok, "findings": found, "changes": [asdict(c) for c in report.changes]})
        raise typer.Exit(0 if report.ok else 1)
    for finding in report.findings:
        print_line(f"{finding.label}: {finding}")
    for change in report.changes:
        print_line(change.text)
    print_line(_totals(report.findings))
    raise typer.Exit(0 if report.ok else 1)


def _totals(findings: Sequence[Finding]) -> str:
    """How many there are of each kind; notes are told of where there are any."""
    if not findings:
        return "no errors"
    numbers = {name: sum(f.severity == name for f in findings) for name in ("error", "warning", "note")}
    return ", ".join(counted(n, name) for name, n in numbers.items() if n or name != "note")
