"""`effsite publish`: a dated edition of the site on the branch that GitHub Pages serves."""

from __future__ import annotations

from typing import Annotated

import typer

from effsite.cli.console import print_json, print_line, print_note, progress
from effsite.cli.options import HERE, JsonOption, ProjectOption


def publish(
    version: Annotated[str, typer.Argument(help="Name of the edition: year and month, as in 2026.11.")],
    alias: Annotated[
        list[str] | None,
        typer.Option("--alias", help="Another name for it, such as latest; may be repeated."),
    ] = None,
    push: Annotated[bool, typer.Option("--push", help="Push the branch to the remote.")] = False,
    remote: Annotated[str, typer.Option(help="Remote to fetch from and push to.")] = "origin",
    branch: Annotated[str, typer.Option(help="Branch that holds the published site.")] = "gh-pages",
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Build the site and commit it as an edition, beside the older ones, with a version selector.

    The published branch changes in one step, or not at all.
    """
    from dataclasses import asdict

    from effsite.site import build as building
    from effsite.site.project import Project
    from effsite.site.publish import publish as publish_edition

    there = Project.at(project)
    with progress(building.STEPS, quiet=json) as on_step:
        published = publish_edition(
            there.root,
            version,
            aliases=alias or [],
            push=push,
            remote=remote,
            branch=branch,
            build=lambda: building.build(there, site=there.edition, on_step=on_step).site,
        )
    if json:
        print_json({**asdict(published), "site": str(published.site)})
        return
    for note in published.notes:
        print_note(f"note: {note}")
    names = ", ".join([published.version, *published.aliases])
    where = f"{remote}/{branch}" if published.pushed else f"branch {branch}"
    verb = "published" if published.changed else "already published"
    print_line(f"{verb} {names} on {where} ({published.commit[:10]})")
