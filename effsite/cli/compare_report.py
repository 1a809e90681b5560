"""What `effsite check --against` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.cli.console import print_findings, print_line, print_table
from effsite.errors import totals
from effsite.words import counted

if TYPE_CHECKING:
    from effsite.site.comparison.told import TargetTold
    from effsite.workflows.compare import CompareReport

MOST_ROWS = 20
"""Rows of a target that are printed; --json has all of them."""


def print_comparison(report: CompareReport) -> None:
    """Print what a branch changes, target by target, and what is wrong with it."""
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
