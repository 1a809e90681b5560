"""`effsite serve`: the site at a local address, built anew whenever something changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from effsite import workflows
from effsite.cli.console import listener, print_line, print_note, print_remarks
from effsite.cli.options import command
from effsite.workflows.events import Serving, SiteBuilt
from effsite.workflows.options import ServeOptions

if TYPE_CHECKING:
    from effsite.workflows.events import Event


@command
def serve(
    options: ServeOptions,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the address in a browser.")] = False,
) -> None:
    """Build the site, show it at a local address, and rebuild when results/, docs/ or mkdocs.yml change.

    Listens on this machine only. A build that fails says why and leaves the last good site standing.
    Ctrl-C ends it.
    """
    with listener(quiet=False) as shown:

        def show(event: Event) -> None:
            if isinstance(event, Serving):
                print_line(f"Serving {event.address} (Ctrl-C ends)")
                if open_browser:
                    typer.launch(event.address)
            elif isinstance(event, SiteBuilt):
                print_note(f"built {event.build.pages} pages in {event.build.seconds:.1f} s")
                print_remarks(event.build.notes, event.build.warnings)
            else:
                shown(event)

        workflows.serve.serve(options, show)
