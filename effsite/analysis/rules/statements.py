"""Whether what a source states agrees with the collection, or says why it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.claims import TargetFigures, hold
from effsite.analysis.rules.unit import Fault, TargetRule
from effsite.analysis.slips import slip_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.claims import Claim
    from effsite.analysis.rules.unit import TargetView
    from effsite.records import Statement

FACTOR_TOLERANCE = 0.04
"""How far a stated factor may lie from that of two computes, each of which was rounded to two digits."""


class StatementDiffers(TargetRule):
    """A source states a date, a compute or a factor that the collection does not have, and no note says why.

    Where a source contradicts itself or the collection, both are kept and shown side by side; what the reader
    needs is the reason. A number may be 2 % off or as far as it was rounded, a factor 4 %, for it is made
    of two rounded figures. Well known: a factor of 10 beside computes that give 22.7.
    """

    code = "statement-differs"
    severity = "warning"
    hint = "correct the row or the statement, or say in the statement's note why the two differ"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Statement, Fault]]:
        """Each statement without a note that the collection does not bear out."""
        wanted = [s for s in view.task.statements if s.target == view.target.name and not s.note]
        if not any(s.field != "doubling_time_months" for s in wanted):
            return
        standing = TargetFigures(
            ranked=view.ranked,
            unmeasured=tuple(r for r in view.results if r.measure(view.frontier.measure) is None),
            baseline=view.frontier.baseline,
            latest=view.frontier.latest,
            factor=view.frontier.gain,
            doubling_time_months=None,
        )
        for statement in wanted:
            if statement.field == "doubling_time_months":  # of the fitted trend, which the page compares
                continue
            claim = hold(statement, standing)
            if claim.on_record is not None and not _agrees(claim):
                yield statement, Fault(field="read_as", message=_words(claim))


def _agrees(claim: Claim) -> bool:
    rounded = claim.statement.field == "factor" and abs(claim.difference or 0) <= FACTOR_TOLERANCE
    return claim.agrees or rounded


def _words(claim: Claim) -> str:
    stated, recorded = claim.read_as, claim.on_record
    about = f"{claim.statement.field} of {claim.statement.as_printed} is stated"
    if not isinstance(stated, float) or not isinstance(recorded, float):
        return f"{about}, the collection has {recorded}"
    unit = " FLOP" if claim.statement.field == "training_flop" else "x"
    slip = slip_of(stated / recorded)
    return f"{about}, the collection gives {recorded:.4g}{unit}{f': {slip}' if slip else ''}"
