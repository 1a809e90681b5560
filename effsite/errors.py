"""What effsite raises when it cannot go on: a message, where it happened, and a way out."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from effsite.escape import printable
from effsite.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class EffsiteError(Exception):
    """An error with a message for a person and, where there is one, a hint at the way out.

    Every error that effsite raises on purpose is one of these; the command line catches this
    class in one place and prints `error:` and `hint:`. Anything else is a bug.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(EffsiteError):
    """The command was asked for something that is not there: a task, a target, a folder."""

    exit_code = 2


ROOM, RIGHTS = "free some space and try again", "change its rights, or work where you have them"
WAYS_OUT = {
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ROOM,
    errno.EFBIG: "raise the limit on the size of files (`ulimit -f`), and try again",
    errno.EACCES: RIGHTS,
    errno.EPERM: RIGHTS,
    errno.EROFS: "work on a copy that may be written to",
    errno.ENOENT: "was it moved or removed meanwhile? try again",
    errno.ELOOP: "put a file or a folder in the place of the link",
    errno.ENOTDIR: "move away what stands in the place of that folder",
    errno.EISDIR: "move away the folder that stands in the place of that file",
    errno.EEXIST: "move away what stands there",
    errno.EINVAL: "put a file in its place, or remove it",
    errno.EXDEV: "keep the project on one file system: no other one mounted below it",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.EMFILE: "raise the limit on open files (`ulimit -n`), and try again",
    errno.ENOLCK: "work on a file system with locks",
    errno.ENOSYS: "work on a file system that can do this",
    errno.EIO: "the disk or the network fails: look at the system's log",
}
"""What to do about an error of the system, by its number."""


def way_out(error: OSError) -> str:
    """What a person can do about an error of the system."""
    return WAYS_OUT.get(error.errno or 0, "put right what the system says, and try again")


class SystemSaidNoError(EffsiteError):
    """The system refused to read or write something: no rights, no space, no file where one should be."""

    @classmethod
    def of(cls, error: OSError) -> SystemSaidNoError:
        """The same error in one line, with the path, and with a way out."""
        said = error.strerror or str(error) or type(error).__name__
        paths = [os.fsdecode(p) for p in (error.filename, error.filename2) if isinstance(p, str | bytes)]
        where = " -> ".join(paths)
        return cls(printable(f"{where}: {said}" if where else said), way_out(error))


class CouldNotCheckError(SystemSaidNoError):
    """The system refused something without which nobody knows whether the collection is right."""

    exit_code = 2


class BuildError(EffsiteError):
    """The pages could not be turned into a site; the old site stands as it was."""


class PublishError(EffsiteError):
    """The edition could not be committed or pushed; the published branch is unchanged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong in the collection, and where: what was found, what was expected, what to do.

    `line` and `column` count from 1; 0 means the whole file (line) or the whole line (column).
    In a CSV file `column` counts cells, and `field` is that column's name. `code` is the name of the
    rule that found it, such as `not-a-number`. An error must go; a warning is to be looked at and counts
    only where a caller is strict; a note tells a reader what to know and never counts.
    """

    path: str
    line: int = 0
    column: int = 0
    field: str = ""
    code: str = ""
    severity: str = "error"
    message: str
    hint: str = ""

    @property
    def label(self) -> str:
        """How bad it is and by which rule: `error[not-a-number]`."""
        return f"{self.severity}[{self.code}]" if self.code else self.severity

    @property
    def where(self) -> str:
        """`file:line:column`, leaving out what is not known."""
        return ":".join([printable(self.path), *(str(n) for n in (self.line, self.column) if n)])

    def as_json(self) -> dict[str, Any]:
        """The finding as an object for scripts, in names that do not change."""
        return {
            "file": self.path,
            "line": self.line,
            "column": self.column,
            "field": self.field,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
        }

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.where}: {self.message}{hint}"


def totals(findings: Sequence[Finding]) -> str:
    """How many there are of each kind, in words; notes are told of where there are any."""
    if not findings:
        return "no errors"
    numbers = {name: sum(f.severity == name for f in findings) for name in ("error", "warning", "note")}
    return ", ".join(counted(n, name) for name, n in numbers.items() if n or name != "note")


class CollectionError(EffsiteError):
    """The collection in results/ has errors; `findings` holds every one of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            f"{counted(len(self.findings), 'error')} in the collection",
            "correct the lines above; `effsite fields` lists every column and what it takes",
        )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`did you mean 'x'?` for the closest known name, or all of them when few, or nothing."""
    names = list(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"expected one of: {', '.join(names)}" if 0 < len(names) <= 12 else ""
