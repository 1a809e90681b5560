"""One cell of text or one TOML value -> a checked value, strictly, or a FieldError that says why."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from effsite.errors import did_you_mean
from effsite.names import RESERVED_SLUGS, SLUG
from effsite.records import PublicationDate
from effsite.records.cell_rules import (
    DateInFuture,
    MissingValue,
    NotAChoice,
    NotADate,
    NotAnAddress,
    NotAName,
    NotANumber,
    NotPlainText,
    UnknownName,
)
from effsite.records.fields import LONGEST, FieldError, check_number

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from effsite.records import Column

NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
PLAIN_ADDRESS = re.compile(r"""https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?:/[^\s"'<>`\\]*)?""")
"""What needs no closer look, in printable text: a host of letters and digits, and a path."""

NOT_IN_ADDRESS = re.compile(r"""[\s"'<>`\\]""")
JOINERS = "\u200c\u200d"
"""What Persian and Indic words and emoji of several parts are written with, between two characters."""

FORMULA_STARTS = (*"=+-@", *"\uff1d\uff0b\uff0d\uff20")
"""What makes a cell a formula to spreadsheet programs, in full width as well."""

_ODD_EDGES = ("\n\n", "\n ", " \n", *(f"\n{start}" for start in FORMULA_STARTS))
"""Line breaks with what may not be beside them: an empty line, a space, the start of a formula."""

BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"
_LAST_OF_PLANES = [plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)]
NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(map(chr, _LAST_OF_PLANES))
DECEIVING = re.compile(rf"[{BLANKS}{NO_CHARACTERS}]")
"""Letters that show nothing, and code points that are no character, which XML does not take."""

MOST_MARKS = 6
"""Marks on one letter: more than any script needs cover the lines above and below."""

EARLIEST_YEAR = 1940
EXACT_DIGITS = 19
"""A whole number of as many characters or more is read as a float, before its bounds are checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a table's cells are read against.

    `given` holds the fields of the row that no column gives, `known` the names that a column
    may hold, and `today` decides which dates lie in the future.
    """

    today: date
    given: Mapping[str, object] = field(default_factory=dict)
    known: Mapping[str, Collection[str]] = field(default_factory=dict)


def parse_cell(text: str, name: str, column: Column, context: Context) -> object:
    """The value of a CSV cell in the column of that name, or None when it is empty and may be.

    Only plain ASCII numbers and ISO dates are taken: no thousands separators, no underscores, no NaN
    or infinity, although Python's own float() and date.fromisoformat() take some of them. Raises
    FieldError.
    """
    if text == "":
        if column.required:
            raise FieldError("is empty, but every row needs a value", column.about, MissingValue)
        return None
    value = _PARSERS[column.kind](text, column, context.today)
    known = context.known.get(name)
    if known is not None and value not in known:
        raise FieldError(f"is unknown: {value!r}", did_you_mean(text, known), UnknownName)
    return value


def are_taken(texts: Sequence[str], column: Column) -> bool:
    """Whether all these texts are surely taken by a column of texts or addresses; False where it is not sure.

    They are looked at together, in a fifth of the time that `parse_cell` takes for each.
    """
    if column.kind not in ("text", "long text", "url") or not texts:
        return False
    lines = "\n".join(("", *texts, ""))
    plain = (
        max(map(len, texts)) <= LONGEST[column.kind]
        and "".join(texts).isprintable()
        and not any(edge in lines for edge in _ODD_EDGES)
        and not any(_deceiving(text) for text in texts if not text.isascii())
    )
    return plain and (column.kind != "url" or all(map(PLAIN_ADDRESS.fullmatch, texts)))


def check_text(text: str, column: Column) -> str:
    """The text itself when it is plain, of a sensible length and safe to open; raises FieldError."""
    limit = LONGEST[column.kind]
    if len(text) > limit:
        raise FieldError(f"has {len(text)} characters; at most {limit} fit", "shorten it", NotPlainText)
    if not text.isprintable():
        _refuse_control_characters(text)
    if not text.isascii() and (deceiving := _deceiving(text)):
        raise FieldError(deceiving, "write letters that can be seen, and few marks on each", NotPlainText)
    if text != text.strip():
        raise FieldError(f"has spaces around it: {text!r}", "remove them", NotPlainText)
    if text.startswith(FORMULA_STARTS):
        raise FieldError(
            f"begins with {text[0]!r}, which spreadsheet programs run as a formula",
            "begin with a letter or a digit",
            NotPlainText,
        )
    return text


def _refuse_control_characters(text: str) -> None:
    for position, character in enumerate(text, 1):
        if character in JOINERS and _joins(text, position - 1):
            continue
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            raise FieldError(
                f"holds the control character U+{ord(character):04X} at position {position}",
                "write plain text on one line",
                NotPlainText,
            )


