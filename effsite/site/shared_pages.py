"""Pages shared out among the processors: copies of this process read and render a part of them.

A page needs of the others what the navigation shows of them, titles and what their heads say, so these are
told first. A copy writes its pages and keeps them as this process would. What it tells of them is put in
its place in the order of the pages: entries of the search, warnings, links that are yet to be looked up. The
share of a copy that ends before it told all is made here, where its error is met.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name.
"""

from __future__ import annotations

import heapq
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.pages import Page

from effsite.site.copies import CopyGoneError, processors, start_copy
from effsite.site.kept_pages import TOP, own_templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection

    from effsite.site.copies import Copy
    from effsite.site.kept_pages import KeptPages
    from effsite.site.overheard import Listener, Remark

READING, TEMPLATES, RENDERING, LINKS = range(4)
"""What a build does, one after the other."""

PAGE_BYTES = 32_000
"""What a page costs beside its length, in bytes of a page's source that cost the same."""

WORTH_SHARING = 40 * PAGE_BYTES
"""As much as takes longer than starting a copy and listening to it."""

KEPT_BYTES = 2_000
"""What a page costs that is kept, in the same measure."""

FILE_BYTES = 500
"""What it costs to put a file into the site, in the same measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTold:
    """What a copy tells of a page that it made: what others link to and what it links to, by anchors.

    These are None where the page was not read but kept.
    """

    anchors: set[str] | None
    links: dict[str, dict[str, str]] | None
    entries: list[Any]


@dataclass(frozen=True, slots=True)
class _Share:
    """The sources of the pages that a copy makes, in the order of the site, and the copy."""

    sources: Sequence[str]
    copy: Copy


class SharedPages(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # MkDocs types neither it nor its settings
    """A plugin of MkDocs that has copies of this process make some of the pages."""

    def __init__(self, pages: KeptPages, listener: Listener) -> None:
        """For one build, whose `pages` are known and whose warnings are heard."""
        super().__init__()
        self._pages, self._listener = pages, listener
        self._shares: list[_Share] = []
        self._numbers: dict[str, int] = {}
        self._config: Any = None
        self._files: Any = None
        self._nav: Any = None
        self._env: Any = None

    @event_priority(-TOP)
    def on_nav(self, nav: Any, *, config: Any, files: Any) -> None:
        """Share the pages out, where that pays."""
        self._config, self._files, self._nav = config, files, nav
        for n, file in enumerate(files.documentation_pages()):
            self._numbers[file.src_uri] = n
            self._listener.now = (READING, n)
            if file.page is None:
                Page(None, file, config)
            file.page.validate_anchor_links = _later
        if processors() > 1 and not own_templates(config):
            states = {source: self._pages.state(source) for source in self._numbers}
            unread = {source: PAGE_BYTES + state.size for source, state in states.items() if not state.kept}
            shares = shared_out(unread, [*states], processors(), len(files) * FILE_BYTES)
            for share in shares[1:]:
                self._start(share)

    def _start(self, sources: Sequence[str]) -> None:
        copy = start_copy(partial(self._help, sources))
        if copy is not None:
            self._pages.leave(sources)
            self._shares.append(_Share(sources, copy))

    @event_priority(TOP)
    def on_pre_page(self, page: Any, *, config: Any, files: Any) -> None:
        """Note which page is read."""
        self._listener.now = (READING, self._numbers[page.file.src_uri])

    @event_priority(TOP)
    def on_env(self, env: Any, *, config: Any, files: Any) -> None:
        """Learn what the navigation shows of pages that others have read, and tell all of them of all."""
        self._env, self._listener.now = env, (TEMPLATES,)
        for share in [*self._shares]:
            with self._or_here(share):
                self._put_titles(share.copy.told())
        titles = self._titles(self._numbers)
        for share in [*self._shares]:
            with self._or_here(share):
                share.copy.tell(titles)

    @event_priority(TOP)
    def on_page_context(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:
        """Note which page is rendered."""
        self._listener.now = (RENDERING, self._numbers[page.file.src_uri])

    @event_priority(TOP + 1)
    def on_post_build(self, *, config: Any) -> None:
        """Learn what became of the pages of others, and look all links up."""
        for share in [*self._shares]:
            with self._or_here(share):
                told, remarks = share.copy.told()
                self._put(told, remarks)
                share.copy.end()
                self._shares.remove(share)
        level = config.validation.links.anchors
        for n, file in enumerate(self._files.documentation_pages()):
            self._listener.now = (LINKS, n)
            del file.page.validate_anchor_links
            file.page.validate_anchor_links(files=self._files, log_level=level)
        self._listener.now = (LINKS + 1,)

    def end(self) -> None:
        """Leave no copy behind, whatever became of the build."""
        while self._shares:
            self._shares.pop().copy.end()

    @contextmanager
    def _or_here(self, share: _Share) -> Iterator[None]:
        """Make the pages of a share in this process where the copy that was to make them is gone."""
        try:
            yield
        except CopyGoneError:
            self._shares.remove(share)
            share.copy.end()
            late = self._listener.now > (TEMPLATES,)
            self._pages.take(share.sources, late=late)
            self._read(share.sources)
            if late:
                self._render(share.sources)

    def _help(self, sources: Sequence[str], line: Connection[Any, Any]) -> None:
        """Make those pages in a copy of the process, and tell what came of them."""
        self._shares = []
        self._listener.remarks.clear()
        self._pages.leave(self._numbers)
        self._pages.take(sources)
        shown = {page.file.src_uri for page in self._nav.pages}
        self._read([source for source in sources if source in shown])
        line.send(self._titles(sources))
        self._read([source for source in sources if source not in shown])
        self._put_titles(line.recv())
        self._config.plugins.on_env(self._config.theme.get_env(), config=self._config, files=self._files)
        self._render(sources)
        line.send(({source: self._tell(source) for source in sources}, self._listener.remarks))

    def _read(self, sources: Iterable[str]) -> None:
        for source in sources:
            page = self._files.get_file_from_path(source).page
            _populate_page(page, self._config, self._files, dirty=True)

    def _render(self, sources: Iterable[str]) -> None:
        pages = self._files.documentation_pages()
        for source in sources:
            self._listener.now = (RENDERING, self._numbers[source])
            page = self._files.get_file_from_path(source).page
            _build_page(page, self._config, pages, self._nav, self._env, dirty=True)

    def _titles(self, sources: Iterable[str]) -> dict[str, tuple[str | None, dict[str, Any]]]:
        """What the navigation shows of those of its pages that were read."""
        among = {*sources}
        pages = [page for page in self._nav.pages if page.file.src_uri in among]
        read = [page for page in pages if page.markdown is not None]
        return {page.file.src_uri: (page._title_from_render, dict(page.meta)) for page in read}

    def _put_titles(self, titles: Mapping[str, tuple[str | None, dict[str, Any]]]) -> None:
        """Give pages that another process has read what the navigation shows of them."""
        for source, (title, meta) in titles.items():
            page = self._files.get_file_from_path(source).page
            if page.markdown is None:
                page.markdown = page.content = ""
                page._title_from_render, page.meta = title, meta

    def _tell(self, source: str) -> PageTold:
        page, state = self._files.get_file_from_path(source).page, self._pages.state(source)
        read = state.kept is None
        links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
        return PageTold(
            anchors=page.present_anchor_ids if read else None,
            links=links if read else None,
            entries=state.entries,
        )

    def _put(self, told: Mapping[str, PageTold], remarks: Sequence[Remark]) -> None:
        """Take what a copy tells for this process' own."""
        self._listener.say_again(remarks)
        for source, one in told.items():
            page, state = self._files.get_file_from_path(source).page, self._pages.state(source)
            state.entries = one.entries
            if one.anchors is not None and one.links is not None:
                page.present_anchor_ids = one.anchors
                links = one.links.items()
                page.links_to_anchors = {self._files.get_file_from_path(name): to for name, to in links}


def shared_out(unread: Mapping[str, int], pages: Sequence[str], most: int, besides: int) -> list[list[str]]:
    """The pages in at most so many shares that cost the same, each in the order of the `pages`.

    `unread` says what a page costs, the others are all but free. The first share is for the process that does
    what costs as much as `besides`. One share where more would not pay.
    """
    total = sum(unread.values())
    shares: list[list[str]] = [[] for _ in range(min(most, 1 + total // WORTH_SHARING))]
    costs = [(0 if n else besides, n) for n in range(len(shares))]
    heapq.heapify(costs)
    for source in sorted(pages, key=lambda source: -unread.get(source, 0)):
        cost, n = costs[0]
        shares[n].append(source)
        heapq.heapreplace(costs, (cost + unread.get(source, KEPT_BYTES), n))
    number = {source: n for n, source in enumerate(pages)}
    return [sorted(share, key=number.__getitem__) for share in shares]


def _later(**_: object) -> None:
    """Links are looked up when all pages are there."""
