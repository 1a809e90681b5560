"""The command line: one file for each command; `main` is the one place that catches EffsiteError."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import typer

from effsite.cli import (
    build,
    check,
    count,
    export,
    fields,
    ingest,
    init,
    listing,
    new,
    publish,
    rules,
    run,
    serve,
    trend,
    verify,
)
from effsite.cli.console import print_error
from effsite.errors import EffsiteError, SystemSaidNoError
from effsite.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    name="effsite",
    help="Measure, analyse and publish how the compute needed to reach a fixed capability falls.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS: dict[str, Callable[..., None]] = {
    "init": init.init,
    "build": build.build,
    "serve": serve.serve,
    "trend": trend.trend,
    "count": count.count,
    "run": run.run,
    "ingest": ingest.ingest,
    "list": listing.list_targets,
    "new": new.new,
    "check": check.check,
    "verify": verify.verify,
    "fields": fields.fields,
    "rules": rules.rules,
    "export": export.export,
    "publish": publish.publish,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"effsite {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version and leave.", callback=_show_version, is_eager=True
    ),
) -> None:
    """Measure, analyse and publish how the compute needed to reach a fixed capability falls."""


def main() -> None:
    """Run the command line; what effsite or the system refuses prints as `error:` and `hint:`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names of files may hold bytes that are no text
    try:
        app()
    except EffsiteError as error:
        _end(error)
    except OSError as error:
        _end(SystemSaidNoError.of(error))


def _end(error: EffsiteError) -> None:
    print_error(error)
    try:
        sys.stdout.flush()
    except OSError:
        # Standard output is what failed, and is told of above: Python would fail on it again while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(error.exit_code)
