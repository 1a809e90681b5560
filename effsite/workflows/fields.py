"""The columns of the collection: what each holds and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.errors import UsageError, did_you_mean
from effsite.files import write_atomically
from effsite.store import dictionary

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.workflows.options import FieldsOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsReport:
    """The fields of one stored type: name, kind, need and meaning of each, and the same as a JSON Schema.

    `written` are the files that were written, where a folder for them was named.
    """

    rows: tuple[tuple[str, str, str, str], ...]
    json_schema: dict[str, Any]
    written: tuple[Path, ...] = ()


def fields(options: FieldsOptions) -> FieldsReport:
    """The fields of the stored type that is named; writes the data dictionary where a folder is given.

    Raises UsageError for a type that does not exist.
    """
    if options.name not in dictionary.TYPES:
        raise UsageError(f"unknown type {options.name!r}", did_you_mean(options.name, dictionary.TYPES))
    written = []
    if options.write is not None:
        for file, text in dictionary.files().items():
            write_atomically(options.write / file, text)
            written.append(options.write / file)
    return FieldsReport(
        rows=tuple(dictionary.rows(options.name)),
        json_schema=dictionary.json_schema(options.name),
        written=tuple(written),
    )
