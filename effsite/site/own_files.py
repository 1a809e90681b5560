"""The files that a project's people wrote, page by page: taken only where they are what they seem.

Folders come from strangers' pull requests as well. A link may lead to another file of the project,
never out of it or to what is hidden in it; a FIFO would keep a build for ever, and a page in another
encoding would break it. Everything that cannot be taken is told at once, by its name.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from effsite.errors import BuildError, Finding
from effsite.escape import printable
from effsite.files import leads_out, read_regular, sort_of
from effsite.store.tables import not_utf8, unreadable
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ".md"
MOST_FILES = 20_000
MOST_FOLDERS = 2_000
DEEPEST_FOLDER = 32
"""Most files, most folders, and most folders within each other, that are taken from docs/ or a theme."""

LEADS_OUT = (
    "is a link that leads out of the project",
    "link to what stands in the project and is not hidden, or copy it",
)
"""What is said of a link to files that are not the project's, and the way out."""


class OwnFilesError(BuildError):
    """Files of the project that cannot be taken; `findings` names each of them."""

    def __init__(self, folder: str, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(
            f"{counted(len(findings), 'thing')} in {folder} cannot be taken", "see above; the old site stands"
        )


def copy_pages(docs: Path, to: Path, project: Path) -> None:
    """Copy a folder of pages, without what is hidden; raises OwnFilesError with all that cannot be taken."""
    found = _Walk(project)
    files = list(found.files(docs, docs.name, (docs.resolve(),)))
    to.mkdir()
    for source, shown in files:
        place = to / shown.partition("/")[2]
        try:
            if source.suffix == PAGE:
                _check_text(read_regular(source))
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
        except UnicodeDecodeError as error:
            found.findings.append(not_utf8(shown, error))
        except OSError as error:
            if error.filename2 is not None or not _is_of(error, source):
                raise  # what failed is to write the copy
            found.findings.append(unreadable(shown, error))
    found.done(f"{docs.name}/")


def check_theme(theme: Path, project: Path) -> None:
    """Raise OwnFilesError where a theme's folder, which the generator reads, holds what may not be taken.

    A folder that the configuration names outside of the project is taken as it is named; one inside, which
    anybody's pull request may put a link in the place of, must not lead out.
    """
    named = Path(os.path.normpath(theme))
    found = _Walk(project if named.is_relative_to(project) else theme)
    if found.within == project and theme.resolve() != named and leads_out(theme, project):
        found.complain(named.relative_to(project).as_posix(), *LEADS_OUT)
        found.done(f"{theme.name}/")
    for source, shown in found.files(theme, theme.name, (theme.resolve(),)):
        if not os.access(source, os.R_OK):
            found.complain(shown, "cannot be read", "change its rights")
    found.done(f"{theme.name}/")


@dataclass(slots=True)
class _Walk:
    """One pass over a folder, and what in it cannot be taken."""

    within: Path
    findings: list[Finding] = field(default_factory=list)
    file_count: int = 0
    folder_count: int = 0

    def complain(self, shown: str, message: str, hint: str) -> None:
        """Keep a finding about the file or folder that is shown so."""
        self.findings.append(Finding(path=shown, message=message, hint=hint))

    def done(self, folder: str) -> None:
        """Raise OwnFilesError with every finding, where there is one."""
        if self.findings:
            raise OwnFilesError(folder, tuple(self.findings))

    def files(self, folder: Path, shown: str, above: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
        """Every file that may be taken, and how it is shown; `above` are the folders that this one is in."""
        self.folder_count += 1
        if self.folder_count > MOST_FOLDERS or len(above) > DEEPEST_FOLDER:
            most = f"at most {MOST_FOLDERS:,} folders are taken, {DEEPEST_FOLDER} within each other"
            raise OwnFilesError(shown, (Finding(path=shown, message=most, hint="take some away"),))
        try:
            entries = sorted(folder.iterdir())
        except OSError as error:
            self.findings.append(unreadable(shown, error))
            return
        for path in entries:
            if not path.name.startswith("."):
                yield from self._one(path, f"{shown}/{path.name}", above)

    def _one(self, path: Path, shown: str, above: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
        sort = sort_of(path)
        if not path.name.isprintable() or "\\" in path.name:
            self.complain(printable(shown), "has a name that is no plain text", "rename it")
        elif sort not in ("", "a folder"):
            self.complain(shown, f"is {sort}", "put a file in its place, or remove it")
        elif path.is_symlink() and leads_out(path, self.within):
            self.complain(shown, *LEADS_OUT)
        elif sort == "a folder":
            real = path.resolve()
            if real in above:
                self.complain(shown, "is a link to a folder that it stands in itself", "remove it")
            else:
                yield from self.files(path, shown, (*above, real))
        else:
            self.file_count += 1
            if self.file_count > MOST_FILES:
                most = f"at most {MOST_FILES:,} files are taken"
                raise OwnFilesError(shown, (Finding(path=shown, message=most, hint="take some away"),))
            yield path, shown


def _check_text(raw: bytes) -> None:
    raw.decode("utf-8")


def _is_of(error: OSError, source: Path) -> bool:
    return error.filename is not None and os.fsdecode(error.filename) == str(source)
