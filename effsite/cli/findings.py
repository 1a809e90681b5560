"""Findings as commands print them: one line each, as JSON, or in a form for another program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from effsite.cli.console import print_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from effsite.errors import Finding
    from effsite.workflows.options import FindingsFormat


def print_findings(findings: Iterable[Finding]) -> None:
    """Print a line for each finding, with its rule, its place and its way out."""
    for finding in findings:
        print_line(f"{finding.label}: {finding}")


def as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as objects for scripts, in names that do not change."""
    return [
        {
            "file": finding.path,
            "line": finding.line,
            "column": finding.column,
            "field": finding.field,
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "hint": finding.hint,
        }
        for finding in findings
    ]


def rendered(findings: Sequence[Finding], form: FindingsFormat, project: Path) -> str:
    """The findings in a form that GitHub or an editor reads."""
    from effsite.cli import finding_formats  # with all the rules behind it, which other commands do not need

    if form == "github":
        return finding_formats.github(findings, project)
    if form == "markdown":
        return finding_formats.markdown(findings)
    return finding_formats.sarif(findings, project)
