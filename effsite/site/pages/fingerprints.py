"""Fingerprints of what pages and charts are made of: the same for the same values, in every run and order.

Values are told as text, type by type, so that a type of which it is not known what it holds is refused
rather than told in part.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from effsite.records import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from effsite.analysis.pareto import Pareto
    from effsite.analysis.summary import TargetSummary

_ATOMS = frozenset({str, int, float, bool, type(None)})
_SHORT = 32


class Fingerprints:
    """Of the values of one build, whose results are each read once."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._results: dict[int, tuple[Result, str]] = {}

    def of(self, value: object) -> str:
        """64 hexadecimal digits, which differ where anything that the value holds does.

        Raises TypeError for a value that holds something else than rows, sequences, dates, texts and numbers.
        """
        return sha256(repr(self._told(value)).encode("utf-8", "surrogatepass")).hexdigest()

    def of_summary(self, summary: TargetSummary) -> str:
        """The same of a summary, whose words on its results follow from them, its target and its measure."""
        told = {f.name: getattr(summary, f.name) for f in fields(summary)}
        told["results"] = tuple(row.result for row in summary.results)
        return self.of(tuple(told.items()))

    def of_pareto(self, found: Pareto) -> str:
        """The same of the results by two measures; where each stands among them follows from all."""
        return self.of((found.target, found.pair, tuple(point.result for point in found.points)))

    def _told(self, value: object) -> object:
        kind: Any = type(value)
        if kind in _ATOMS:
            return value
        if kind is Result:
            return self._result(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, tuple | list):
            return self._all(value)
        if isinstance(value, dict):
            return kind.__name__, self._all(value.items())
        if is_dataclass(value):
            return kind.__name__, self._all(_values(kind)(value))
        raise TypeError(f"cannot tell a {kind.__name__}")

    def _all(self, values: Iterable[object]) -> list[object]:
        told = self._told
        return [value if type(value) in _ATOMS else told(value) for value in values]

    def _result(self, result: Any) -> str:
        """The fingerprint of one result, by which it is told wherever it occurs."""
        known = self._results.get(id(result))
        if known is None:
            text = repr(_values(Result)(result))
            digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_SHORT]
            known = self._results[id(result)] = result, digest  # the result too, so that its id stays its own
        return known[1]


@cache
def _values(kind: type) -> Callable[[Any], tuple[object, ...]]:
    """What gives the values of all fields of a row of that type."""
    names = [f.name for f in fields(kind)]
    if len(names) == 1:
        return lambda row: (getattr(row, names[0]),)
    return attrgetter(*names)
