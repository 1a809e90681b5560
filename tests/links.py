"""Follows every link of a site in a folder as a browser would that got the site at some address."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEARCH = re.compile(r'"search":"(assets/[^"]+)"')
HOST = "http://site.example"
ADDRESSES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src"}


@dataclass
class Page(HTMLParser):
    """The links of a page, the places in it that a link can name, and what its scripts will ask for.

    `charts` are addresses from the folder of the charts' own script; `config` is the theme's configuration;
    `search` is the address of the search from the root of the site, where a script of ours says it.
    """

    links: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    charts: set[str] = field(default_factory=set)
    config: str = ""
    search: str = ""
    _in_config: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        self.places |= {value for name in ("id", "name") if (value := found.get(name))}
        self.charts |= {
            value for name in ("data-chart", "data-design", "data-bokeh") if (value := found.get(name))
        }
        if address := found.get(ADDRESSES.get(tag, "")):
            self.links.add(address)
        self._in_config = tag == "script" and found.get("id") == "__config"

    def handle_data(self, data: str) -> None:
        self.config += data if self._in_config else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_config = False

    def asked(self, address: str) -> set[str]:
        """All that the page at that address leads to or loads, its scripts too, from there or as a whole."""
        found = set(self.links)
        if self.config:
            config = json.loads(self.config)
            found |= {config["search"], f"{config['base']}/"}
        if own := self.scripts():
            found |= {urljoin(urljoin(address, own[0]), chart) for chart in self.charts}
            found |= {urljoin(urljoin(address, own[0]), f"../{self.search}")} if self.search else set()
        return found

    def scripts(self) -> list[str]:
        """The scripts of ours that the page loads."""
        return [link for link in self.links if "assets/effsite." in link and link.endswith(".js")]


@dataclass(frozen=True)
class Links:
    """The pages below a folder that is served below HOST at `base`, which begins and ends with a slash."""

    root: Path
    base: str
    pages: dict[str, Page]

    @classmethod
    def of(cls, root: Path, base: str = "/", *, without: tuple[str, ...] = ()) -> Links:
        """Every page but those at the addresses that are left out; links to folders are followed."""
        found = {}
        for path in sorted(_html(root)):
            address = path.relative_to(root).as_posix()
            if address not in without:
                found[address] = Page()
                found[address].feed(path.read_text("utf-8"))
        texts = {path.name: path.read_text("utf-8") for path in (root / "assets").glob("effsite.*.js")}
        for page in found.values():
            said = (SEARCH.search(texts.get(link.rpartition("/")[2], "")) for link in page.scripts())
            page.search = next((each[1] for each in said if each), "")
        return cls(root, base, found)

    def inner(self) -> Iterator[tuple[str, str, str, str]]:
        """Page, link, the file that it leads to and the place there, of each link that stays on the host."""
        for name, page in self.pages.items():
            address = f"{HOST}{self.base}{name}"
            for link in sorted(page.asked(address)):
                parts = urlsplit(urljoin(address, link))
                if f"{parts.scheme}://{parts.netloc}" == HOST:
                    yield name, link, self._file(unquote(parts.path)), unquote(parts.fragment)

    def dead(self) -> set[tuple[str, str]]:
        """Page and link of each that leads to no file of the site."""
        found = ((name, link, to) for name, link, to, _ in self.inner())
        return {(name, link) for name, link, to in found if not to or not (self.root / to).is_file()}

    def lost(self) -> set[tuple[str, str]]:
        """Page and link of each that leads to a place that its page does not have."""
        return {
            (name, link)
            for name, link, to, place in self.inner()
            if place and "=" not in place and to in self.pages and place not in self.pages[to].places
        }

    def _file(self, path: str) -> str:
        """The file that the host answers an address with; empty where it is not of this site."""
        if not path.startswith(self.base):
            return ""
        name = path.removeprefix(self.base)
        return f"{name.rstrip('/')}/index.html".lstrip("/") if (self.root / name).is_dir() else name


def _html(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            yield from _html(path)
        elif path.suffix == ".html":
            yield path
