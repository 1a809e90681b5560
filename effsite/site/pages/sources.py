"""What a page rests on: every source once, numbered in the order in which it is first used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from effsite.escape import safe_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from effsite.analysis.claims import Claim
    from effsite.records import Attempt, Reference, Result


@dataclass(frozen=True, slots=True)
class Cited:
    """One source: its text, and its address where it has one."""

    text: str
    url: str


class Sources:
    """The numbered sources of a page; `all` lists them in order."""

    def __init__(self, found: Iterable[Cited]) -> None:
        """Numbers each source once, from 1."""
        self._numbers = {one: number for number, one in enumerate(dict.fromkeys(found), 1)}

    @property
    def all(self) -> tuple[Cited, ...]:
        """Every source, in the order of its number."""
        return tuple(self._numbers)

    def mark(self, text: str, url: str) -> Markup:
        """A source's number in brackets, linked to its address and titled with its text."""
        number = self._numbers[Cited(text, url)]
        title = escape(" ".join(text.split()))
        address = safe_url(url)
        if address is None:
            return Markup('<span title="{}">[{}]</span>').format(title, number)
        return Markup('<a href="{}" title="{}" rel="nofollow noopener ugc">[{}]</a>').format(
            address, title, number
        )


def sources(
    references: Sequence[Reference],
    results: Iterable[Result],
    claims: Iterable[Claim],
    attempts: Iterable[Attempt] = (),
) -> Sources:
    """The references of the task, then the sources of the rows, of the attempts and of the statements."""
    return Sources(
        [
            *(Cited(reference.citation, reference.url) for reference in references),
            *(Cited(result.source, result.source_url) for result in results),
            *(Cited(attempt.source, attempt.source_url) for attempt in attempts),
            *(Cited(claim.statement.source, claim.statement.source_url) for claim in claims),
        ]
    )
