"""The edition before this one, as the branch of published editions holds its data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.analysis.editions import EditionRow, EditionTarget
from effsite.files import JsonError, parse_json_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierEdition:
    """An edition to hold this one against: its name and its targets with their rows.

    `unread` names the files of it that could not be read, which are then as if they were not there.
    """

    name: str
    targets: tuple[EditionTarget, ...]
    unread: tuple[str, ...] = ()


def earlier(name: str, files: Mapping[str, str]) -> EarlierEdition:
    """An edition from the texts of its targets' JSON files, by their paths."""
    targets: list[EditionTarget] = []
    unread: list[str] = []
    for path, text in files.items():
        try:
            targets.append(_target(parse_json_object(text)))
        except (JsonError, KeyError, TypeError):
            unread.append(path)
    return EarlierEdition(name=name, targets=tuple(targets), unread=tuple(unread))


def _target(whole: Mapping[str, Any]) -> EditionTarget:
    measure = str(whole["measure"])
    # Before schema 2.0 a measure that follows from columns stood in a list of its own beside the rows.
    ranked = _each(whole.get("results", []))
    values = {(one["system"], one["published"]): one.get(measure) for one in ranked}
    return EditionTarget(
        task=str(whole["task"]),
        target=str(whole["target"]),
        measure=measure,
        rows=tuple(
            EditionRow(
                submission=str(row["submission"]),
                system=str(row["system"]),
                published=str(row["published"]),
                value=_number(row.get(measure, values.get((row["system"], row["published"])))),
                record=row.get("on_frontier") is True,
            )
            for row in _rows(whole["rows"])
        ),
        factor=_number(whole["factor"]),
        months=_number(whole["average_halving_time_months"]),
    )


def _rows(rows: object) -> Iterable[Mapping[str, Any]]:
    """The rows one by one: by columns as they are since schema 2.0, or a list of objects as before."""
    if not isinstance(rows, dict):
        return _each(rows)
    systems = rows["system"]
    if not isinstance(systems, list):
        raise TypeError("no list of systems")
    lists = {name: values for name, values in rows.items() if isinstance(values, list)}
    if any(len(values) != len(systems) for values in lists.values()):
        raise TypeError("columns of different lengths")
    return [{**rows, **{name: values[n] for name, values in lists.items()}} for n in range(len(systems))]


def _each(rows: object) -> Iterable[Mapping[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TypeError("no list of objects")
    return rows


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number")
    return float(value)
