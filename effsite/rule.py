"""What a check looks for: rules, each with a code, how bad it is, and a way out."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, ClassVar, Literal

from effsite.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["error", "warning", "note"]

SEVERITIES: Mapping[Severity, str] = {
    "error": "the row cannot stand: it must be corrected before it is merged",
    "warning": "most likely wrong: a person should look; fails the check with --strict",
    "note": "nothing wrong, but a reviewer should know it; never fails the check",
}
"""How bad a finding is, and what that means."""


class Rule:
    """One thing that may be wrong; the docstring of each subclass is what its users read.

    The first line of that docstring says what the rule looks for, the rest says why, and what counts.
    `code` is its name in reports and never changes. `hint` is the way out where a finding has none of its
    own.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity] = "error"
    hint: ClassVar[str]

    @classmethod
    def title(cls) -> str:
        """What it looks for, in one line."""
        return cls._lines()[0]

    @classmethod
    def why(cls) -> str:
        """Why it looks for that, and what counts: the rest of the docstring, with its paragraphs."""
        return "\n".join(cls._lines()[1:]).strip()

    @classmethod
    def _lines(cls) -> list[str]:
        return inspect.cleandoc(cls.__doc__ or "").split("\n")

    @classmethod
    def found(
        cls,
        path: str,
        message: str,
        hint: str = "",
        *,
        line: int = 0,
        column: int = 0,
        field: str = "",
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this rule; its hint and its severity are the rule's where it has none of its own."""
        return Finding(
            path=path,
            line=line,
            column=column,
            field=field,
            code=cls.code,
            severity=severity or cls.severity,
            message=message,
            hint=hint or cls.hint,
        )
