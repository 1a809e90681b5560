"""JSON from a log: parsed strictly enough to be safe, and tolerant of the NaN that Python programs write."""

from __future__ import annotations

import json
from importlib import import_module, util
from typing import Any

DEEPEST = 40
"""Levels of nesting; a log needs a handful."""

NO_NUMBER = '"[{tf'
"""Characters one of which is in any JSON that holds more than numbers and nulls."""

_decoder = json.JSONDecoder(parse_constant=lambda name: None)
_fast: Any = import_module("orjson") if util.find_spec("orjson") else None


def parse(text: str) -> Any:
    """The value of a JSON text; NaN and infinities become None. Raises ValueError for anything else."""
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise ValueError(f"is nested more than {DEEPEST} deep")
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise ValueError("is nested too deep") from None


def parse_first(text: str) -> Any:
    """The JSON value that a text begins with, whatever follows it. Raises ValueError as `parse` does."""
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise ValueError(f"is nested more than {DEEPEST} deep")
    try:
        return _decoder.raw_decode(text)[0]
    except RecursionError:
        raise ValueError("is nested too deep") from None


def parse_lines(lines: list[str]) -> list[Any] | None:
    """The values of many lines at once, or None when one of them needs to be looked at alone."""
    text = f"[{','.join(lines)}]"
    values = _values(text)
    return values if values is not None and len(values) == len(lines) else None


def flat_array(text: str) -> list[Any] | None:
    """The numbers and nulls between commas in a text, or None where it holds anything else as well.

    None, too, where no quick parser is installed.
    """
    if _fast is None or any(mark in text for mark in NO_NUMBER):
        return None
    try:
        return list(_fast.loads(f"[{text}]"))
    except ValueError:
        return None


def _values(text: str) -> list[Any] | None:
    """The array in a text, by orjson where it is installed: three times as fast, but it takes no NaN."""
    if _fast is not None:
        try:
            return list(_fast.loads(text))
        except ValueError:
            return None if "NaN" not in text and "Infinity" not in text else _slowly(text)
    return _slowly(text)


def _slowly(text: str) -> list[Any] | None:
    try:
        return list(_decoder.decode(text))
    except (ValueError, RecursionError):
        return None


def words(error: ValueError) -> str:
    """What is wrong with the text, without repeating it."""
    return str(getattr(error, "msg", error))[:120]


def _depth(text: str) -> int:
    """How deep brackets nest; brackets within strings count too, so that it errs on the safe side."""
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest
