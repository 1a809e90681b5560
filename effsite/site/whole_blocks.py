"""Blocks of HTML that effsite wrote go into their pages whole, past what would read them letter by letter.

The parser of Markdown and that of the search read all HTML of a page, three times in all, to find what
effsite knows already: that a block stays as it is, which anchors are in it, and what the search is to know.
So they are given a page in which each block is a mark, or what the search reads of it. The pages and the
search index are, to the byte, those that MkDocs makes of the same Markdown.

This is a plugin of MkDocs that `effsite.site.generator` hands to it, and no configuration can name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority

from effsite.site.kept_pages import EXTENSIONS, LINKS_IN_HTML, TOP
from effsite.site.pages.page import BLOCK, BLOCK_END

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

READ_ALL = LINKS_IN_HTML | {"pymdownx.critic"}
"""Extensions of Markdown that change something within HTML as well."""

BLOCKS = re.compile(rf"(?<=\n\n){re.escape(BLOCK)}\n(?:[^\n]+\n)*?{re.escape(BLOCK_END)}(?=\n\n|\n?\Z)")
"""The blocks of a page."""

_MARK = re.compile(r'<div data-eff-block="(\d+)"></div>')
SEARCHED = re.compile(r'<div data-eff-block="(\d+)">.*?<!--eff-block--></div>', re.DOTALL)
"""A block as the search reads it: its number, and the words that are to be found."""

_SPACED = re.compile(r"[\t\r]")
"""What Markdown replaces wherever it stands."""

_ANCHOR = re.compile(r'\sid="([^"]*)"')
_UNSEARCHED = re.compile(
    r"<(table|figure|aside|dl|pre)\b[^<>]*\sdata-search-exclude(?=[\s>])[^<>]*>.*?</\1>", re.DOTALL
)
"""Elements that the search leaves out, of kinds that never stand within their own."""


@dataclass(slots=True)
class _Page:
    """What a page is made of: Markdown as it was written, blocks, and HTML with marks for them."""

    markdown: str
    blocks: list[str]
    marked: str = ""
    whole: str = ""


class WholeBlocks(BasePlugin):  # type: ignore[no-untyped-call, type-arg] # MkDocs types neither it nor its settings
    """A plugin of MkDocs that keeps blocks in the pages that effsite wrote, `written`, out of its hands."""

    def __init__(self, written: Container[str]) -> None:
        """For one build."""
        super().__init__()
        self._written = written
        self._pages: dict[str, _Page] = {}

    @event_priority(-TOP)
    def on_page_markdown(self, markdown: str, *, page: Any, config: Any, files: Any) -> str:
        """The page with a mark in place of each block."""
        if page.file.src_uri not in self._written:
            return markdown
        told = self._pages[page.file.src_uri] = _Page(markdown=markdown, blocks=[])

        def mark(found: re.Match[str]) -> str:
            if _SPACED.search(found[0]):
                return found[0]
            told.blocks.append(found[0].replace("\x02", "").replace("\x03", ""))  # as Markdown does
            return f'<div data-eff-block="{len(told.blocks) - 1}"></div>'

        return BLOCKS.sub(mark, markdown)

    @event_priority(TOP)
    def on_page_content(self, html: str, *, page: Any, config: Any, files: Any) -> str:
        """The page's HTML with its blocks; their anchors are known as the page's own."""
        told = self._pages.get(page.file.src_uri)
        if told is None:
            return html
        page.markdown = told.markdown
        page.present_anchor_ids |= {name for block in told.blocks for name in anchors(block)}
        told.marked = html
        told.whole = filled(_MARK, html, told.blocks)
        return told.whole

    @event_priority(TOP)
    def _on_page_context_before(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:
        """Give the search what it is to know of the page, and nothing that it would leave out."""
        told = self._pages.get(page.file.src_uri)
        if told is not None and page.content == told.whole:
            page.content = _MARK.sub(
                lambda found: searched(int(found[1]), told.blocks[int(found[1])]), told.marked
            )

    @event_priority(-TOP)
    def _on_page_context_after(self, context: Any, *, page: Any, config: Any, nav: Any) -> None:
        """Put the blocks back into the page that is written."""
        told = self._pages.pop(page.file.src_uri, None)
        if told is not None:
            page.content = filled(SEARCHED, page.content, told.blocks)

    on_page_context = CombinedEvent(_on_page_context_before, _on_page_context_after)


def may_pass(extensions: Iterable[str]) -> bool:
    """Whether, with those extensions of Markdown, a block of HTML comes out as it went in."""
    return {*extensions} <= EXTENSIONS - READ_ALL


def anchors(block: str) -> set[str]:
    """The ids in a block of HTML, in which every attribute stands in double quotes."""
    return {unescape(name) for name in _ANCHOR.findall(block)}


def searched(number: int, block: str) -> str:
    """The block without what the search leaves out, and its number; a mark shows where it ends."""
    inner = _UNSEARCHED.sub("", block.removeprefix(BLOCK).removesuffix(BLOCK_END))
    return f'<div data-eff-block="{number}">{inner}<!--eff-block--></div>'


def filled(mark: re.Pattern[str], html: str, blocks: list[str]) -> str:
    """The HTML with the block in the place of each mark, which has its number."""
    return mark.sub(lambda found: blocks[int(found[1])], html)
