"""Facts that a person gives about whole folders of logs, put to the runs that were read there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from effsite import store
from effsite.errors import CollectionError, UsageError
from effsite.records import LogFacts
from effsite.store.relation_rules import RowTwice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.batch import FileRead
    from effsite.ingest.log import Facts, LoggedRun


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFacts:
    """The rows of a file of facts by the folders that they are about."""

    rows: tuple[tuple[tuple[str, ...], LogFacts], ...]

    @classmethod
    def read(cls, path: Path) -> FolderFacts:
        """The facts in the CSV file at `path`. Raises CollectionError, with every finding, for a bad one."""
        if not path.is_file():
            raise UsageError(f"--facts {path} is no file", "name a CSV file with a column `folder`")
        table = store.read_rows(path, LogFacts, datetime.now(UTC).date())
        findings = []
        known: dict[tuple[str, ...], int] = {}
        rows = []
        for row in table.rows:
            folders = PurePosixPath(row.value.folder).parts
            if folders in known:
                hint = "keep one of them"
                said = f"the folder stands on line {known[folders]} already"
                findings.append(RowTwice.found(str(path), said, hint, line=row.line, field="folder"))
            known.setdefault(folders, row.line)
            rows.append((folders, row.value))
        if findings:
            raise CollectionError(tuple(findings))
        return cls(rows=tuple(rows))

    def put_to(self, files: Sequence[FileRead]) -> tuple[FileRead, ...]:
        """The files, each run with what is known of its folder; a file in no folder of the facts stays.

        Runs of a folder whose system is known are repetitions of one result where they are of the same
        length and on the same hardware; else each kind is a system, and its name says which.
        """
        return _by_kind([self._of_file(file) for file in files])

    def _of_file(self, file: FileRead) -> FileRead:
        found = self._known(Path(file.path).absolute().parts)
        if found is None:
            if file.runs:
                file.report.guessed("the file of facts has no row for this folder")
            return file
        facts, below = found
        runs = [replace(run, facts=_with(run.facts, facts, below)) for run in file.runs]
        if facts.system:
            runs = [replace(run, group=f"facts of {facts.folder}") for run in runs]
        return replace(file, runs=tuple(runs))

    def _known(self, parts: tuple[str, ...]) -> tuple[LogFacts, tuple[str, ...]] | None:
        """The facts of the longest row that fits, the last one in the path where it fits twice.

        With them come the folders between what the row names and the log.
        """
        best: tuple[int, int, LogFacts] | None = None
        for wanted, facts in self.rows:
            for end in range(len(parts), len(wanted) - 1, -1):
                if parts[end - len(wanted) : end] == wanted:
                    if best is None or (len(wanted), end) > best[:2]:
                        best = (len(wanted), end, facts)
                    break
        return None if best is None else (best[2], parts[best[1] : -1])


def _by_kind(files: Sequence[FileRead]) -> tuple[FileRead, ...]:
    """The files, their runs of one folder and system apart by length and hardware."""
    kinds: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for run in (run for file in files for run in file.runs if run.facts.system and run.group):
        kinds[run.group].add(_kind(run))
    return tuple(
        replace(file, runs=tuple(_named_apart(run, kinds[run.group]) for run in file.runs)) for file in files
    )


def _kind(run: LoggedRun) -> tuple[str, str]:
    return run.labels.get("steps", ""), run.facts.hardware


def _named_apart(run: LoggedRun, kinds: set[tuple[str, str]]) -> LoggedRun:
    if len(kinds) < 2:
        return run
    steps, hardware = _kind(run)
    length = f", {int(steps):,} steps" if steps and len({kind[0] for kind in kinds}) > 1 else ""
    where = f", on {hardware}" if hardware and len({kind[1] for kind in kinds}) > 1 else ""
    system = f"{run.facts.system}{length}{where}"
    return replace(run, group=f"{run.group}{length}{where}", facts=replace(run.facts, system=system))


def _with(own: Facts, known: LogFacts, below: tuple[str, ...]) -> Facts:
    """The facts of a log with those that are known of its folder in their place."""
    further = () if known.system else below  # all logs there are runs of the system
    link = "/".join([known.folder_url.rstrip("/"), *map(quote, further)]) if known.folder_url else ""
    return replace(
        own,
        system=known.system or own.system,
        published=str(known.published) if known.published else own.published,
        date_source=known.date_source or own.date_source,
        source=known.source or own.source,
        source_url=link or own.source_url,
    )
