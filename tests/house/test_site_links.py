"""Every link of the built site that stays on the site leads to a page, and to a place on that page."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytestmark = pytest.mark.docs

SITE = Path(__file__).parents[2] / "site"
ADDRESSES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src"}
SAFE_SCHEMES = {"http", "https", "mailto"}


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


@pytest.fixture(scope="module")
def pages() -> dict[Path, Page]:
    """Every page of the site but 404.html, whose links start from wherever the reader went astray."""
    found: dict[Path, Page] = {}
    for path in sorted(SITE.rglob("*.html")):
        if path != SITE / "404.html":
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


def test_site_has_a_page_for_the_home_and_each_kind(pages: dict[Path, Page]) -> None:
    names = {str(path.relative_to(SITE)) for path in pages}
    assert {"index.html", "targets/index.html", "method/index.html", "contribute/index.html"} < names
    assert len(pages) > 50


def test_every_link_leads_to_a_file(pages: dict[Path, Page]) -> None:
    dead = {
        (str(path.relative_to(SITE)), link) for path, link, to, _ in inner_links(pages) if not to.is_file()
    }
    assert not dead


def test_every_link_to_a_place_on_a_page_finds_it(pages: dict[Path, Page]) -> None:
    lost = {
        (str(path.relative_to(SITE)), link)
        for path, link, to, place in inner_links(pages)
        if place and to in pages and place not in pages[to].places
    }
    assert not lost


def test_no_link_runs_a_script(pages: dict[Path, Page]) -> None:
    schemes = {urlsplit(link).scheme for page in pages.values() for link in page.links}
    assert schemes - {""} <= SAFE_SCHEMES
