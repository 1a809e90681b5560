"""Findings in forms for other programs: GitHub's annotations and comments, and code scanning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from effsite.errors import Finding, totals
from effsite.escape import github as github_text
from effsite.escape import printable, printed_json, workflow_message, workflow_property
from effsite.version import __version__
from effsite.words import counted
from effsite.workflows.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.rule import Rule
    from effsite.workflows.options import FindingsFormat

DOCUMENTATION = "https://effsite.github.io/effsite/latest/checks/"
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
"""GitHub's names of severities."""

MOST_ROWS = 200
"""Rows of a Markdown table: a comment on GitHub may have 65,536 characters."""


def rendered(findings: Sequence[Finding], form: FindingsFormat, project: Path) -> str:
    """The findings in a form that GitHub or an editor reads."""
    if form == "github":
        return github(findings, project)
    return markdown(findings) if form == "markdown" else sarif(findings, project)


def github(findings: Sequence[Finding], project: Path) -> str:
    """A workflow command for each finding, which GitHub shows beside the line; the worst first.

    GitHub shows ten of each kind. Columns are left out where they count cells rather than characters.
    """
    worst_first = sorted(findings, key=lambda f: list(LEVELS).index(f.severity))
    return "\n".join([*(_command(f, project) for f in worst_first), totals(findings)])


def _command(finding: Finding, project: Path) -> str:
    where = {"file": printable(_from_here(finding.path, project))}
    if finding.line:
        where["line"] = str(finding.line)
    if _counts_characters(finding):
        where["col"] = str(finding.column)
    where["title"] = f"{finding.code} ({finding.severity})"
    told = ",".join(f"{name}={workflow_property(value)}" for name, value in where.items())
    return f"::{LEVELS[finding.severity]} {told}::{workflow_message(_sentence(finding))}"


def markdown(findings: Sequence[Finding]) -> str:
    """A table of the findings as Markdown for a step summary or a comment; strangers' text is inert in it."""
    lines = [f"**{totals(findings)}**"]
    if findings:
        lines += ["", "| | Where | What | Way out |", "| --- | --- | --- | --- |"]
        lines += [_table_row(finding) for finding in findings[:MOST_ROWS]]
    if len(findings) > MOST_ROWS:
        lines += ["", f"And {counted(len(findings) - MOST_ROWS, 'more finding')}."]
    return "\n".join(lines)


def _table_row(finding: Finding) -> str:
    rule = f"[{finding.code}]({DOCUMENTATION}#{finding.code})" if finding.code else ""
    cells = tuple(github_text(printable(value)) for value in (finding.where, finding.message, finding.hint))
    return f"| {finding.severity} {rule} | {' | '.join(cells)} |"


def sarif(findings: Sequence[Finding], project: Path) -> str:
    """The findings as SARIF 2.1.0, for code scanning and editors; places are relative to where one stands."""
    places = {rule.code: n for n, rule in enumerate(RULES)}
    driver = {
        "name": "effsite",
        "semanticVersion": __version__,
        "informationUri": DOCUMENTATION,
        "rules": [_described(rule) for rule in RULES],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, places, project) for finding in findings],
    }
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return printed_json(log)


def _described(rule: type[Rule]) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.__name__,
        "shortDescription": {"text": rule.title()},
        "fullDescription": {"text": rule.why() or rule.title()},
        "help": {"text": rule.hint},
        "helpUri": f"{DOCUMENTATION}#{rule.code}",
        "defaultConfiguration": {"level": rule.severity},
    }


def _sarif_result(finding: Finding, places: dict[str, int], project: Path) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(_from_here(finding.path, project))}}
    if finding.line:
        location["region"] = {"startLine": finding.line}
        if _counts_characters(finding):
            location["region"]["startColumn"] = finding.column
    about = {"ruleId": finding.code, "ruleIndex": places[finding.code]} if finding.code in places else {}
    return {
        **about,
        "level": finding.severity,
        "message": {"text": _sentence(finding)},
        "locations": [{"physicalLocation": location}],
    }


def _sentence(finding: Finding) -> str:
    hint = f" ({finding.hint})" if finding.hint else ""
    return printable(f"{finding.message}{hint}")


def _counts_characters(finding: Finding) -> bool:
    """Whether the column is one of characters: in CSV files it counts cells."""
    return finding.column > 0 and not finding.path.endswith(".csv")


def _from_here(path: str, project: Path) -> str:
    """The path of a finding from the working folder, where the project lies below it."""
    whole = project.absolute() / path
    here = Path.cwd()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else path
