"""`effsite list`: tasks, targets, how many results, and the latest record of each."""

from __future__ import annotations

from effsite import workflows
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import ListOptions


@command
def list_targets(options: ListOptions, json: JsonOption = False) -> None:
    """List tasks and targets with their results, factor so far and latest record."""
    from effsite.cli import listing_report  # brings the collection's types, which --help must not wait for

    listing_report.show(workflows.listing.list_targets(options), json=json)
