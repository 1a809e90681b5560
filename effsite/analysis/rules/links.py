"""Whether the links of a row lead where its citation says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite.analysis.papers import arxiv_number, arxiv_numbers_in, paper_of
from effsite.analysis.rules.unit import Fault, RowRule
from effsite.names import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from effsite.analysis.rules.unit import Around, Rows
    from effsite.records import Result

LINKS = ("source_url", "paper_url")

SHORTEST_WORD = 3
"""Letters and digits of a word that tells one system from another."""


class LinkNotHttps(RowRule):
    """A link is not https.

    What is fetched over http can be changed on the way, and browsers warn of it. Nearly every site that ever
    held a paper answers to https.
    """

    code = "link-not-https"
    severity = "warning"
    hint = "write https://, and open it once to see that it answers"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those with such a link."""
        return (place for field in LINKS for place in rows.where(_is_http, field))

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """Each link that begins with http:."""
        for field in LINKS:
            if _is_http(getattr(result, field)):
                yield Fault(field=field, message=f"{field} is not https: {getattr(result, field)}")


class LinkOfOtherPaper(RowRule):
    """A link leads to another paper than the one that its citation names.

    That is so where the citation gives one arXiv number and the link another, and where the link is
    the paper that introduced other systems in the collection, of which the citation names none. A well-known
    tracker cites "Attention is all you need" three times and links ShuffleNet v2.
    """

    code = "link-of-other-paper"
    severity = "warning"
    hint = "link the paper that is cited, or name in the citation the one that is linked"

    @classmethod
    def concerns(cls, rows: Rows) -> Iterable[int]:
        """Those that link a paper with a number, or one that introduced a system."""
        return rows.where(lambda url: arxiv_number(url) or paper_of(url) in rows.introduced, "source_url")

    @classmethod
    def look(cls, result: Result, around: Around) -> Iterator[Fault]:
        """The link of the source, where it is another paper's."""
        if not result.source_url:
            return
        number, cited = arxiv_number(result.source_url), arxiv_numbers_in(result.source)
        if cited and number and number not in cited:
            yield cls._fault(result, f"arXiv {number}")
            return
        owners = around.introduced.get(paper_of(result.source_url), frozenset())
        if not owners or result.system in owners or number in cited:
            return
        told = _telling(result.source)
        if not any(_telling(owner) & told for owner in owners):
            first, *others = sorted(owners)
            yield cls._fault(result, f"the paper of {first}{' and others' if others else ''}")

    @staticmethod
    def _fault(result: Result, linked: str) -> Fault:
        return Fault(field="source_url", message=f"cites {result.source!r}, but links {linked}")


def _is_http(address: str) -> bool:
    return address.startswith("http:")


def _telling(text: str) -> frozenset[str]:
    """The words of a name or a citation that are more than an article, a size or a number."""
    return frozenset(w for w in words(text) if len(w) >= SHORTEST_WORD and not w.isdigit())
