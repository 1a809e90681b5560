"""Of the runs that were read, those with the labels that the user asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from effsite.ingest.batch import FileRead
    from effsite.ingest.log import LoggedRun


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
    if not only:
        return tuple(files)
    runs = [run for file in files for run in file.runs]
    split = {r.group for r in runs if _wanted(r, only)} & {r.group for r in runs if not _wanted(r, only)} - {
        ""
    }
    return tuple(_of_file(file, only, split) for file in files)


def _wanted(run: LoggedRun, only: Mapping[str, str]) -> bool:
    return all(run.labels.get(label, "").lower() == value for label, value in only.items())


def _of_file(file: FileRead, only: Mapping[str, str], split: Collection[str]) -> FileRead:
    """The file with its runs that are wanted; of runs that repeat one result in different labels none is."""
    kept = []
    for run in file.runs:
        others = [label for label, value in only.items() if run.labels.get(label, "").lower() != value]
        if not others and run.group in split:
            said = "the runs of this result do not agree on it, so none is taken"
            file.report.refused(
                f"{' and '.join(only)}: {said}", hint="say it in the logs, or leave --only out"
            )
        elif not others:
            kept.append(run)
        for label in others:
            said = (
                f"its {label} is {run.labels[label]}" if label in run.labels else f"nothing says its {label}"
            )
            file.report.ignored(f"left out by --only {label}={only[label]}: {said}")
    return replace(file, runs=tuple(kept))
