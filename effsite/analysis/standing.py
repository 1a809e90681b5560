"""The rule of records: which of a row of figures surely improved on the one that stood."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.analysis.uncertainty import machine_of, range_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    for first, following in enumerate(_each_following(figures, record_is)):
        if following is None or _surely_sets(figures[first], figures[following], record_is):
            records, beside = _from(first, figures, record_is)
            return Standing(records=records, beside=(*without, *beside))
        without.append(Beside(place=first, against=following, baseline=True))
    return Standing(records=(), beside=tuple(without))


def _each_following(figures: Sequence[Figure], record_is: RecordIs) -> Iterator[int | None]:
    """For each figure, the place of the record that would follow if it were the first; None where none would.

    The first figure nearly always stood first, and is held against the others alone before all are asked for.
    """
    if figures:
        yield _following_the_first(figures, record_is)
        yield from _following(figures, record_is)[1:]


def _following_the_first(figures: Sequence[Figure], record_is: RecordIs) -> int | None:
    first, least = figures[0], record_is == "least"
    for place, later in enumerate(figures[1:], start=1):
        same_machine = later.machine is not None and later.machine == first.machine
        end = later.value if same_machine else later.high if least else later.low
        if _better(first.value, end, least):
            return place
    return None


def _following(figures: Sequence[Figure], record_is: RecordIs) -> list[int | None]:
    """For each figure, the place of the record that would follow if it were the first; None where none would.

    Found from the end, so that thousands of estimates, none of which surely stood first, are not each held
    against all the others.
    """
    least = record_is == "least"
    found: list[int | None] = []
    surely, timed = _Later(least), defaultdict[object, _Later](lambda: _Later(least))
    for place in range(len(figures) - 1, -1, -1):
        figure = figures[place]
        same = timed[figure.machine].first_better(figure.value) if figure.machine is not None else None
        places = (surely.first_better(figure.value), same)
        found.append(min((place for place in places if place is not None), default=None))
        surely.put_before(place, figure.high if least else figure.low)
        if figure.machine is not None:
            timed[figure.machine].put_before(place, figure.value)
    return found[::-1]


class _Later:
    """Figures by their places, of which the first that is better than another is found by halving.

    Of two, the later one stays only where it is the better: no other can be found first.
    """

    def __init__(self, least: bool) -> None:
        self._sign = 1 if least else -1  # so that the less is always the better
        self._places: list[int] = []
        self._figures: list[float] = []

    def put_before(self, place: int, figure: float) -> None:
        """Add a figure whose place is before all others."""
        signed = self._sign * figure
        while self._figures and self._figures[-1] >= signed:
            self._figures.pop()
            self._places.pop()
        self._figures.append(signed)
        self._places.append(place)

    def first_better(self, than: float) -> int | None:
        """The first place whose figure is better; None where none is."""
        # The latest, which is in front, is the best.
        better = bisect_left(self._figures, self._sign * than)
        return self._places[better - 1] if better else None


def _surely_sets(first: Figure, following: Figure, record_is: RecordIs) -> bool:
    """Whether the first figure stood first, whatever it is off by: the next record is better all the same."""
    least = record_is == "least"
    same_machine = following.machine is not None and following.machine == first.machine
    return same_machine or _better(first.low if least else first.high, following.value, least)


def _from(first: int, figures: Sequence[Figure], record_is: RecordIs) -> tuple[tuple[int, ...], list[Beside]]:
    """The records from that figure on, which stood first, and those beside them."""
    least = record_is == "least"
    records, beside, stands = [first], [], figures[first]
    for place in range(first + 1, len(figures)):
        later = figures[place]
        if not _better(stands.value, later.value, least):
            continue
        same_machine = later.machine is not None and later.machine == stands.machine
        if not same_machine and not _better(stands.value, later.high if least else later.low, least):
            beside.append(Beside(place=place, against=records[-1], baseline=False))
            continue
        records.append(place)
        stands = later
    return tuple(records), beside


def _better(before: float, after: float, least: bool) -> bool:
    return (before / after if least else after / before) > 1
