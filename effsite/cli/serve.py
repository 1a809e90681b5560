"""`effsite serve`: the site at a local address, built anew whenever something changes."""

from __future__ import annotations

from typing import Annotated

import typer

from effsite.cli.console import print_error, print_line, print_note
from effsite.cli.options import HERE, ProjectOption


def serve(
    project: ProjectOption = HERE,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the address in a browser.")] = False,
) -> None:
    """Build the site, show it at a local address, and rebuild when results/, docs/ or mkdocs.yml change.

    Listens on this machine only. A build that fails says why and leaves the last good site standing.
    Ctrl-C ends it.
    """
    from effsite.site.project import Project
    from effsite.site.serve import Built, Failed, Server

    with Server(Project.at(project), port) as server:
        print_line(f"Serving {server.address} (Ctrl-C ends)")
        if open_browser:
            typer.launch(server.address)
        for event in server.events():
            if isinstance(event, Failed):
                print_error(event.error)
            elif isinstance(event, Built):
                print_note(f"built {event.build.pages} pages in {event.build.seconds:.1f} s")
                for warning in event.build.warnings:
                    print_note(f"warning: {warning}")
