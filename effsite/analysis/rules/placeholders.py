"""Whether something was left in a row that only holds a place."""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from effsite.analysis.rules.unit import Fault, RowRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.analysis.rules.unit import Around, Rows
    from effsite.records import Result

TEXTS = ("system", "source", "date_source", "note")
LINKS = ("source_url", "paper_url")
COMPUTES = ("training_flop", "forward_flop", "inference_flop")
FIGURES = (*COMPUTES, "value", "examples", "parameters", "seconds", "cost_usd", "energy_kwh", "price_usd")

_WORD = re.compile(r"\b(?:TODO|FIXME|TBD|XXX+)\b|\?\?\?|\b[Ll]orem ipsum\b")
_PARTS = ("TODO", "FIXME", "TBD", "XXX", "???", "orem ipsum")
"""One of them is in each of those: plain texts are searched for them in a tenth of the time."""

_RESERVED = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$|^127\.|^::1$")
"""Hosts that are nobody's: RFC 2606 reserves them for examples and tests."""

_RESERVED_PARTS = ("example", "test", "invalid", "localhost", "127.", "::1")
"""One of them is in each of those."""

_NEAR = sorted(
    edge * 10.0**exponent for exponent in range(-20, 100) for edge in (0.999999, 1.000001, 1.22, 1.24)
)
"""The low and the high end of each range in which figures lie that count up or are powers of ten.

To look in which a number lies takes a fifth of the time of writing it out.
"""

_MAY_COUNT_UP = re.compile(r"(?:0\.)?([0-9]{3,9})|([0-9]\.[0-9]{2,8})e[0-9]{1,2}")


class PlaceholderText(RowRule):
    """A text or a link still holds a place for what was to stand there: TODO, ???, example.org.

    A result whose source is `https://example.org` has no source.
    """

    code = "placeholder-text"
    hint = "write what belongs there, or leave the cell empty"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those of which a text or a link has a part of such a word."""
        for field in TEXTS:
            together = "\n".join(rows.distinct(field))
            if any(part in together for part in _PARTS):
                yield from rows.where(lambda text: any(part in text for part in _PARTS), field)
        for field in LINKS:
            yield from rows.where(_is_of_nobody, field)

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each text and each link that is none yet."""
        for field in TEXTS:
            if match := _WORD.search(getattr(result, field)):
                yield Fault(field=field, message=f"{field} still says {match[0]!r}")
        for field in LINKS:
            if host := _is_of_nobody(getattr(result, field)):
                yield Fault(field=field, message=f"{host} is no source: that name is reserved for examples")


class PlaceholderNumber(RowRule):
    """A figure looks as if it was typed to have something there: 0.123, 1.2345e18, a compute of exactly 1e15.

    Real figures seldom count up, and a compute that was worked out is seldom a power of ten. Such rows have
    got through review elsewhere, and became records.
    """

    code = "placeholder-number"
    severity = "warning"
    hint = "give the figure of the source; where it is really that, say so in the note"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with a figure near to one that is made up."""
        for field in FIGURES:
            figures = enumerate(rows.values(field))
            yield from (
                place for place, figure in figures if figure is not None and bisect(_NEAR, figure) % 2
            )

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each figure that looks made up; none of a row whose note names it."""
        for field in FIGURES:
            value = getattr(result, field)
            if value is None:
                continue
            text = f"{value:.10g}".replace("e+", "e")
            made_up = _counts_up(text) or (field in COMPUTES and _is_power_of_ten(value))
            if made_up and text not in result.note:
                yield Fault(field=field, message=f"{field} of {text} looks like a placeholder")


def _is_of_nobody(address: str) -> str:
    """The host of an address where it is reserved; "" where it is not, or there is none."""
    lower = address.lower()
    if not any(part in lower for part in _RESERVED_PARTS):
        return ""
    host = urlsplit(address).hostname or ""
    return host if _RESERVED.search(host) else ""


def _counts_up(text: str) -> bool:
    """Whether the digits of a number count up: 123, 0.1234, 1.2345e18."""
    match = _MAY_COUNT_UP.fullmatch(text)
    return match is not None and "123456789".startswith((match[1] or match[2]).replace(".", ""))


def _is_power_of_ten(value: float) -> bool:
    return f"{value:e}".startswith("1.000000e") and float(f"1{f'{value:e}'[8:]}") == value
