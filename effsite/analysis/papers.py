"""Papers by their addresses: what two links to the same paper have in common, and when it was numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

ARXIV_NUMBER = r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})"
_ARXIV_ADDRESS = re.compile(rf"^https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/({ARXIV_NUMBER})")
_CITED = re.compile(rf"arxiv[^A-Za-z0-9]{{0,3}}(?:abs/)?({ARXIV_NUMBER})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    def months_after(self, other: Month) -> int:
        """How many months this one is after the other; negative for one before."""
        return (self.year - other.year) * 12 + self.month - other.month


def arxiv_number(address: str) -> str:
    """The arXiv number in an address, without its version: 1905.11946, cs/0301012; "" for another address."""
    match = _ARXIV_ADDRESS.match(address) if address else None
    return match[1] if match else ""


def arxiv_month(number: str) -> Month | None:
    """The month in which arXiv gave that number; None where it tells none."""
    digits = number.rpartition("/")[2][:4]
    year, month = int(digits[:2]), int(digits[2:])
    if not 1 <= month <= 12:
        return None
    return Month((1900 if year >= 91 else 2000) + year, month)


def arxiv_numbers_in(text: str) -> frozenset[str]:
    """The arXiv numbers that a citation names, as in `arXiv 1905.11946` or `arXiv:1905.11946v2`."""
    return frozenset(_CITED.findall(text))


@lru_cache(maxsize=4096)
def paper_of(address: str) -> str:
    """What all addresses of a paper have in common: its arXiv number, else host and path; "" for none."""
    if not address:
        return ""
    number = arxiv_number(address)
    if number:
        return f"arxiv.org/{number}"
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}{query}"
