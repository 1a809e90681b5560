"""Addresses of system pages: a safe slug from any name, the same on every build."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.records import RESERVED_SLUGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from effsite.records import Result

LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A reported system: every result of that name, over all tasks, in order of publication."""

    name: str
    slug: str
    results: tuple[Result, ...]

    @property
    def address(self) -> str:
        """The page's path in the docs folder."""
        return f"systems/{self.slug}.md"


def systems(results: Iterable[Result]) -> tuple[System, ...]:
    """The systems behind the results, each with its own slug, in order of first publication.

    Names that differ in case, spaces, hyphens or underscores alone are one system, shown under
    the name of its first result. Of different names with the same slug the first published keeps
    it, so that a new system never moves an old page.
    """
    found: list[System] = []
    taken: set[str] = set()
    for name, group in _by_name(results).items():
        slug = _free(name, taken)
        taken.add(slug)
        found.append(System(name=name, slug=slug, results=tuple(group)))
    return tuple(found)


def slug(name: str) -> str:
    """A name as a slug of lower-case ASCII letters, digits and single hyphens: at most 64 characters."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:LONGEST].strip("-")
    return f"{found}-system" if found in RESERVED_SLUGS else found or "system"


def _by_name(results: Iterable[Result]) -> Mapping[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda r: (r.published, r.system, r.task, r.target, r.submission)):
        groups.setdefault(_same(result.system), []).append(result)
    return {group[0].system: group for group in groups.values()}


def _same(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()


def _free(name: str, taken: set[str]) -> str:
    wanted = slug(name)
    if wanted not in taken:
        return wanted
    mark = hashlib.sha256(name.encode()).hexdigest()
    for length in range(6, len(mark)):
        candidate = f"{wanted[: LONGEST - length - 1].strip('-')}-{mark[:length]}"
        if candidate not in taken:
            return candidate
    raise ValueError(f"no free address for {name!r}")
