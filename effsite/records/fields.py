"""The fields of the stored types: each carries its unit, its limits and a sentence about it."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from effsite.names import LONGEST_SLUG
from effsite.records.cell_rules import OutOfRange, WrongValue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.rule import Rule

Kind = Literal["text", "long text", "slug", "date", "number", "integer", "url", "choice", "flag"]


LONGEST: Mapping[Kind, int] = {
    "text": 120,
    "long text": 2000,
    "slug": LONGEST_SLUG,
    "url": 500,
}
"""The most characters that a value of each kind of text may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one field of a stored type holds.

    `above` is an exclusive lower bound, `at_least` and `at_most` are inclusive ones; they apply to
    numbers and integers, and catch a figure given in another unit (3.1 tfs-days for FLOP).
    `required` fields must have a value in every row.
    """

    kind: Kind
    about: str
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None


def column(kind: Kind, about: str, *, default: Any = dataclasses.MISSING, **rest: Any) -> Any:
    """A dataclass field that carries its `Column`; without a `default` the value is required."""
    required = default is dataclasses.MISSING
    return dataclasses.field(
        default=default, metadata={"column": Column(kind=kind, about=about, required=required, **rest)}
    )


_COLUMNS: dict[type, Mapping[str, Column]] = {}
_NUMBERS: dict[type, tuple[str, ...]] = {}


def columns(row_type: type) -> Mapping[str, Column]:
    """The columns of a stored type by name, in the order in which they are written."""
    if row_type not in _COLUMNS:
        fields = dataclasses.fields(row_type)
        found = {f.name: f.metadata["column"] for f in fields if "column" in f.metadata}
        _COLUMNS[row_type] = MappingProxyType(found)
    return _COLUMNS[row_type]


def choice(about: str, options: Any, **rest: Any) -> Any:
    """A column that takes the values of a Literal type."""
    return column("choice", about, choices=get_args(options), **rest)


def positive(about: str, **rest: Any) -> Any:
    """A column of numbers above 0 that may be left out."""
    return column("number", about, default=None, **({"above": 0} | rest))


def flop(about: str) -> Any:
    """A column of FLOP, 2 per multiply-add, that may be left out; 1e3 to 1e30 catches other units."""
    return column("number", about, default=None, at_least=1e3, at_most=1e30, unit="FLOP")


def rate(about: str, unit: str = "FLOP/s") -> Any:
    """A column of operations per second that may be left out; 1e6 to 1e21 catches other units."""
    return column("number", about, default=None, at_least=1e6, at_most=1e21, unit=unit)


def refuse_nan(row: object) -> None:
    """Raise ValueError, naming the field, where a stored type holds NaN or infinity."""
    for name in _numbers(type(row)):
        value = getattr(row, name)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{name} must be a finite number, not {value}")


def _numbers(row_type: type) -> tuple[str, ...]:
    if row_type not in _NUMBERS:
        kinds = {name: column.kind for name, column in columns(row_type).items()}
        _NUMBERS[row_type] = tuple(name for name, kind in kinds.items() if kind in ("number", "integer"))
    return _NUMBERS[row_type]


class FieldError(Exception):
    """A value that its field does not take; `hint` says what it takes, `rule` which rule it breaks."""

    def __init__(self, message: str, hint: str = "", rule: type[Rule] = WrongValue) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.rule = rule


def check_number(value: float, column: Column) -> float:
    """The number itself when it is finite and inside the column's bounds; raises FieldError."""
    unit = f" {column.unit}" if column.unit else ""
    if not math.isfinite(value):
        raise FieldError(
            f"is {value}; only finite numbers count", "leave the cell empty if unknown", OutOfRange
        )
    if column.above is not None and value <= column.above:
        message = f"is {value:g}; it must be above {column.above:g}{unit}"
        raise FieldError(message, column.about, OutOfRange)
    if column.at_least is not None and value < column.at_least:
        message = f"is {value:g}, too little to be in{unit or ' this unit'}"
        raise FieldError(message, _unit_hint(column), OutOfRange)
    if column.at_most is not None and value > column.at_most:
        message = f"is {value:g}, too much to be in{unit or ' this column'}"
        raise FieldError(message, _unit_hint(column), OutOfRange)
    return value


def _unit_hint(column: Column) -> str:
    if column.unit == "FLOP":
        return "give FLOP, 2 per multiply-add: 1 tfs-day is 8.64e16 FLOP, 1 pfs-day 8.64e19, 1 GFLOP 1e9"
    if column.unit == "FLOP/s":
        return "give FLOP per second: 1 TFLOP/s is 1e12"
    return column.about
