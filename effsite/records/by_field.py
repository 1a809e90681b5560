"""Rows beside each other, looked at a field at a time: a question finds the few that it is about."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


class ByField(Generic[T]):
    """Rows of one type in their order; a place is a row's position in `rows`, from 0 on.

    Each field is gathered once, and each question of `where` is asked once, however many want to know.
    """

    def __init__(self, rows: Iterable[T]) -> None:
        self.rows: tuple[T, ...] = tuple(rows)
        self._values: dict[str, list[Any]] = {}
        self._distinct: dict[str, frozenset[Any]] = {}
        self._answers: dict[tuple[object, ...], tuple[int, ...]] = {}

    def values(self, name: str) -> list[Any]:
        """What each row has in that field."""
        if name not in self._values:
            self._values[name] = list(map(attrgetter(name), self.rows))
        return self._values[name]

    def distinct(self, name: str) -> frozenset[Any]:
        """What there is in that field, each value once."""
        if name not in self._distinct:
            self._distinct[name] = frozenset(self.values(name))
        return self._distinct[name]

    def where(self, holds: Callable[..., object], *names: str) -> tuple[int, ...]:
        """The places, in order, of the rows of which the test holds, given what they have in these fields.

        Of one field it is asked once of each distinct value, for the rows of a large collection share most.
        """
        asked = (holds, *names)
        if asked not in self._answers:
            self._answers[asked] = tuple(self._places(holds, names))
        return self._answers[asked]

    def given(self, *names: str) -> tuple[int, ...]:
        """The places of the rows that have a value in each of these fields."""
        return self.where(_all_given, *names)

    def _places(self, holds: Callable[..., object], names: tuple[str, ...]) -> list[int]:
        if len(names) > 1:
            columns = zip(*map(self.values, names), strict=True)
            return [place for place, values in enumerate(columns) if holds(*values)]
        found = {value for value in self.distinct(*names) if holds(value)}
        if not found:
            return []
        return [place for place, value in enumerate(self.values(*names)) if value in found]


def _all_given(*values: object) -> bool:
    return None not in values
