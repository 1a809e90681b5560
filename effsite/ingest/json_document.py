"""A JSON document that holds a whole log: an array of objects, or an object of arrays of one length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse, parse_array, words
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log_file import LogFile
    from effsite.ingest.report import Report

ARRAY = re.compile(r"\s*\[\s*\{")
OBJECT = re.compile(r"\s*\{\s*\"[^\"\n]{0,200}\"\s*:\s*\[")


def looks_like_document(text: str) -> bool:
    """Whether the head of a file begins an array of objects or an object whose first value is an array."""
    return bool(ARRAY.match(text) or OBJECT.match(text))


def entries(source: LogFile, report: Report) -> Iterator[tuple[int, Any]] | None:
    """The entries of the document with their lines, or None where the file is no document of that kind.

    An array that breaks off is refused with its line in the report; what came before is given. Raises
    LogError for arrays of different lengths.
    """
    head = source.head().text
    if ARRAY.match(head):
        return _array(source, report)
    if not OBJECT.match(head):
        return None
    try:
        value = parse(source.document())
    except (ValueError, LogError):
        return None
    return _columns(value)


def _array(source: LogFile, report: Report) -> Iterator[tuple[int, Any]]:
    line = 1
    try:
        for line, value in parse_array(source.document()):
            yield line, value
    except ValueError as error:
        report.refused(f"an array that breaks off: {words(error)}", line, "is the file cut off?")


def _columns(value: Any) -> Iterator[tuple[int, Any]] | None:
    """The rows of an object of arrays; of one that holds a single array of objects, its objects."""
    arrays = {name: given for name, given in value.items() if isinstance(given, list)}
    objects = [given for given in arrays.values() if given and isinstance(given[0], dict)]
    if len(objects) == 1:
        return enumerate(objects[0], 1)
    lengths = {len(given) for given in arrays.values()}
    if len(lengths) > 1:
        shown = ", ".join(f"{name} has {len(given)}" for name, given in list(arrays.items())[:8])
        raise LogError(
            f"holds arrays of different lengths: {shown}", "give arrays with a value for each epoch"
        )
    rows = zip(*arrays.values(), strict=True)
    return ((number, dict(zip(arrays, row, strict=True))) for number, row in enumerate(rows, 1))
