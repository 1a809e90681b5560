"""The rule of records: which of a row of figures surely improved on the one that stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.uncertainty import machine_of, range_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.records import RecordIs, Result


def has_range(result: Result, measure: str) -> bool:
    """Whether the rule takes the result's figure for one that may be off: a compute from the hardware."""
    return measure == "training_flop" and result.flop_method == "hardware"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as the rule sees it, in the unit of its measure.

    `low` and `high` are the ends of an estimate from the hardware, and the value itself of any other.
    `machine` is what figures share whose ratio is one of times; None where that is nothing.
    """

    value: float
    low: float
    high: float
    machine: tuple[object, ...] | None

    @classmethod
    def of(cls, result: Result, measure: str, value: float) -> Figure:
        """The result's figure of that measure, which is `value`."""
        by_hardware = has_range(result, measure)
        ends = range_of(result, measure) if by_hardware else None
        return cls(
            value=value,
            low=ends.low if ends else value,
            high=ends.high if ends else value,
            machine=machine_of(result) if by_hardware else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A figure, by its place, that is no record for what it may be off by, `against` another's place.

    `baseline` says that it stood first, and the other would have been the next record.
    """

    place: int
    against: int
    baseline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The places of the records, in order, and the figures beside them."""

    records: tuple[int, ...]
    beside: tuple[Beside, ...]


def standing(figures: Sequence[Figure], record_is: RecordIs) -> Standing:
    """The records among figures in the order of their dates, the best of a day first.

    A record is strictly better than the one before. An estimate from the hardware is one only where its far
    end still is, and the first one only where the next record still is better than its near end; else the
    records are sought from the next figure on. Times of one machine are compared as they stand.
    """
    without: list[Beside] = []
    for first in range(len(figures)):
        records, beside, next_record = _from(first, figures, record_is)
        if next_record is None:
            return Standing(records=tuple(records), beside=(*without, *beside))
        without.append(Beside(place=first, against=next_record, baseline=True))
    return Standing(records=(), beside=tuple(without))


def _from(
    first: int, figures: Sequence[Figure], record_is: RecordIs
) -> tuple[list[int], list[Beside], int | None]:
    """The records from that figure on and those beside them; else the record that it does not surely set."""
    least = record_is == "least"
    records, beside, stands = [first], [], figures[first]
    for place in range(first + 1, len(figures)):
        later = figures[place]
        if not _better(stands.value, later.value, least):
            continue
        if later.machine is None or later.machine != stands.machine:
            if not _better(stands.value, later.high if least else later.low, least):
                beside.append(Beside(place=place, against=records[-1], baseline=False))
                continue
            if len(records) == 1 and not _better(stands.low if least else stands.high, later.value, least):
                return [], [], place
        records.append(place)
        stands = later
    return records, beside, None


def _better(before: float, after: float, least: bool) -> bool:
    return (before / after if least else after / before) > 1
