"""How an estimate looks in words: ≈ before each figure that is one or rests on one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from effsite.analysis.frontier import is_estimate, measured
from effsite.site import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from effsite.analysis.summary import TargetSummary
    from effsite.records import Result

MARK = "≈"


class Against(Protocol):
    """A result beside the first of its target, as analysis ranks it and as a row of a table."""

    @property
    def result(self) -> Result:
        """The result."""

    @property
    def factor(self) -> float | None:
        """How many times better it is than the first; None where none can be given."""


def marked(text: str, estimated: bool) -> str:
    """The figure as it stands, or with the mark before it where it is an estimate; "" stays empty."""
    return f"{MARK}{text}" if estimated and text else text


def amount(result: Result, measure: str) -> str:
    """What the result took by that measure, for people: 532 PFLOP, ≈245 PFLOP."""
    return marked(formats.measure(measure, measured(result, measure)), is_estimate(result, measure))


def amount_exact(result: Result, measure: str) -> str:
    """The same as in tables, with its unit: 5.322e17 FLOP, ≈2.455e17 FLOP."""
    return marked(formats.measure_exact(measure, measured(result, measure)), is_estimate(result, measure))


def amount_cell(result: Result, measure: str) -> str:
    """The same as a table's cell, without the unit that stands in its heading: 5.322e17, ≈2.455e17."""
    return marked(formats.exact(measured(result, measure)), is_estimate(result, measure))


def factor_of(
    summary: TargetSummary, row: Against | None = None, write: Callable[[float], str] = formats.factor
) -> str:
    """The summary's factor, or that of one row of it, as `write` has it; "" where there is none.

    It is an estimate where one of the two figures that it is the ratio of is one.
    """
    last = row.result if row else summary.latest_record
    value = row.factor if row else summary.factor
    if value is None or last is None or summary.baseline is None:
        return ""
    return marked(write(value), any(is_estimate(r, summary.measure) for r in (summary.baseline, last)))
