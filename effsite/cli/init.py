"""`effsite init`: from an empty folder to a site of one's own."""

from __future__ import annotations

import sys
from dataclasses import replace

import typer

from effsite import workflows
from effsite.cli.console import print_json, print_line
from effsite.cli.options import JsonOption, command
from effsite.files import plain
from effsite.words import counted
from effsite.workflows.options import InitOptions


@command
def init(options: InitOptions, json: JsonOption = False) -> None:
    """Make a new site in DIR: configuration, pages, an example with real results, workflows for GitHub.

    At a terminal it asks for what is not given. It changes no file that is there: where one is in the way it
    says so, and writes nothing.
    """
    if not json and not options.template and sys.stdin.isatty() and sys.stdout.isatty():
        options = _asked(options)
    report = workflows.init.init(options)
    if json:
        print_json(plain(report))
        return
    print_line(f"{report.name}: {counted(len(report.written), 'file')} in {report.folder}")
    print_line(f"{report.example} is an example with real results; delete it when yours are there.")
    print_line(f"next: cd {report.folder} && effsite serve")


def _asked(options: InitOptions) -> InitOptions:
    """The options with what a person says to what was not given; Return alone takes what is offered."""
    name, author, repository = options.name, options.author, options.repository
    if name is None:
        name = typer.prompt("Name of the site", default=workflows.init.name_of(options.folder))
    if author is None:
        author = typer.prompt("Author, as it is cited", default=name)
    if repository is None:
        repository = typer.prompt("Address of its repository (may be empty)", default="", show_default=False)
    return replace(options, name=name, author=author, repository=repository)
