"""`effsite new`: a new result as a valid CSV file, asked for or given by options."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from effsite import workflows
from effsite.cli.console import print_json, print_line, print_note
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import NewOptions

if TYPE_CHECKING:
    from effsite.workflows.new import NewReport
    from effsite.workflows.new.questions import Question

NoInput = Annotated[
    bool, typer.Option("--no-input", help="Ask nothing, also at a terminal; what is missing is an error.")
]


@command
def new(options: NewOptions, no_input: NoInput = False, json: JsonOption = False) -> None:
    """Write a new result to results/, with its learning curve: a file of its own that passes the check.

    At a terminal it asks for what is not given. Compute that follows from its inputs is derived, and nothing
    that is there is overwritten.
    """
    asks = sys.stdin.isatty() and not no_input and not json
    report = workflows.new.new(options, _ask if asks else None)
    if json:
        print_json(report.as_json())
    else:
        _print(report)


def _print(report: NewReport) -> None:
    for one in report.derived:
        print_line(f"{one.column} {one.text}: {one.how}")
    for finding in report.warnings:
        print_line(f"{finding.severity}: {finding}")
    for path in report.files:
        print_line(f"written: {path}")
    print_line("next:")
    for line in report.commands:
        print_line(f"  {line}")


def _ask(question: Question) -> str:
    """Ask at the terminal: what the column holds, then for its value."""
    if question.problem:
        print_note(question.problem)
    else:
        print_line()
        print_line(question.about)
        if question.choices:
            print_line(f"One of: {', '.join(question.choices)}")
    unit = f" ({question.unit})" if question.unit else ""
    skip = "" if question.required else " [Enter: not known]"
    answer: str = typer.prompt(f"{question.name}{unit}{skip}", default="", show_default=False)
    return answer
