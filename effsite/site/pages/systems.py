"""Systems: which results are one, which of them have a page of their own, and a safe slug from any name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.names import free_slug, same_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from effsite.records import Result


FOLDER = "systems/"
ANCHOR = "system-"
MOST_PAGES = 500
"""Systems that have a page of their own at the most: the cost of a site follows what a person would read."""

UNNOTED = 4
IN_DOUBT = frozenset({"disputed", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A reported system: every result of that name, over all tasks, in order of publication.

    `own_page` says whether there is more to say of it than its row at its target says.
    """

    name: str
    slug: str
    results: tuple[Result, ...]
    own_page: bool

    @property
    def address(self) -> str:
        """The path of the system's own page in the docs folder."""
        return f"{FOLDER}{self.slug}.md"

    @property
    def anchor(self) -> str:
        """The id of the system's row on the page of its target."""
        return anchor_of(self.slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A system without a page of its own: the `page` of its one target, and the `anchor` there."""

    name: str
    slug: str
    page: str
    anchor: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notable:
    """What makes a system notable beside its own results: its records, and what sources state of it.

    `records` has the `id()` of each result that set a record, `stated` the names in statements, and
    `reproduced` those of the systems that were run again. `crowded` has the task and the target of those
    with too many learning curves to be worth a page each: the page at any level shows them.
    """

    records: Container[int] = frozenset()
    stated: Container[str] = frozenset()
    reproduced: Container[str] = frozenset()
    crowded: Container[tuple[str, str]] = frozenset()


def systems(
    results: Iterable[Result], notable: Notable | None = None, most: int = MOST_PAGES
) -> tuple[System, ...]:
    """The systems behind the results, each with its own slug, in order of first publication.

    A system has a page of its own when it has a learning curve at a target with few of them, a source states
    a figure of it that is held against the collection, it stands at two targets or more, held a record, or
    is disputed or withdrawn. Of more than `most` such systems, those have one that come first in this order,
    and the newest among equals.
    Names that differ in case, spaces, hyphens or underscores alone are one system, shown under
    the name of its first result. Of different names with the same slug the first published keeps
    it, so that a new system never moves an old page.
    """
    groups = _by_name(results)
    own = _worth_a_page(groups, notable or Notable(), most)
    found: list[System] = []
    taken: set[str] = set()
    for name, group in groups.items():
        slug = free_slug(name, taken, fallback="system")
        taken.add(slug)
        found.append(System(name=name, slug=slug, results=tuple(group), own_page=name in own))
    return tuple(found)


def _worth_a_page(groups: Mapping[str, list[Result]], notable: Notable, most: int) -> set[str]:
    ranks = {name: _rank(group, notable) for name, group in groups.items()}
    newest = [name for name in reversed(list(groups)) if ranks[name] < UNNOTED]
    return set(sorted(newest, key=ranks.__getitem__)[:most])


def _rank(results: list[Result], notable: Notable) -> int:
    """What makes a system worth a page, 0 the most; UNNOTED where nothing does."""
    reasons = (
        any(
            (r.curve and (r.task, r.target) not in notable.crowded)
            or r.system in notable.stated
            or r.system in notable.reproduced
            for r in results
        ),
        len({(r.task, r.target) for r in results}) > 1,
        any(id(r) in notable.records for r in results),
        any(r.status in IN_DOUBT for r in results),
    )
    return reasons.index(True) if any(reasons) else UNNOTED


def _by_name(results: Iterable[Result]) -> Mapping[str, list[Result]]:
    groups: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda r: (r.published, r.system, r.task, r.target, r.submission)):
        groups.setdefault(same_name(result.system), []).append(result)
    return {group[0].system: group for group in groups.values()}


def anchor_of(slug: str) -> str:
    """The id of the row of the system with that slug, on the page of its target."""
    return f"{ANCHOR}{slug}"


def slug_at(place: str) -> tuple[str, bool]:
    """The slug of the system that is shown at that place, and whether it is its own page."""
    _, mark, anchor = place.partition("#")
    if mark:
        return anchor.removeprefix(ANCHOR), False
    return place.removeprefix(FOLDER).removesuffix(".md"), True
