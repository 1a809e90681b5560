"""Files that are parts of one run -> one run: event files that were begun anew when it was taken up again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from effsite.ingest.points import over_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.ingest.batch import FileRead
    from effsite.ingest.log import LoggedRun


def joined(files: Iterable[FileRead]) -> tuple[FileRead, ...]:
    """The files, in their order, with the parts of a run put together in the file of its first part.

    The evaluations follow one another as the parts were begun; what a later part repeats of an earlier one
    is left to the learning curve. The files of the other parts then hold no run.
    """
    files = tuple(files)
    parts: dict[str, list[tuple[int, LoggedRun]]] = {}
    for number, file in enumerate(files):
        for run in file.runs:
            if run.part_of:
                parts.setdefault(run.part_of, []).append((number, run))
    found = list(files)
    for several in parts.values():
        if len(several) > 1:
            _join(sorted(several, key=lambda part: part[1].began), found)
    return tuple(found)


def _join(parts: Sequence[tuple[int, LoggedRun]], files: list[FileRead]) -> None:
    """Put the parts into the file of the first."""
    number, first = parts[0]
    whole = replace(
        first,
        evaluations=tuple(e for _, run in parts for e in run.evaluations),
        thinned=sum(run.thinned for _, run in parts),
        ranges=over_all(run.ranges for _, run in parts),
        finished=parts[-1][1].finished,
    )
    for at in {at for at, _ in parts}:
        rest = tuple(run for run in files[at].runs if all(run is not part for _, part in parts))
        files[at] = replace(files[at], runs=rest)
    files[number] = replace(files[number], runs=(whole, *files[number].runs))
    files[number].report.guessed(
        f"the {len(parts)} files of this folder are parts of one run, as TensorBoard shows them",
        hint="put the files of different runs into folders of their own",
    )
