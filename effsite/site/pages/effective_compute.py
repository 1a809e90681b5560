"""The calculator: how much compute with the methods of one year does what so much does with another's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.equivalent import equivalent, years_of
from effsite.analysis.interval import LEVEL
from effsite.site import formats
from effsite.site.pages.environment import render
from effsite.site.pages.page import Page

if TYPE_CHECKING:
    from effsite.analysis.equivalent import Equivalent
    from effsite.analysis.summary import TargetSummary
    from effsite.site.pages.survey import Survey

EFFECTIVE = "effective-compute.md"
EXAMPLE = 1e18
"""FLOP in a target's first year that the table is of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorRow:
    """One target: what the script needs, as text with every digit, and the example worked out."""

    summary: TargetSummary
    first: int
    latest: int
    months: str
    low: str
    high: str
    example: Equivalent


def effective_compute_page(view: Survey) -> Page | None:
    """The calculator over all targets whose compute falls at a rate; None where there is none."""
    rows = tuple(row for summary in view.efficiency if (row := _row(summary)) is not None)
    if not rows:
        return None
    return Page(
        address=EFFECTIVE,
        title="Effective compute",
        description="So much training compute in one year does what how much does in another? By the rate of "
        "each target, with its interval.",
        body=render(
            "effective-compute.md.jinja",
            rows=rows,
            example=formats.exact(EXAMPLE),
            level=formats.percent(LEVEL),
            links=view.links(EFFECTIVE),
        ),
    )


def _row(summary: TargetSummary) -> CalculatorRow | None:
    years, months = years_of(summary), summary.average_halving_time_months
    if years is None or months is None:
        return None
    interval = summary.interval
    return CalculatorRow(
        summary=summary,
        first=years[0],
        latest=years[1],
        months=repr(months),
        low=repr(interval.low) if interval else "",
        high=repr(interval.high) if interval and interval.high is not None else "",
        example=equivalent(summary, EXAMPLE, *years),
    )
