"""`effsite verify`: recounts and recomputes what can be, and runs a result again on request."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line
from effsite.cli.options import JsonOption, command
from effsite.cli.run import RunListener
from effsite.words import counted
from effsite.workflows.options import VerifyOptions

if TYPE_CHECKING:
    from effsite.workflows.verify import VerifyReport

EXIT_CODES = {"agrees": 0, "disagrees": 1, "not verified": 2}


@command
def verify(options: VerifyOptions, json: JsonOption = False) -> None:
    """Hold results against their inputs, curves, logs and models; with --reproduce, run them again.

    Exits with 0 when all that could be verified agrees, 1 when something does not, and 2 when nothing could
    be verified, or a row not be read or run.
    """
    with listener(quiet=json) as shown:
        watching = shown
        if options.reproduce:
            watching = RunListener(shown, lines=not json and not sys.stderr.isatty())
        report = workflows.verify.verify(options, watching)
    if json:
        print_json(report.as_json())
    else:
        _print(report)
    raise typer.Exit(EXIT_CODES[report.outcome])


def _print(report: VerifyReport) -> None:
    for finding in report.findings:
        print_line(f"{finding.severity}: {finding}")
    for row in report.rows:
        print_line(f"{row.path}:{row.line}: {row.result.system} at {row.result.target}, {row.status}")
        for point in row.points:
            print_line(f"  {point.about:8}  {point.verdict:12}  {point.said}")
    for one in report.reproduced:
        for sentence in one.words:
            print_line(sentence)
    for path in report.written:
        print_line(f"written: {path}")
    points = [point.verdict for row in report.rows for point in row.points]
    print_line(
        f"{counted(len(report.rows), 'result')}: {counted(points.count('agrees'), 'point')} verified, "
        f"{points.count('disagrees')} in disagreement, {points.count('not verified')} not verified"
    )
    ready = [row for row in report.rows if row.may_be_log_checked and row.status == "claimed"]
    if ready:
        print_line(f"{counted(len(ready), 'claimed row')} may be log-checked: --write makes it so")
