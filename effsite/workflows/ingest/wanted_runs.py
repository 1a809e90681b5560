"""Of the runs that were read, those with the labels that the user asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from effsite.ingest.batch import FileRead


def wanted_runs(files: Sequence[FileRead], only: Mapping[str, str]) -> tuple[FileRead, ...]:
    """The files with those of their runs whose labels have the values in `only`, in any case of letters.

    A run without such a label is left out: nothing says that it belongs to the others. Raises UsageError for
    a label that no run has.
    """
    known = sorted({label for file in files for run in file.runs for label in run.labels})
    for label in only:
        if label not in known and any(file.runs for file in files):
            hint = did_you_mean(label, known) if known else "these logs have no labels"
            raise UsageError(f"no run has a label {label!r}", hint)
    return tuple(_of_file(file, only) for file in files) if only else tuple(files)


def _of_file(file: FileRead, only: Mapping[str, str]) -> FileRead:
    kept = []
    for run in file.runs:
        others = [label for label, value in only.items() if run.labels.get(label, "").lower() != value]
        if not others:
            kept.append(run)
        for label in others:
            said = (
                f"its {label} is {run.labels[label]}" if label in run.labels else f"nothing says its {label}"
            )
            file.report.ignored(f"left out by --only {label}={only[label]}: {said}")
    return replace(file, runs=tuple(kept))
