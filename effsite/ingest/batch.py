"""Paths that a user names -> files, each with its format, its runs and what was said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from effsite.errors import UsageError, did_you_mean
from effsite.ingest import FORMATS
from effsite.ingest.log import LoggedRun, Stated
from effsite.ingest.log_file import LogFile
from effsite.ingest.report import LogError, NoRunHereError, Report, ReportLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from effsite.ingest.log_file import Head
    from effsite.ingest.log_format import Format, ReadOptions

AUTO = "auto"
CLOSE = 0.1
"""Two formats that are this close in confidence cannot be told apart."""

MAX_FILES = 10_000
Status = Literal["read", "refused", "ignored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """One file of a batch: what was read from it, and its report. `path` is as the user named it."""

    path: str
    format: str
    status: Status
    runs: tuple[LoggedRun, ...] = ()
    stated: tuple[Stated, ...] = ()
    report: Report

    @property
    def lines(self) -> tuple[ReportLine, ...]:
        """What was understood, guessed, ignored and refused in the file."""
        return self.report.lines


def format_named(name: str) -> Format | None:
    """The format of that name, None for `auto`; raises UsageError."""
    if name != AUTO and name not in FORMATS:
        raise UsageError(
            f"unknown format {name!r}", did_you_mean(name, FORMATS) or f"known: {', '.join(FORMATS)}, auto"
        )
    return None if name == AUTO else FORMATS[name]


def log_files(paths: Sequence[Path], chosen: Format | None) -> list[tuple[Path, bool]]:
    """The files to read, in order, each with whether it was found in a folder rather than named.

    A folder gives the files whose names fit the format, at any depth, or all where none fits or the
    format is to be told. Links to folders are not followed. Raises UsageError for a path that is not
    there, and for more than 10,000 files.
    """
    found: list[tuple[Path, bool]] = []
    for path in paths:
        if path.is_dir():
            found += [(file, True) for file in _in_folder(path, chosen)]
        elif path.exists():
            found.append((path, False))
        else:
            raise UsageError(f"no file or folder {path}", "name a log, or a folder of logs")
        if len(found) > MAX_FILES:
            raise UsageError(f"more than {MAX_FILES:,} files", "name fewer folders at a time")
    if not found:
        raise UsageError("there is no file in the folder", "name the log itself")
    return list(dict.fromkeys(found))


def _in_folder(folder: Path, chosen: Format | None) -> list[Path]:
    files = sorted(
        file for file in folder.rglob("*") if file.is_file() and not _hidden(file.relative_to(folder))
    )
    if chosen is None:
        return files
    fitting = [file for file in files if any(file.match(pattern) for pattern in chosen.patterns)]
    return fitting or files


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def recognise(head: Head) -> list[tuple[str, float]]:
    """The formats that a file may be, the surest first, with how sure that is (0 to 1)."""
    scored = [(name, found.sniff(head)) for name, found in FORMATS.items()]
    return sorted(((n, s) for n, s in scored if s > 0), key=lambda pair: -pair[1])


def read_files(
    files: Sequence[tuple[Path, bool]],
    chosen: Format | None,
    options: ReadOptions,
    on_bytes: Callable[[int], None],
) -> Iterator[FileRead]:
    """Every file in turn; a bad one is refused in its own report and the others go on."""
    for path, found in files:
        yield _read_file(LogFile(path, str(path), on_bytes), found, chosen, options)


def _read_file(source: LogFile, found: bool, chosen: Format | None, options: ReadOptions) -> FileRead:
    report = Report(source.shown)
    name = chosen.name if chosen else ""
    try:
        head = source.head()
        if found and chosen is not None and _is_other(source.path, head, chosen):
            report.ignored(f"is no {chosen.name} log")
            return FileRead(path=source.shown, format=name, status="ignored", report=report)
        actual = chosen or _recognised(head, report)
        name = actual.name
        if found and any(source.path.match(pattern) for pattern in actual.companions):
            report.ignored("is read with the log beside it")
            return FileRead(path=source.shown, format=name, status="ignored", report=report)
        results = list(actual.read(source, options, report))
        runs = tuple(r for r in results if isinstance(r, LoggedRun))
        stated = tuple(r for r in results if isinstance(r, Stated))
        if not runs and not stated:
            raise LogError("holds no run and no result")
        _describe(runs, report)
    except LogError as error:
        if found and isinstance(error, NoRunHereError):
            report.ignored(error.message)
            return FileRead(path=source.shown, format=name, status="ignored", report=report)
        report.withdraw("")
        report.refused(error.message, error.line, error.hint)
        return FileRead(path=source.shown, format=name, status="refused", report=report)
    except OSError as error:
        report.withdraw("")
        report.refused(f"cannot be read: {error.strerror}")
        return FileRead(path=source.shown, format=name, status="refused", report=report)
    return FileRead(path=source.shown, format=name, status="read", runs=runs, stated=stated, report=report)


def _is_other(path: Path, head: Head, chosen: Format) -> bool:
    """Whether a file of a folder is text of another kind: not one whose very name is the format's."""
    by_name = any(path.match(p) for p in chosen.patterns if not p.startswith("*."))
    return not by_name and head.text != "" and chosen.sniff(head) == 0


def _recognised(head: Head, report: Report) -> Format:
    """The format that a file surely is; raises LogError when none fits, or two fit as well."""
    ranked = recognise(head)
    if not ranked:
        hint = f"name its format: {', '.join(FORMATS)}"
        raise LogError("is of no format that is known", hint)
    (first, sure), *others = ranked
    if others and sure - others[0][1] < CLOSE:
        raise LogError(f"may be {first} or {others[0][0]}", f"name the one it is: effsite ingest {first} ...")
    report.understood(f"the format is {first} ({FORMATS[first].title})")
    return FORMATS[first]


def _describe(runs: Sequence[LoggedRun], report: Report) -> None:
    """Say what each run holds: how many evaluations, and the range of every metric."""
    for number, run in enumerate(runs[:20], 1):
        which = f"run {run.name or number}: " if len(runs) > 1 else ""
        count = len(run.evaluations) + run.thinned
        report.understood(
            f"{which}{count:,} evaluation{'s' if count != 1 else ''} of {_metrics(run)}", run.line
        )


def _metrics(run: LoggedRun) -> str:
    ranges: dict[str, tuple[float, float]] = dict(run.ranges)
    for evaluation in run.evaluations:
        for name, value in evaluation.values.items():
            low, high = ranges.get(name, (value, value))
            ranges[name] = (min(low, value), max(high, value))
    shown = [f"{name} ({low:g} to {high:g})" for name, (low, high) in list(ranges.items())[:12]]
    return ", ".join(shown) + (" and others" if len(ranges) > 12 else "")
