"""`effsite rules`: what the check looks for, why, and the way out."""

from __future__ import annotations

from effsite import workflows
from effsite.cli.console import print_json, print_line, print_table
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import RulesOptions


@command
def rules(options: RulesOptions, json: JsonOption = False) -> None:
    """List the rules of `effsite check`; with CODE, say what that rule looks for, why, and the way out."""
    report = workflows.rules.rules(options)
    if report.written is not None:
        print_line(str(report.written))
    elif json:
        print_json(report.as_json())
    elif options.code is None:
        print_table(
            "", ("code", "severity", "looks for"), [(r.code, r.severity, r.title()) for r in report.rules]
        )
    else:
        (rule,) = report.rules
        for line in (f"{rule.severity}[{rule.code}]: {rule.title()}", rule.why(), f"Way out: {rule.hint}."):
            print_line(line)
