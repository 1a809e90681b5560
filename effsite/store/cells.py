"""One cell of text or one TOML value -> a checked value, strictly, or a CellError that says why."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from effsite.errors import did_you_mean
from effsite.names import RESERVED_SLUGS, SLUG
from effsite.records import PublicationDate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from effsite.records import Column

NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
TEXT_LENGTH = {"text": 120, "long text": 2000, "slug": 64, "url": 500, "choice": 64}
FORMULA_STARTS = ("=", "+", "-", "@")
EARLIEST_YEAR = 1940


class CellError(Exception):
    """A value that its column does not take; `hint` says what it takes."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def parse_cell(text: str, column: Column, today: date) -> object:
    """The value of a CSV cell, or None when it is empty and may be; raises CellError.

    Only plain ASCII numbers and ISO dates are taken: no thousands separators, no underscores, no
    NaN or infinity, although Python's own float() and date.fromisoformat() take some of them.
    """
    if text == "":
        if column.required:
            raise CellError("is empty, but every row needs a value", column.about)
        return None
    return _PARSERS[column.kind](text, column, today)


def check_text(text: str, column: Column) -> str:
    """The text itself when it is plain, of a sensible length and safe to open; raises CellError."""
    limit = TEXT_LENGTH[column.kind]
    if len(text) > limit:
        raise CellError(f"has {len(text)} characters; at most {limit} fit", "shorten it")
    for position, character in enumerate(text, 1):
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            raise CellError(
                f"holds the control character U+{ord(character):04X} at position {position}",
                "write plain text on one line",
            )
    if text != text.strip():
        raise CellError(f"has spaces around it: {text!r}", "remove them")
    if text.startswith(FORMULA_STARTS):
        raise CellError(
            f"begins with {text[0]!r}, which spreadsheet programs run as a formula",
            "begin with a letter or a digit",
        )
    return text


def check_number(value: float, column: Column) -> float:
    """The number itself when it is finite and inside the column's bounds; raises CellError."""
    unit = f" {column.unit}" if column.unit else ""
    if not math.isfinite(value):
        raise CellError(f"is {value}; only finite numbers count", "leave the cell empty if unknown")
    if column.above is not None and value <= column.above:
        raise CellError(f"is {value:g}; it must be above {column.above:g}{unit}", column.about)
    if column.at_least is not None and value < column.at_least:
        raise CellError(f"is {value:g}, too little to be in{unit or ' this unit'}", _unit_hint(column))
    if column.at_most is not None and value > column.at_most:
        raise CellError(f"is {value:g}, too much to be in{unit or ' this column'}", _unit_hint(column))
    return value


def check_url(text: str, column: Column) -> str:
    """The address itself when it is a plain http or https one; raises CellError."""
    check_text(text, column)
    hint = "write an address like https://arxiv.org/abs/1905.11946"
    if any(character.isspace() or character in "\"'<>`\\" for character in text):
        raise CellError(f"is not a plain web address: {text!r}", hint)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise CellError(f"is not a web address: {error}", hint) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise CellError(f"is not an http or https address: {text!r}", hint)
    if "@" in parts.netloc:
        raise CellError("holds a user name or password", "leave them out of the address")
    return text


def check_slug(text: str, column: Column) -> str:
    """The slug itself: lower-case letters, digits and single hyphens; raises CellError."""
    check_text(text, column)
    if not SLUG.fullmatch(text):
        raise CellError(
            f"is not a valid name: {text!r}",
            "use lower-case letters, digits and single hyphens, as in resnet-50",
        )
    if text in RESERVED_SLUGS:
        raise CellError(f"is a reserved name: {text!r}", "choose another")
    return text


def check_choice(text: str, column: Column) -> str:
    """The choice itself; raises CellError with the nearest one."""
    if text not in column.choices:
        raise CellError(f"is {text!r}", did_you_mean(text, column.choices))
    return text


def _unit_hint(column: Column) -> str:
    if column.unit == "FLOP":
        return "give FLOP, 2 per multiply-add: 1 tfs-day is 8.64e16 FLOP, 1 pfs-day 8.64e19, 1 GFLOP 1e9"
    if column.unit == "FLOP/s":
        return "give FLOP per second: 1 TFLOP/s is 1e12"
    return column.about


def _parse_number(text: str, column: Column, today: date) -> float:
    if not NUMBER.fullmatch(text):
        raise CellError(
            f"is not a number: {text!r}", "write digits with a point and an exponent, as in 5.32e17"
        )
    return check_number(float(text), column)


def _parse_integer(text: str, column: Column, today: date) -> int:
    if not INTEGER.fullmatch(text):
        raise CellError(f"is not a whole number: {text!r}", "write digits only, as in 90")
    return int(check_number(int(text) if len(text) < 19 else float(text), column))


def _parse_date(text: str, column: Column, today: date) -> PublicationDate:
    try:
        published = PublicationDate.parse(text)
    except ValueError:
        raise CellError(f"is not a date: {text!r}", "write YYYY-MM-DD, or YYYY-MM without a day") from None
    latest = today.isoformat()
    if str(published) > latest[: len(str(published))]:
        raise CellError(f"lies in the future: {text}", f"today is {latest}; check the year")
    if published.day.year < EARLIEST_YEAR:
        raise CellError(f"lies before {EARLIEST_YEAR}: {text}", "check the year")
    return published


_PARSERS: dict[str, Callable[[str, Column, date], object]] = {
    "text": lambda text, column, today: check_text(text, column),
    "long text": lambda text, column, today: check_text(text, column),
    "url": lambda text, column, today: check_url(text, column),
    "slug": lambda text, column, today: check_slug(text, column),
    "choice": lambda text, column, today: check_choice(text, column),
    "number": _parse_number,
    "integer": _parse_integer,
    "date": _parse_date,
}
