"""`effsite publish`: a dated edition of the site on the branch that GitHub Pages serves."""

from __future__ import annotations

from dataclasses import asdict

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line, print_note
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import PublishOptions


@command
def publish(options: PublishOptions, json: JsonOption = False) -> None:
    """Build the site and commit it as an edition, beside the older ones, with a version selector.

    The published branch changes in one step, or not at all.
    """
    with listener(quiet=json) as shown:
        published = workflows.publish.publish(options, shown)
    if json:
        print_json({**asdict(published), "site": str(published.site)})
        return
    for note in published.notes:
        print_note(f"note: {note}")
    names = ", ".join([published.version, *published.aliases])
    where = f"{options.remote}/{options.branch}" if published.pushed else f"branch {options.branch}"
    verb = "published" if published.changed else "already published"
    print_line(f"{verb} {names} on {where} ({published.commit[:10]})")
