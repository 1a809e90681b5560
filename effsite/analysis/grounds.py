"""What a target's records rest on: how many sources, who repeated them, and what else their sources allow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.sources import stated_by

if TYPE_CHECKING:
    from effsite.analysis.summary import TargetSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the records of a target rest on.

    `sources` counts who says their figures (`sources.stated_by`), `reproduced` and `checked` the records that
    somebody else repeated and those that agree with the logs of their runs. `alternatives` are the least and
    the most that the sources' own readings of the factor give, that on record among them; None where no
    source states another.
    """

    records: int
    sources: int
    reproduced: int
    checked: int
    alternatives: tuple[float, float] | None


def grounds(summary: TargetSummary) -> Grounds:
    """What the summary's records rest on."""
    records = summary.frontier.results
    status = Counter(result.status for result in records)
    return Grounds(
        records=len(records),
        sources=len({stated_by(result) for result in records}),
        reproduced=status["reproduced"],
        checked=status["log-checked"],
        alternatives=_alternatives(summary),
    )


def _alternatives(summary: TargetSummary) -> tuple[float, float] | None:
    """The factors that sources give for the whole target, of those whose own reading is the one on record."""
    stated = [
        (claim.statement.source, claim.read_as, claim.agrees)
        for claim in summary.claims
        if claim.statement.field == "factor"
        and not claim.statement.system
        and isinstance(claim.read_as, float)
    ]
    agreeing = {source for source, _, agrees in stated if agrees}
    others = [value for source, value, agrees in stated if source in agreeing and not agrees]
    if not others or summary.factor is None:
        return None
    return min(*others, summary.factor), max(*others, summary.factor)
