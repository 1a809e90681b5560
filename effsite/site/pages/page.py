"""One generated page: its address, its front matter, and the Markdown that comes out."""

from __future__ import annotations

from dataclasses import dataclass

from effsite import escape

BLOCK, BLOCK_END = '<div class="eff-block">', "</div>"
"""The first and the last line of a block of HTML in a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A Markdown page. `title` and `description` are plain text, `body` is finished Markdown.

    `address` is the file's path in the docs folder with forward slashes; `hide` names what the
    theme leaves out on this page (`toc`, `navigation`). `card` is the picture that goes with a link
    to the page, by its path below the site's root. `boost` is how many times more than another page it
    counts in the search.
    """

    address: str
    title: str
    description: str
    body: str
    hide: tuple[str, ...] = ("toc",)
    card: str = ""
    boost: float = 1.0

    def text(self) -> str:
        """The file: front matter whose every scalar is quoted, then the body."""
        lines = [
            "---",
            f"title: {_scalar(self.title)}",
            f"description: {_scalar(self.description)}",
            *([f"card: {_scalar(self.card)}"] if self.card else []),
            *(["search:", f"  boost: {self.boost:g}"] if self.boost != 1 else []),
            *(["hide:", *(f"  - {part}" for part in self.hide)] if self.hide else []),
            "---",
            "",
        ]
        return "\n".join(lines) + self.body


def _scalar(value: str) -> str:
    return escape.front_matter("".join(c for c in escape.one_line(value) if c.isprintable()))


def depth(address: str) -> int:
    """How many folders deep the page's own address lies: 0 for index.md, 2 for systems/alexnet.md."""
    path = address.removesuffix("index.md").removesuffix(".md")
    return path.rstrip("/").count("/") + 1 if path else 0


def root(address: str) -> str:
    """The way from a page to the site's root, to put before a path: `../../`, or nothing for home."""
    return "../" * depth(address)


def layout(body: str) -> str:
    """The rendered template as Markdown: headings stand alone, all HTML between two is one block.

    A blank line inside raw HTML would hand what follows back to Markdown, so there is none.
    """
    parts: list[str] = []
    block: list[str] = []
    for line in body.splitlines():
        if line.startswith("#"):
            parts += [*_closed(block), line]
            block = []
        elif line.strip():
            block.append(line)
    return "\n\n".join([*parts, *_closed(block)]) + "\n"


def _closed(block: list[str]) -> list[str]:
    return ["\n".join([BLOCK, *block, BLOCK_END])] if block else []
