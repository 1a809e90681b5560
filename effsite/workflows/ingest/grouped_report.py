"""Notes and files of a batch with what is alike told once: a folder of logs says most things many times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.ingest.batch import FileRead
    from effsite.ingest.report import ReportLine

VERDICTS = ("refused", "guessed", "ignored", "understood")
"""In the order in which a person wants them: what changes a figure first."""

EXACT = frozenset({"refused", "guessed"})
"""Notes whose numbers matter one by one."""

NUMBER = re.compile(r"[0-9][0-9.,e+-]*")
FEW = 5
"""Files that are listed one by one."""


def notes_once(lines: Iterable[ReportLine]) -> list[tuple[ReportLine, str]]:
    """Each note once, with the files that it is about: those that decide a figure first.

    Refusals come first, then guesses, what was ignored, and what was understood; guesses that change no
    figure stand last among guesses. What was understood or ignored is told once where numbers alone differ.
    """
    alike: dict[tuple[str, str, str], list[ReportLine]] = {}
    for note in sorted(lines, key=lambda note: (VERDICTS.index(note.verdict), note.aside)):
        message = note.message if note.verdict in EXACT else NUMBER.sub("#", note.message)
        alike.setdefault((note.verdict, message, note.hint), []).append(note)
    return [(notes[0], _places(notes)) for notes in alike.values()]


def _places(notes: Sequence[ReportLine]) -> str:
    """Where the first of the notes stands, and in how many other files the like is said."""
    first = notes[0].where
    others = len({note.path for note in notes}) - 1
    if not others:
        more = len(notes) - 1
        return first + (f" and {more} more like it" if more else "")
    same = "" if len({note.message for note in notes}) == 1 else " (with other numbers)"
    return f"{first} and {counted(others, 'more file')}{same}"


def files_once(files: Iterable[FileRead]) -> list[tuple[str, str, str]]:
    """Path, format and status of each file; of more than five that went alike the first stands for all."""
    alike: dict[tuple[str, str], list[str]] = {}
    for file in files:
        alike.setdefault((file.format, file.status), []).append(file.path)
    rows = []
    for (format, status), paths in alike.items():
        shown = paths if len(paths) <= FEW else [f"{paths[0]} and {counted(len(paths) - 1, 'more file')}"]
        rows += [(path, format, status) for path in shown]
    return rows
