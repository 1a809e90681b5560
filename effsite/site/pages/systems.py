"""Addresses of system pages: a safe slug from any name, the same on every build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.names import free_slug, same_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from effsite.records import Result


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
        slug = free_slug(name, taken, fallback="system")
        taken.add(slug)
        found.append(System(name=name, slug=slug, results=tuple(group)))
    return tuple(found)


def _by_name(results: Iterable[Result]) -> Mapping[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda r: (r.published, r.system, r.task, r.target, r.submission)):
        groups.setdefault(same_name(result.system), []).append(result)
    return {group[0].system: group for group in groups.values()}
