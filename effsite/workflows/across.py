"""The rates of all targets put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.across import across_targets
from effsite.workflows.check import load_checked

if TYPE_CHECKING:
    from effsite.analysis.across import Across
    from effsite.workflows.options import AcrossOptions


def across(options: AcrossOptions) -> Across:
    """The halving times of all targets with an interval, their mean, and what a new target may show.

    Raises CollectionError when the collection has errors.
    """
    return across_targets(load_checked(options.project / "results").collection)
