"""What sources state, held against what the collection gives."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.trend import two_point_doubling_time
from effsite.errors import EffsiteError
from effsite.records import PublicationDate
from effsite.units import months_between

if TYPE_CHECKING:
    from datetime import date

    from effsite.analysis.ranking import RankedResult
    from effsite.records import Result, Statement

TOLERANCE = 0.02
"""Relative difference up to which a stated number agrees with the collection."""

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BOUND = re.compile(
    r"\s*(?:(?P<least>more than|over|above|at least|>)|(?:less than|under|below|at most|up to|<))", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement, what the collection has for it, and by how much the two differ.

    `read_as` and `on_record` are dates for `published`, FLOP for `training_flop`, plain factors
    and months for the rest; `on_record` is None when the collection has nothing to compare with, and
    `note` then says why. `difference` is stated less recorded, in days for dates and otherwise
    relative to the collection (0.02 is 2 %). `derived_doubling_months` is the two-point doubling time
    from the baseline to the system that the statement names, in months.
    """

    statement: Statement
    read_as: float | date
    on_record: float | date | None
    difference: float | None
    agrees: bool
    derived_doubling_months: float | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFigures:
    """What the collection gives for a target, for statements to be held against.

    `unmeasured` are the results without the measure, which still have dates.
    `doubling_time_months` is the trend's, or the two-point figure where there is no trend.
    """

    ranked: tuple[RankedResult, ...]
    unmeasured: tuple[Result, ...] = ()
    baseline: Result | None
    latest: Result | None
    factor: float | None
    doubling_time_months: float | None

    def named(self, system: str) -> tuple[Result, ...]:
        """The results of that system: those that compete first, then by date."""
        rows = [(not r.competes, r.result) for r in self.ranked]
        rows += [(True, r) for r in self.unmeasured]
        same = [row for row in rows if row[1].system == system]
        return tuple(r for _, r in sorted(same, key=lambda row: (row[0], row[1].published)))

    def factor_of(self, result: Result) -> float | None:
        """The result's factor against the baseline; None where it has none."""
        return next((r.factor for r in self.ranked if r.result is result), None)

    def two_point_of(self, result: Result) -> float | None:
        """The two-point doubling time from the baseline to the result, in months."""
        factor = self.factor_of(result)
        if factor is None or self.baseline is None:
            return None
        return two_point_doubling_time(
            factor, months_between(self.baseline.published.day, result.published.day)
        )


def hold(statement: Statement, standing: TargetFigures) -> Claim:
    """The statement with what the collection has for it, and whether the two agree.

    A date agrees when it is the same day, or the same month where either side gives no day. A
    number agrees within 2 %, or within half a unit of the last digit printed where that is wider,
    so that a rounded figure is not held to digits its source never gave. Printed as a bound (`more
    than 300,000x`), it agrees when the collection lies on its side. A doubling time stated
    of the latest record, or of no system, is the target's trend; stated of an earlier system it is
    that system's two-point figure. Raises EffsiteError for a `read_as` that cannot be read.
    """
    found, note = _named(statement, standing)
    if statement.field == "published":
        return _dated(statement, found, note)
    stated = _number(statement)
    recorded = _recorded(statement, found, standing)
    of_gain = statement.field in ("factor", "doubling_time_months")
    return Claim(
        statement=statement,
        read_as=stated,
        on_record=recorded,
        difference=None if recorded is None else (stated - recorded) / recorded,
        agrees=_agrees(statement, stated, recorded),
        derived_doubling_months=standing.two_point_of(found) if found and of_gain else None,
        note=note or ("" if recorded is not None else "nothing in the collection to compare with"),
    )


def _named(statement: Statement, standing: TargetFigures) -> tuple[Result | None, str]:
    if not statement.system:
        return None, ""
    same = standing.named(statement.system)
    if not same:
        return None, f"no result of {statement.system} in the collection"
    return same[0], f"{len(same)} results bear this name; the earliest is taken" if same[1:] else ""


def _recorded(statement: Statement, found: Result | None, standing: TargetFigures) -> float | None:
    if not statement.system:
        whole = {"factor": standing.factor, "doubling_time_months": standing.doubling_time_months}
        return whole.get(statement.field)
    if found is None:
        return None
    if statement.field == "training_flop":
        return found.training_flop
    if statement.field == "factor":
        return standing.factor_of(found)
    return standing.doubling_time_months if found is standing.latest else standing.two_point_of(found)


def _dated(statement: Statement, found: Result | None, note: str) -> Claim:
    stated = _date(statement)
    recorded = None if found is None else found.published
    return Claim(
        statement=statement,
        read_as=stated.day,
        on_record=None if recorded is None else recorded.day,
        difference=None if recorded is None else float((stated.day - recorded.day).days),
        agrees=recorded is not None and _same_date(stated, recorded),
        derived_doubling_months=None,
        note=note or ("" if recorded is not None else "a date is stated of a system, and none is named"),
    )


def _same_date(stated: PublicationDate, recorded: PublicationDate) -> bool:
    if "month" in (stated.precision, recorded.precision):
        return (stated.day.year, stated.day.month) == (recorded.day.year, recorded.day.month)
    return stated.day == recorded.day


def _agrees(statement: Statement, stated: float, recorded: float | None) -> bool:
    if recorded is None:
        return False
    tolerance = max(TOLERANCE * recorded, _rounding(statement, stated) * (1 + 1e-9))
    bound = _BOUND.match(statement.as_printed)
    if bound and bound["least"]:
        return recorded >= stated - tolerance
    if bound:
        return recorded <= stated + tolerance
    return abs(stated - recorded) <= tolerance


def _rounding(statement: Statement, stated: float) -> float:
    """Half a unit of the last digit printed, in the unit of `stated`; 0 where no digits are clear.

    The digits are those of the one number in `as_printed`, or of the one that reads like `read_as`
    but for a power of ten: `470 PF = 0.0054 pfs-days`, read as 4.7e17, is printed to 1 in 470.
    """
    numbers: list[str] = _NUMBER.findall(statement.as_printed)
    if len(numbers) != 1:
        numbers = [n for n in numbers if _significant(n) == _significant(statement.read_as)]
    if not numbers or not _significant(numbers[0]):
        return 0.0
    mantissa = _mantissa(numbers[0])
    half_unit = 0.5 * 10.0 ** -len(mantissa.partition(".")[2])
    return float(half_unit / float(mantissa) * stated)


def _mantissa(number: str) -> str:
    return re.split("[eE]", number.replace(",", ""))[0]


def _significant(number: str) -> str:
    return _mantissa(number).replace(".", "").strip("0")


def _number(statement: Statement) -> float:
    text = statement.read_as.removeprefix("+")
    if _NUMBER.fullmatch(text) and math.isfinite(number := float(text.replace(",", ""))) and number > 0:
        return number
    raise _unreadable(statement, "a positive number such as 44 or 5.3e17")


def _date(statement: Statement) -> PublicationDate:
    try:
        return PublicationDate.parse(statement.read_as)
    except ValueError as error:
        raise _unreadable(statement, "a date, YYYY-MM-DD or YYYY-MM") from error


def _unreadable(statement: Statement, expected: str) -> EffsiteError:
    of = statement.system or statement.target
    return EffsiteError(
        f"{statement.task}: the {statement.field} stated of {of} reads {statement.read_as!r}",
        f"expected {expected}",
    )
