"""The links of a built site: which of those that stay on it lead to nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ADDRESSES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src"}


@dataclass
class Page(HTMLParser):
    """The links of a page, the places in it that a link can name, and its title."""

    links: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.places |= {value for name in ("id", "name") if (value := found.get(name))}
        if address := found.get(ADDRESSES.get(tag, "")):
            self.links.add(address)


def read_pages(site: Path) -> dict[Path, Page]:
    """Every page of the site but 404.html, whose links start from wherever the reader went astray."""
    found: dict[Path, Page] = {}
    for path in sorted(site.rglob("*.html")):
        if path != site / "404.html":
            found[path] = Page()
            found[path].feed(path.read_text("utf-8"))
    return found


def inner_links(pages: dict[Path, Page]) -> list[tuple[Path, str, Path, str]]:
    """Page, link, the file that the link leads to and the place there, of each link within the site."""
    found = []
    for path, page in pages.items():
        for link in sorted(page.links):
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc:
                to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                found.append((path, link, to / "index.html" if to.is_dir() else to, unquote(parts.fragment)))
    return found


def dead_links(site: Path, pages: dict[Path, Page]) -> set[tuple[str, str]]:
    """The page and the link of each link to a file that is not there."""
    return {
        (str(path.relative_to(site)), link) for path, link, to, _ in inner_links(pages) if not to.is_file()
    }


def lost_links(site: Path, pages: dict[Path, Page]) -> set[tuple[str, str]]:
    """The page and the link of each link to a place that its page does not have."""
    return {
        (str(path.relative_to(site)), link)
        for path, link, to, place in inner_links(pages)
        if place and to in pages and place not in pages[to].places
    }
