"""Facts that a person gives about whole folders of logs, put to the runs that were read there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from effsite import store
from effsite.errors import CollectionError, UsageError
from effsite.records import LogFacts
from effsite.store.rules import RowTwice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from effsite.ingest.batch import FileRead
    from effsite.ingest.log import Facts


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
        """The files, each run with what is known of its folder; a file in no folder of the facts stays."""
        return tuple(self._of_file(file) for file in files)

    def _of_file(self, file: FileRead) -> FileRead:
        folders = Path(file.path).absolute().parent.parts
        found = self._known(folders)
        if found is None:
            if file.runs:
                file.report.guessed("the file of facts has no row for this folder")
            return file
        facts, below = found
        runs = tuple(replace(run, facts=_with(run.facts, facts, below)) for run in file.runs)
        return replace(file, runs=runs)

    def _known(self, folders: tuple[str, ...]) -> tuple[LogFacts, tuple[str, ...]] | None:
        """The facts of the longest row that fits, the last one in the path where it fits twice."""
        best: tuple[int, int, LogFacts] | None = None
        for wanted, facts in self.rows:
            for end in range(len(folders), len(wanted) - 1, -1):
                if folders[end - len(wanted) : end] == wanted:
                    if best is None or (len(wanted), end) > best[:2]:
                        best = (len(wanted), end, facts)
                    break
        return None if best is None else (best[2], folders[best[1] :])


def _with(own: Facts, known: LogFacts, below: tuple[str, ...]) -> Facts:
    """The facts of a log with those that are known of its folder in their place."""
    link = "/".join([known.folder_url.rstrip("/"), *map(quote, below)]) if known.folder_url else ""
    return replace(
        own,
        published=str(known.published) if known.published else own.published,
        date_source=known.date_source or own.date_source,
        source=known.source or own.source,
        source_url=link or own.source_url,
    )
