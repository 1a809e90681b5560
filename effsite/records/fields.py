"""The fields of the stored types: each carries its unit, its limits and a sentence about it."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal["text", "long text", "slug", "date", "number", "integer", "url", "choice", "flag"]


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


def columns(record: type) -> dict[str, Column]:
    """The columns of a stored type by name, in the order in which they are written."""
    return {f.name: f.metadata["column"] for f in dataclasses.fields(record) if "column" in f.metadata}


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


def refuse_nan(record: object) -> None:
    """Raise ValueError, naming the field, where a stored type holds NaN or infinity."""
    for f in dataclasses.fields(record):  # type: ignore[arg-type]
        value = getattr(record, f.name)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{f.name} must be a finite number, not {value}")
