"""What was understood, guessed, ignored and refused in a file, each with its line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from effsite.errors import EffsiteError
from effsite.ingest.privacy import scrubbed

Verdict = Literal["understood", "guessed", "ignored", "refused"]

MOST_LINES = 200
"""Lines kept for one file; a garbled file would otherwise fill the memory with complaints."""


MOST_CHARACTERS = 1_000
"""Characters of a line; what a log says is quoted in it, and a log may say a lot."""


class LogError(EffsiteError):
    """A file that cannot be read as a log; the others of the batch go on. `line` counts from 1, 0: none."""

    def __init__(self, message: str, hint: str = "", *, line: int = 0) -> None:
        super().__init__(message, hint)
        self.line = line


class NoRunHereError(LogError):
    """A file that belongs to logs and holds no run of its own: passed over when a folder is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One line of the report: the verdict, the file as the user named it, the first line it is about.

    `count` says how often the same was met in the file. `aside` marks what changes no figure, such as a name.
    """

    verdict: Verdict
    path: str
    message: str
    line: int = 0
    hint: str = ""
    count: int = 1
    aside: bool = False

    @property
    def where(self) -> str:
        """`file:line`, or the file alone."""
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def words(self) -> str:
        """What is said, how often where it was met more than once, and the way out."""
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.message}{times}" + (f" [{self.hint}]" if self.hint else "")

    def as_json(self) -> dict[str, Any]:
        """The line as an object for scripts; it has no hint where there is none, no count of one."""
        hint = {"hint": self.hint} if self.hint else {}
        count = {"count": self.count} if self.count > 1 else {}
        return {"path": self.path, "line": self.line or None, "message": self.message, **hint, **count}


@dataclass(slots=True)
class Report:
    """What is said about one file. A message that is met again counts up instead of standing twice."""

    path: str
    _lines: dict[tuple[Verdict, str], ReportLine] = field(default_factory=dict)
    _untold: int = 0

    @property
    def lines(self) -> tuple[ReportLine, ...]:
        """Every line in the order met; the last one says how many kinds were left out, if any."""
        more = (self._left_out(),) if self._untold else ()
        return (*self._lines.values(), *more)

    def understood(self, message: str, line: int = 0) -> None:
        """Something was read beyond doubt."""
        self._add("understood", message, line, "")

    def guessed(self, message: str, line: int = 0, hint: str = "", *, aside: bool = False) -> None:
        """Something was assumed, or does not agree with itself; the user should look.

        `aside` says that no figure depends on it.
        """
        self._add("guessed", message, line, hint, aside=aside)

    def ignored(self, message: str, line: int = 0) -> None:
        """Something was left out on purpose."""
        self._add("ignored", message, line, "")

    def refused(self, message: str, line: int = 0, hint: str = "") -> None:
        """Something could not be taken; the command then ends with an exit code other than zero."""
        self._add("refused", message, line, hint)

    def withdraw(self, *beginnings: str) -> None:
        """Take back what was said to be understood and begins like that: it did not hold to the end."""
        for verdict, message in list(self._lines):
            if verdict == "understood" and message.startswith(beginnings):
                del self._lines[verdict, message]

    def _add(self, verdict: Verdict, message: str, line: int, hint: str, *, aside: bool = False) -> None:
        message, hint = _plain(message), _plain(hint)
        key = (verdict, message)
        known = self._lines.get(key)
        if known is not None:
            self._lines[key] = replace(known, count=known.count + 1)
        elif len(self._lines) < MOST_LINES or verdict == "refused":
            self._lines[key] = ReportLine(
                verdict=verdict, path=self.path, message=message, line=line, hint=hint, aside=aside
            )
        else:
            self._untold += 1

    def _left_out(self) -> ReportLine:
        return ReportLine(verdict="ignored", path=self.path, message=f"and {self._untold} further notes")


def _plain(text: str) -> str:
    """The text for a terminal: bounded, without control characters, and with nothing private in it."""
    return scrubbed("".join(c if c.isprintable() else "?" for c in text[:MOST_CHARACTERS]))