def _deceiving(text: str) -> str:
    """What is wrong with letters that show nothing, what is no character, and heaps of marks; or nothing."""
    if found := DECEIVING.search(text):
        return f"holds U+{ord(found[0]):04X} at position {found.start() + 1}, which shows nothing"
    marks = "".join("x" if unicodedata.category(c) in ("Mn", "Me") else " " for c in text)
    at = marks.find("x" * (MOST_MARKS + 1))
    return "" if at < 0 else f"has more than {MOST_MARKS} marks on the letter at position {at}"


def _joins(text: str, at: int) -> bool:
    """Whether the joiner at that place stands between two that it can join: not ASCII, and no space."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return all(c and not c.isascii() and not c.isspace() and c not in JOINERS for c in (before, after))


def check_url(text: str, column: Column) -> str:
    """The address itself when it is a plain http or https one; raises FieldError."""
    check_text(text, column)
    if PLAIN_ADDRESS.fullmatch(text):
        return text
    hint = "write an address like https://arxiv.org/abs/1905.11946"
    if NOT_IN_ADDRESS.search(text):
        raise FieldError(f"is not a plain web address: {text!r}", hint, NotAnAddress)
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise FieldError(f"is not a web address: {error}", hint, NotAnAddress) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise FieldError(f"is not an http or https address: {text!r}", hint, NotAnAddress)
    if "@" in parts.netloc:
        raise FieldError("holds a user name or password", "leave them out of the address", NotAnAddress)
    if not host.isascii():
        raise FieldError(
            f"has a host with letters beyond a to z, which can look like another: {host!r}",
            f"write it as registered: {_registered(host)}",
            NotAnAddress,
        )
    return text


def _registered(host: str) -> str:
    """The host in the letters under which it is registered, xn--…, or what to look for."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return "its name that begins with xn--"


def check_slug(text: str, column: Column) -> str:
    """The slug itself: lower-case letters, digits and single hyphens; raises FieldError."""
    check_text(text, column)
    if not SLUG.fullmatch(text):
        raise FieldError(
            f"is not a valid name: {text!r}",
            "use lower-case letters, digits and single hyphens, as in resnet-50",
            NotAName,
        )
    if text in RESERVED_SLUGS:
        raise FieldError(f"is a reserved name: {text!r}", "choose another", NotAName)
    return text


def check_choice(text: str, column: Column) -> str:
    """The choice itself; raises FieldError with the nearest one."""
    if text not in column.choices:
        raise FieldError(f"is {text!r}", did_you_mean(text, column.choices), NotAChoice)
    return text


def _parse_number(text: str, column: Column, today: date) -> float:
    if not NUMBER.fullmatch(text):
        raise FieldError(
            f"is not a number: {text!r}",
            "write digits with a point and an exponent, as in 5.32e17",
            NotANumber,
        )
    return check_number(float(text), column)


def _parse_integer(text: str, column: Column, today: date) -> int:
    if not INTEGER.fullmatch(text):
        raise FieldError(f"is not a whole number: {text!r}", "write digits only, as in 90", NotANumber)
    return int(check_number(int(text) if len(text) < EXACT_DIGITS else float(text), column))


def parse_date(text: str, column: Column, today: date) -> PublicationDate:
    """The date of a text that does not lie in the future; raises FieldError."""
    return _date(text, today)


@lru_cache(maxsize=10_000)
def _date(text: str, today: date) -> PublicationDate:
    """The date that a text gives: one for all rows of the same day, of which a century has 36,525."""
    try:
        published = PublicationDate.parse(text)
    except ValueError:
        hint = "write YYYY-MM-DD, or YYYY-MM without a day"
        raise FieldError(f"is not a date: {text!r}", hint, NotADate) from None
    latest = today.isoformat()
    if text > latest:  # as text: a month is less than any day of it
        raise FieldError(f"lies in the future: {text}", f"today is {latest}; check the year", DateInFuture)
    if published.day.year < EARLIEST_YEAR:
        raise FieldError(f"lies before {EARLIEST_YEAR}: {text}", "check the year", NotADate)
    return published


_PARSERS: dict[str, Callable[[str, Column, date], object]] = {
    "text": lambda text, column, today: check_text(text, column),
    "long text": lambda text, column, today: check_text(text, column),
    "url": lambda text, column, today: check_url(text, column),
    "slug": lambda text, column, today: check_slug(text, column),
    "choice": lambda text, column, today: check_choice(text, column),
    "number": _parse_number,
    "integer": _parse_integer,
    "date": parse_date,
}
