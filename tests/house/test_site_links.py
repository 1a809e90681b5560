"""Every link of the built site that stays on the site leads to a page, and to a place on that page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from effsite.site.generator import read_config
from effsite.site.pages.systems import systems
from effsite.site.project import Project
from effsite.site.settings import site_settings
from effsite.store import load

pytestmark = pytest.mark.docs

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
FIXED = {"", "targets", "ai-and-compute", "columns", "hardware-and-algorithms", "inference", "rates"}
LEADS_ON = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')
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


def old_addresses() -> set[str]:
    """The pages of the site until November 2026: written by hand, of each target, and of every system."""
    project = Project.at(ROOT)
    collection = load(project.results)
    settings = site_settings(read_config(project.config))
    by_hand = {str(p.relative_to(project.docs).with_suffix("")) for p in project.docs.rglob("*.md")}
    targets = {
        f"{t.task.name}/{target.name}"
        for t in collection.tasks
        if t.task.name != settings.runs
        for target in t.task.targets
        if t.results_for(target.name)
    }
    named = {
        f"systems/{system.slug}"
        for system in systems(r for t in collection.tasks for r in t.results)
        if any(r.task in settings.redirected for r in system.results)
    }
    return {address.removesuffix("index") for address in by_hand} | FIXED | targets | named


def test_every_address_of_the_site_as_it_was_leads_to_what_it_showed(pages: dict[Path, Page]) -> None:
    found = old_addresses()
    assert len(found) > 300
    for address in sorted(found):
        page = SITE / address / "index.html"
        text = page.read_text("utf-8")
        if "<article" not in text:
            (way,) = LEADS_ON.findall(text)
            goal, place = urlsplit(way).path, urlsplit(way).fragment
            assert place in pages[(page.parent / goal).resolve() / "index.html"].places, address


def test_no_link_runs_a_script(pages: dict[Path, Page]) -> None:
    schemes = {urlsplit(link).scheme for page in pages.values() for link in page.links}
    assert schemes - {""} <= SAFE_SCHEMES
