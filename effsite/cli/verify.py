"""`effsite verify`: recounts and recomputes what can be, and runs a result again on request."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line
from effsite.cli.options import JsonOption, command
from effsite.words import counted
from effsite.workflows.options import VerifyOptions

if TYPE_CHECKING:
    from effsite.workflows.verify import RowVerification, VerifyReport
    from effsite.workflows.verify.reproduce import Reproduced

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
            from effsite.cli.run import RunListener

            watching = RunListener(shown, lines=not json and not sys.stderr.isatty())
        report = workflows.verify.verify(options, watching)
    if json:
        print_json(_as_json(report))
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
        _print_reproduced(one)
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


def _print_reproduced(one: Reproduced) -> None:
    if one.why_not:
        print_line(f"{one.system} was not run again: {one.why_not}")
    for row, ratio in one.rows:
        again = f"{row.system} at {row.target}, run again by {row.by} on {row.machine}"
        if not row.reached:
            print_line(f"{again}: {row.runs_reached} of {counted(row.runs, 'run')} reached the target")
            continue
        flop = f"{row.training_flop:.4g} FLOP" if row.training_flop else "no compute"
        times = f", {ratio:.3g} times the result's" if ratio else ""
        print_line(f"{again}: {counted(row.runs, 'run')}, {flop}{times}")


def _as_json(report: VerifyReport) -> dict[str, Any]:
    return {
        "outcome": report.outcome,
        "rows": [_row_json(row) for row in report.rows],
        "findings": [str(finding) for finding in report.findings],
        "reproductions": [_reproduced_json(one) for one in report.reproduced],
        "written": [str(path) for path in report.written],
    }


def _row_json(row: RowVerification) -> dict[str, Any]:
    return {
        "path": row.path,
        "line": row.line,
        "system": row.result.system,
        "target": row.result.target,
        "status": row.status,
        "outcome": row.outcome,
        "points": [{"about": p.about, "verdict": p.verdict, "said": p.said} for p in row.points],
    }


def _reproduced_json(one: Reproduced) -> dict[str, Any]:
    rows = [
        {
            "target": row.target,
            "by": row.by,
            "machine": row.machine,
            "reproduced": str(row.reproduced),
            "runs": row.runs,
            "runs_reached": row.runs_reached,
            "value": row.value,
            "training_flop": row.training_flop,
            "ratio": ratio,
        }
        for row, ratio in one.rows
    ]
    return {"system": one.system, "why_not": one.why_not, "rows": rows}
