"""What `effsite check --against` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from effsite.cli.console import print_form, print_json, print_line, print_table
from effsite.cli.findings import as_json, print_findings, rendered
from effsite.errors import totals
from effsite.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.site.comparison.told import TargetTold
    from effsite.workflows.compare import CompareReport
    from effsite.workflows.options import FindingsFormat

MOST_ROWS = 20
"""Rows of a target that are printed; --json has all of them."""


def show(report: CompareReport, form: FindingsFormat, project: Path) -> None:
    """Print the comparison and leave: with 0 when all is well, 1 when something is wrong.

    In a form for annotations it is the findings alone.
    """
    if form == "json":
        print_json(
            {
                "ok": report.ok,
                "findings": as_json(report.findings),
                "changes": [asdict(change) for change in report.changes],
                "comparison": asdict(report.told),
            }
        )
    elif form == "text":
        _print(report)
    elif form == "markdown":
        from effsite.site.comparison.markdown import as_markdown

        print_form(as_markdown(report.told))
    else:
        print_form(rendered(report.findings, form, project))
    raise typer.Exit(0 if report.ok else 1)


def _print(report: CompareReport) -> None:
    told = report.told
    for line in told.headlines:
        print_line(f"- {line}")
    print_line(f"Held against {told.against} at {told.commit[:12]}.")
    for target in told.targets:
        _print_target(target)
    print_line()
    print_findings(report.findings)
    print_line(f"{counted(len(told.files), 'changed file')}; {totals(report.findings)}")


def _print_target(target: TargetTold) -> None:
    print_line()
    moved = "the records move" if target.moved else "no record moves"
    print_line(f"{target.task} {target.target}: {moved}")
    rows = [(r.state, r.system, r.published, r.before, r.after, r.standing) for r in target.rows[:MOST_ROWS]]
    if rows:
        print_table("", ("row", "system", "published", "before", "after", "standing"), rows)
    if len(target.rows) > MOST_ROWS:
        print_line(f"and {counted(len(target.rows) - MOST_ROWS, 'more row')}")
    figures = [(f.name, f.before, f.after) for f in target.figures]
    if figures:
        print_table("", ("figure", "before", "after"), figures)
