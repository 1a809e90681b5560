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

    `records` has the `id()` of each result that set a record, `stated` the names in statements.
    """

    records: Container[int] = frozenset()
    stated: Container[str] = frozenset()


def systems(results: Iterable[Result], notable: Notable | None = None) -> tuple[System, ...]:
    """The systems behind the results, each with its own slug, in order of first publication.

    A system has a page of its own when it held a record, stands at two targets or more, has a learning
    curve, is disputed or withdrawn, or a source states a figure of it that is held against the collection.

    Names that differ in case, spaces, hyphens or underscores alone are one system, shown under
    the name of its first result. Of different names with the same slug the first published keeps
    it, so that a new system never moves an old page.
    """
    found: list[System] = []
    taken: set[str] = set()
    for name, group in _by_name(results).items():
        slug = free_slug(name, taken, fallback="system")
        taken.add(slug)
        own = _is_notable(group, notable or Notable())
        found.append(System(name=name, slug=slug, results=tuple(group), own_page=own))
    return tuple(found)


def _is_notable(results: list[Result], notable: Notable) -> bool:
    return len({(r.task, r.target) for r in results}) > 1 or any(
        id(r) in notable.records or r.curve or r.status in IN_DOUBT or r.system in notable.stated
        for r in results
    )


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
