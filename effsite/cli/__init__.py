"""The command line: one file for each command; `main` is the one place that catches EffsiteError."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from effsite.cli import build, check, count, fields, ingest, listing, publish, run, serve, trend
from effsite.cli.console import print_error
from effsite.errors import EffsiteError
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
    "build": build.build,
    "serve": serve.serve,
    "trend": trend.trend,
    "count": count.count,
    "run": run.run,
    "ingest": ingest.ingest,
    "list": listing.list_targets,
    "check": check.check,
    "fields": fields.fields,
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
    """Run the command line; errors made on purpose print as `error:` and `hint:`, without a traceback."""
    try:
        app()
    except EffsiteError as error:
        print_error(error)
        sys.exit(error.exit_code)
