"""Numbers as logs write them: plain ASCII digits, thousands commas, a percent sign at most."""

from __future__ import annotations

import math
import re
from decimal import Decimal

PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)
MAX_DIGITS = 64
"""A longer cell is no number of a log."""


def number(text: str) -> float | None:
    """The finite number in a cell, or None where it holds something else.

    Spaces around it, thousands commas ("1,014.45", but not "0,945") and quotation marks are taken off;
    "76.5%" is no number, for its unit matters. Python's own float() takes underscores, other scripts'
    digits, nan and infinity; none of them counts here.
    """
    text = text.strip().strip('"').strip()
    if len(text) > MAX_DIGITS:
        return None
    if not PLAIN.fullmatch(text):
        if not GROUPED.fullmatch(text):
            return None
        text = text.replace(",", "")
    value = float(text)
    return value if math.isfinite(value) else None


def whole(text: str) -> int | None:
    """The whole number in a cell ("12", "12.0", "1,200"), or None."""
    value = number(text)
    return int(value) if value is not None and value == int(value) else None


def finite(value: object) -> float | None:
    """A number from JSON as a finite float, or None for anything else (true and false are no numbers)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        result = float(value)
    except OverflowError:
        return None
    return result if math.isfinite(result) else None


def number_of(value: object) -> float | None:
    """A finite number from JSON, also one that is written as a text (as fairseq does), or None."""
    return number(value) if isinstance(value, str) else finite(value)


def scaled(value: float, factor: int) -> float:
    """`value` times ten to the power `factor`, rounded once: 79.1 and -2 give 0.791 exactly."""
    return float(Decimal(repr(value)).scaleb(factor))
