"""Files written in one step, and JSON read strictly."""

from __future__ import annotations

import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

PART = ".part"
"""How the name of a half-written file ends; it begins with a dot."""

LONGEST_INTEGER = 19
"""Digits of the longest whole number that is read as one; a longer one is read as a float."""


class JsonError(ValueError):
    """A text that is no strict JSON; `line` and `column` count from 1, and are 0 where they are not known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def write_atomically(path: Path, content: str | bytes | memoryview) -> None:
    """Put `content` at `path` in one step: a reader, or a crash, sees the old file or the new one.

    Text is written as UTF-8 with its line ends as they are. Folders that are missing are made, and the
    mode of a file that is there is kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary = Path(name)
        temporary.chmod(path.stat().st_mode if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def parse_json(text: str) -> Any:
    """The value of a JSON text, read strictly.

    Raises JsonError for what is no JSON, for NaN and infinity (written out, or by a number beyond a float),
    for a key that an object has twice, and for more nesting than Python reads.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_each_key_once,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise JsonError(f"is not valid JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise JsonError("nests too deeply") from None


def parse_json_object(text: str) -> dict[str, Any]:
    """The same for a text that must be an object; raises JsonError."""
    found = parse_json(text)
    if not isinstance(found, dict):
        raise JsonError("is not a JSON object")
    return found


def json_text(value: Any, *, indent: int | None = None) -> str:
    """The value as JSON; raises ValueError for NaN and infinity, which are none."""
    separators = (",", ":") if indent is None else None
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False, separators=separators)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise JsonError("gives a key twice")
    return found


def _no_constant(text: str) -> float:
    raise JsonError(f"holds {text}, which is no number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise JsonError("holds a number that is too large")
    return value


def _whole(text: str) -> int | float:
    return int(text) if len(text.lstrip("-")) <= LONGEST_INTEGER else _finite(text)
