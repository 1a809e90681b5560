"""Whether something was left in a row that only holds a place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from effsite.analysis.rules.unit import Fault, RowRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.analysis.rules.unit import Around
    from effsite.records import Result

TEXTS = ("system", "source", "date_source", "note")
LINKS = ("source_url", "paper_url")
COMPUTES = ("training_flop", "forward_flop", "inference_flop")
FIGURES = (*COMPUTES, "value", "examples", "parameters", "seconds", "cost_usd", "energy_kwh")

_WORD = re.compile(r"\b(?:TODO|FIXME|TBD|XXX+)\b|\?\?\?|\b[Ll]orem ipsum\b")
_PARTS = ("TODO", "FIXME", "TBD", "XXX", "???", "orem ipsum")
"""One of them is in each of those: plain texts are searched for them in a tenth of the time."""

_RESERVED = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$|^127\.|^::1$")
"""Hosts that are nobody's: RFC 2606 reserves them for examples and tests."""

_MAY_COUNT_UP = re.compile(r"(?:0\.)?([0-9]{3,9})|([0-9]\.[0-9]{2,8})e[0-9]{1,2}")


class PlaceholderText(RowRule):
    """A text or a link still holds a place for what was to stand there: TODO, ???, example.org.

    A result whose source is `https://example.org` has no source.
    """

    code = "placeholder-text"
    hint = "write what belongs there, or leave the cell empty"

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each text and each link that is none yet."""
        texts = f"{result.system} {result.source} {result.date_source} {result.note}"
        for field in TEXTS if any(part in texts for part in _PARTS) else ():
            if match := _WORD.search(getattr(result, field)):
                yield Fault(field=field, message=f"{field} still says {match[0]!r}")
        for field in LINKS:
            host = _host(getattr(result, field))
            if _RESERVED.search(host):
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
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each figure that looks made up; none of a row whose note names it."""
        for field in FIGURES:
            value = getattr(result, field)
            if value is None:
                continue
            text = f"{value:.10g}".replace("e+", "e")
            if text[0] not in "01":
                continue
            made_up = _counts_up(text) or (field in COMPUTES and _is_power_of_ten(value))
            if made_up and text not in result.note:
                yield Fault(field=field, message=f"{field} of {text} looks like a placeholder")


@lru_cache(maxsize=4096)
def _host(address: str) -> str:
    return (urlsplit(address).hostname or "") if address else ""


def _counts_up(text: str) -> bool:
    """Whether the digits of a number count up: 123, 0.1234, 1.2345e18."""
    match = _MAY_COUNT_UP.fullmatch(text)
    return match is not None and "123456789".startswith((match[1] or match[2]).replace(".", ""))


def _is_power_of_ten(value: float) -> bool:
    return f"{value:e}".startswith("1.000000e") and float(f"1{f'{value:e}'[8:]}") == value
