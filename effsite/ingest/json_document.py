"""A JSON document that holds a whole log: an array of objects, or an object of arrays of one length."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from effsite.ingest.json_text import parse, parse_array, words
from effsite.ingest.report import LogError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from effsite.ingest.log_file import Head, LogFile
    from effsite.ingest.report import Report

ARRAY = re.compile(r"\s*\[\s*\{")
WITHIN = re.compile(r":\s*\[\s*\{")
OBJECT = re.compile(r"\s*\{\s*\"[^\"\n]{0,200}\"\s*:\s*\[")


def looks_like_document(head: Head) -> bool:
    """Whether a file begins as an array of objects, or as an object of arrays or with an array of objects."""
    within = _named_json(head) and WITHIN.search(head.text)
    return bool(ARRAY.match(head.text) or OBJECT.match(head.text) or within)


def entries(source: LogFile, report: Report) -> Iterator[tuple[int, Any]] | None:
    """The entries of the document with their lines, or None where the file is no document of that kind.

    An array that breaks off is refused with its line in the report; what came before is given. Raises
    LogError for arrays of different lengths.
    """
    head = source.head()
    if ARRAY.match(head.text):
        return _array(source, report)
    if not OBJECT.match(head.text) and not _named_json(head):
        return None
    try:
        value = parse(source.document())
    except (ValueError, LogError):
        return None
    return _columns(value)


def _named_json(head: Head) -> bool:
    return head.name.lower().endswith(".json") and head.text.lstrip().startswith("{")


def _array(source: LogFile, report: Report) -> Iterator[tuple[int, Any]]:
    line = 1
    try:
        for line, value in parse_array(source.document()):
            yield line, value
    except ValueError as error:
        report.refused(f"an array that breaks off: {words(error)}", line, "is the file cut off?")


def _by_rows(value: dict[str, Any]) -> dict[str, list[Any]]:
    """The columns of an object of objects with the numbers 0, 1, 2, ... for keys; empty for any other."""
    given = list(value.values())
    if len(given) < 2 or not all(isinstance(column, dict) for column in given):
        return {}
    numbers = [str(number) for number in range(len(given[0]))]
    alike = numbers and all(list(column) == numbers for column in given)
    return {name: list(column.values()) for name, column in value.items()} if alike else {}


def _columns(value: Any) -> Iterator[tuple[int, Any]] | None:
    """The rows of an object of arrays; of one that holds a single array of objects, its objects.

    pandas writes a table as an object of columns, each an object by the numbers of the rows.
    """
    if not isinstance(value, dict):
        return None
    arrays = _by_rows(value) or {name: given for name, given in value.items() if isinstance(given, list)}
    objects = [given for given in arrays.values() if given and isinstance(given[0], dict)]
    if len(objects) == 1:
        return enumerate(objects[0], 1)
    if not arrays:
        return None
    lengths = {len(given) for given in arrays.values()}
    if len(lengths) > 1:
        shown = ", ".join(f"{name} has {len(given)}" for name, given in list(arrays.items())[:8])
        raise LogError(
            f"holds arrays of different lengths: {shown}", "give arrays with a value for each epoch"
        )
    rows = zip(*arrays.values(), strict=True)
    return ((number, dict(zip(arrays, row, strict=True))) for number, row in enumerate(rows, 1))
