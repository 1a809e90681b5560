"""Whether a result is dated by its first publication."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from effsite.analysis.papers import Month, arxiv_month, arxiv_number, arxiv_numbers_in
from effsite.analysis.rules.unit import Fault, RowRule, TargetRule
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.analysis.rules.unit import Around, Rows, TargetView
    from effsite.records import PublicationDate, Result

MONTHS_APART = 1
"""How far a date may lie from the month in an arXiv number, which is that of the announcement."""

_VERSION = re.compile(r"[\s_(-]?[vV](\d{1,3}(?:\.\d{1,3}){0,3})(?![\w.])")


class DateNotOfPaper(RowRule):
    """A date is more than a month from the one in its paper's arXiv number.

    An arXiv number begins with year and month: 1512.03385 is of December 2015. A date far from it most often
    has day and month in the wrong places, or is that of a conference. A row that says in `date_source` where
    else its date was read is not asked again: one that begins with the arXiv number is no such place.
    """

    code = "date-not-of-paper"
    severity = "warning"
    hint = "give the day of the first arXiv version, or say in date_source where the date was read"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with a paper that has a number."""
        return rows.where(arxiv_number, "paper_url")

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The date, where the paper's number does not bear it out."""
        number = arxiv_number(result.paper_url)
        month = arxiv_month(number) if number else None
        if month is None or (result.date_source and not _is_dated_by(number, result.date_source)):
            return
        day = result.published.day
        apart = Month(day.year, day.month).months_after(month)
        if abs(apart) > MONTHS_APART:
            side = "after" if apart > 0 else "before"
            paper = f"its paper, arXiv {number} of {month}"
            message = f"{result.published} is {counted(abs(apart), 'month')} {side} {paper}"
            yield Fault(field="published", message=message)


class VersionsOutOfOrder(TargetRule):
    """A later version of a system is dated before an earlier one.

    Of two systems whose names differ in a version alone (`v1` and `v2`), the later version cannot have been
    published first: one of the two dates, or one of the names, is wrong.
    """

    code = "versions-out-of-order"
    severity = "warning"
    hint = "check both dates, and which version each row is of"

    @classmethod
    def look(cls, view: TargetView) -> Iterator[tuple[Result, Fault]]:
        """Each version that is dated before the version it follows."""
        series: dict[str, list[tuple[tuple[int, ...], Result]]] = defaultdict(list)
        for place in view.by_field.where(_names_version, "system"):
            result = view.results[place]
            if match := _VERSION.search(result.system):
                name = _VERSION.sub("|", result.system, count=1).casefold()
                series[name].append((tuple(int(part) for part in match[1].split(".")), result))
        for versions in series.values():
            versions.sort(key=lambda found: (found[0], found[1].published))
            for (before, earlier), (after, later) in pairwise(versions):
                if before < after and _is_before(later.published, earlier.published):
                    message = f"is dated {later.published}, before {earlier.system} of {earlier.published}"
                    yield later, Fault(field="published", message=message)


def _names_version(system: str) -> bool:
    return "v" in system.casefold() and _VERSION.search(system) is not None


def _is_before(one: PublicationDate, other: PublicationDate) -> bool:
    """Whether one date is surely before the other: within a month whose day is not known, neither is."""
    months = "month" in (one.precision, other.precision)
    first, second = ((str(d)[:7] if months else str(d)) for d in (one, other))
    return first < second


def _is_dated_by(number: str, date_source: str) -> bool:
    """Whether a date was read off that arXiv number, as in `arXiv 1512.03385, first version`."""
    return date_source.casefold().startswith("arxiv") and number in arxiv_numbers_in(date_source)
