"""Whether a result stands somewhere else already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.rules.unit import Fault, TargetRule
from effsite.analysis.slips import slip_of
from effsite.names import same_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.rules.unit import TargetView
    from effsite.records import Result

SAME_FIGURE = 0.01
"""Two figures nearer to each other than this are the same one, rounded."""

SETTLED = ("withdrawn", "disputed")


class DuplicateResult(TargetRule):
    """A system stands at its target in another submission too, with the same figure.

    Twice in the collection it counts twice in every table and average. Spaces, hyphens and capital letters
    make no other name.
    """

    code = "duplicate-result"
    severity = "warning"
    hint = "keep the row that is nearer to the source"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each result of which another submission says the same."""
        for first, second, ratio in _pairs(view):
            if abs(ratio - 1) <= SAME_FIGURE:
                message = f"stands in {first.submission}.csv already, with the same figure"
                yield second, Fault(field="system", message=message)


class SupersededResult(TargetRule):
    """A system stands at its target in two submissions with different figures, and both count.

    Only one of them can be the figure of that system. The other is to be marked, with its reason, as
    `withdrawn` or `disputed`; a result is never deleted.
    """

    code = "superseded-result"
    severity = "warning"
    hint = "mark the one that does not stand as withdrawn or disputed, or give the variant a name of its own"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each result of which another submission says something else."""
        for first, second, ratio in _pairs(view):
            settled = first.status in SETTLED or second.status in SETTLED
            if abs(ratio - 1) > SAME_FIGURE and not settled:
                slip = slip_of(ratio)
                message = f"stands in {first.submission}.csv with {ratio:.4g} times its figure"
                yield second, Fault(field="system", message=f"{message}, {slip}" if slip else message)


def _pairs(view: TargetView) -> Iterator[tuple[Result, Result, float]]:
    """Two results of one system in different submissions, and the earlier one's figure over the later's."""
    for first, *others in view.several:
        for other in others:
            before, after = first.measure(view.target.measure), other.measure(view.target.measure)
            if other.submission != first.submission and before and after:
                yield first, other, before / after


class CurveOfAnother(TargetRule):
    """A row names the learning curve of another system.

    The evidence of one system is none for another, even where they are variants.
    """

    code = "curve-of-another"
    severity = "warning"
    hint = "commit the curve of this system's own runs"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each result whose curve an earlier result of another name has too."""
        first: dict[str, Result] = {}
        with_curve = [view.results[place] for place in view.by_field.where(bool, "curve")]
        for result in sorted(with_curve, key=lambda r: r.published):
            owner = first.setdefault(result.curve, result)
            if same_name(owner.system) != same_name(result.system):
                message = f"curves/{result.curve}.csv is that of {owner.system} as well"
                yield result, Fault(field="curve", message=message)
