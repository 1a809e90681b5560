"""Blocks of HTML that effsite wrote, kept out of Zensical's hands, which would lead their links elsewhere.

Zensical takes a link in HTML for one from the page's file, where it is one from the page's address. So each
block is set aside, and what stands for it while Zensical runs has what its search and its check of links
are to know: the words, and the anchors.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from effsite.site.squeezed import squeezed, unsaid
from effsite.site.whole_blocks import BLOCKS, SEARCHED, anchors, filled, searched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_ADDRESS = re.compile(r'\s(?:href|src|srcset|data|poster)="[^"]*"')
"""Attributes that lead somewhere from a block, in which every one stands in double quotes."""


def set_aside(docs: Path, written: Iterable[str]) -> dict[str, list[str]]:
    """Take the blocks out of the pages at those addresses; for each page its blocks, in order."""
    aside: dict[str, list[str]] = {}
    for address in written:
        blocks = aside[address] = []

        def mark(found: re.Match[str], blocks: list[str] = blocks) -> str:
            blocks.append(found[0])
            return _mark(len(blocks) - 1, found[0])

        page = docs / address
        page.write_text(BLOCKS.sub(mark, page.read_text("utf-8")), encoding="utf-8")
    return aside


def _mark(number: int, block: str) -> str:
    """The HTML in the place of a block: its words for the search, no link, and every anchor."""
    inner = _ADDRESS.sub("", searched(number, block))
    cut = sorted(anchors(block) - anchors(inner))
    places = "".join(f'<i id="{escape(name)}"></i>' for name in cut)
    return inner.replace("<!--eff-block-->", f"{places}<!--eff-block-->")


def put_back(site: Path, aside: Mapping[str, list[str]], *, directories: bool) -> None:
    """Give every page of the site its blocks again, and take out of it what MkDocs' pages are spared too."""
    blocks = {site / _file(address, directories=directories): found for address, found in aside.items()}
    for page in site.rglob("*.html"):
        html = squeezed(page.read_text("utf-8"))
        page.write_text(unsaid(filled(SEARCHED, html, blocks.get(page, []))), encoding="utf-8")


def _file(address: str, *, directories: bool) -> str:
    """The file of a page in the site: `a/b/index.html` for `a/b.md`, or `a/b.html` without directories."""
    name = address.removesuffix(".md")
    if not directories or name == "index" or name.endswith("/index"):
        return f"{name}.html"
    return f"{name}/index.html"
