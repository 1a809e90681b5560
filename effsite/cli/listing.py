"""`effsite list`: tasks, targets, how many results, and the latest record of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite import workflows
from effsite.cli.console import print_json, print_rows
from effsite.cli.options import JsonOption, command
from effsite.workflows.options import ListOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.workflows.listing import ListedTarget

COLUMNS = ("task", "target", "results", "factor", "latest record", "published", "estimates")


@command
def list_targets(options: ListOptions, json: JsonOption = False) -> None:
    """List tasks and targets with their results, factor so far and latest record."""
    listed = workflows.listing.list_targets(options)
    if json:
        print_json({"targets": [one.as_json() for one in listed]})
    else:
        _print(listed)


def _print(listed: Sequence[ListedTarget]) -> None:
    from effsite.site import formats  # these bring the collection's types, which --help must not wait for
    from effsite.site.trend_words import estimates_of

    rows = [
        {
            **row,
            "factor": None if row["factor"] is None else formats.factor(row["factor"]),
            "latest record": row["latest_record"],
            "estimates": estimates_of(one.summary),
        }
        for one, row in ((one, one.as_json()) for one in listed)
    ]
    print_rows("", COLUMNS, rows)
