"""`effsite trend`: the numbers of a target's page, in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from effsite import workflows
from effsite.cli.options import JsonOption, command
from effsite.errors import UsageError
from effsite.workflows.options import AcrossOptions, TrendOptions

AllOption = Annotated[
    bool, typer.Option("--all", help="Put the rates of all targets together, one of each task.")
]


@command
def trend(options: TrendOptions, all_targets: AllOption = False, json: JsonOption = False) -> None:
    """Show the frontier, the reduction factor and the rate of a target."""
    from effsite.cli import trend_report  # brings the collection's types, which --help must not wait for

    if not all_targets:
        trend_report.show(workflows.trend.trend(options), json=json)
        return
    if options.task or options.target or options.measure:
        raise UsageError(
            "--all is of every target by its training compute", "leave out task, --target and --measure"
        )
    trend_report.show_all(workflows.across.across(AcrossOptions(project=options.project)), json=json)
