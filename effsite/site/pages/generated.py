"""What a build of the pages left behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.site.pages.systems import Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What was written: every file by its path in the docs folder, and the pages of the targets.

    `beside` are the files that belong into the finished site by their path there: they cost the generator of
    pages nothing, and stand in neither its search nor its sitemap.
    `domain_pages` go into the navigation below the page of all targets, in the order of the collection;
    pages in the `unlisted` folders are reached from those. `moved` are the systems without a page of their
    own, and `entered` those of them that the search has an entry for; `searched` has by the address of each
    target's page on the site what else the search is to know of its results. `pages` and `charts` count
    what was written, `absent` are the pages for which the collection has nothing; `warnings` and `notes` are
    for whoever builds, `preview` for the templates of the theme: the feed, and the card of pages without one.
    Of warnings and notes only a warning fails a strict build.
    """

    files: tuple[str, ...]
    beside: Mapping[str, bytes]
    domain_pages: tuple[str, ...]
    unlisted: tuple[str, ...]
    entered: tuple[Moved, ...]
    searched: Mapping[str, str]
    moved: tuple[Moved, ...]
    preview: Mapping[str, str]
    pages: int
    charts: int
    absent: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def page_files(self) -> tuple[str, ...]:
        """The pages among the files."""
        return tuple(name for name in self.files if name.endswith(".md"))
